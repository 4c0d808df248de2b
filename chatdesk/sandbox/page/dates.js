// Dates and times as one person sees them: their locale, their time zone, the sandbox's clock.

const cache = new Map();

export function formatter(locale, timeZone, options) {
  const key = JSON.stringify([locale, timeZone, options]);
  if (!cache.has(key)) cache.set(key, build(locale, timeZone, options));
  return cache.get(key);
}

function build(locale, timeZone, options) {
  try {
    return new Intl.DateTimeFormat(locale || "en-US", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
}

export class Dates {
  constructor({ locale, timeZone, now }) {
    this.locale = (locale || "en-US").replace("_", "-");
    this.timeZone = timeZone || "UTC";
    this.now = now;
  }

  format(seconds, options) {
    return formatter(this.locale, this.timeZone, options).format(new Date(seconds * 1000));
  }

  // Never broken at the end of a line: "10 h 00", "10:00 AM".
  time(seconds) {
    return this.format(seconds, { hour: "numeric", minute: "2-digit" }).replaceAll(/\s/g, "\u00a0");
  }

  full(seconds) {
    return this.format(seconds, { dateStyle: "full", timeStyle: "medium" });
  }

  // The calendar day as an ISO string: two instants on one day of this person give the same text.
  dayKey(seconds) {
    const parts = formatter("en-US", this.timeZone, { year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(new Date(seconds * 1000));
    const part = (type) => parts.find((item) => item.type === type).value;
    return `${part("year")}-${part("month")}-${part("day")}`;
  }

  daysFromToday(seconds) {
    return Math.round((Date.parse(this.dayKey(seconds)) - Date.parse(this.dayKey(this.now()))) / 86_400_000);
  }

  // "today", "yesterday", "tomorrow" in the person's language, or null when it is further away.
  near(seconds) {
    const days = this.daysFromToday(seconds);
    if (Math.abs(days) > 1) return null;
    return new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" }).format(days, "day");
  }

  dayLabel(seconds) {
    const near = this.near(seconds);
    return near ? capital(near, this.locale) : this.format(seconds, { weekday: "long", day: "numeric", month: "long" });
  }

  ago(seconds) {
    const delta = seconds - this.now();
    const relative = new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" });
    for (const [unit, span] of [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]]) {
      if (Math.abs(delta) >= span) return relative.format(Math.trunc(delta / span), unit);
    }
    return relative.format(Math.trunc(delta), "second");
  }

  // Slack's <!date^ts^template|fallback>.
  slack(seconds, template, starts = false) {
    const text = template.replace(/\{(\w+)\}/g, (token, name) => this.token(seconds, name) ?? token);
    return starts && /^\{\w*pretty\}/.test(template) ? capital(text, this.locale) : text;
  }

  token(seconds, name) {
    const plain = name.replace("_pretty", "");
    if (name.endsWith("_pretty")) return this.near(seconds) ?? this.token(seconds, plain);
    switch (plain) {
      case "date_num": return this.dayKey(seconds);
      case "date": return this.format(seconds, { year: "numeric", month: "long", day: "numeric" });
      case "date_short": return this.format(seconds, { year: "numeric", month: "short", day: "numeric" });
      case "date_long": return this.format(seconds, { weekday: "long", year: "numeric", month: "long", day: "numeric" });
      case "time": return this.time(seconds);
      case "time_secs": return this.format(seconds, { hour: "numeric", minute: "2-digit", second: "2-digit" });
      case "ago": return this.ago(seconds);
      default: return null;
    }
  }
}

function capital(text, locale) {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
