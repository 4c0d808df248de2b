// The address bar: which platform, whose seat, which place, which thread. Makes reloads, links and several windows work.

export function readRoute() {
  const params = new URLSearchParams(location.hash.slice(1));
  const at = params.get("at");
  return {
    platform: params.get("on") ?? "slack",
    as: params.get("as"),
    place: at === "home" ? { kind: "home" } : at ? { kind: "channel", id: at } : null,
    thread: params.get("thread"),
    message: params.get("message"),
  };
}

export function routeOf({ platform, as, place, thread }, message = null) {
  const params = new URLSearchParams();
  if (platform) params.set("on", platform);
  if (as) params.set("as", as);
  if (place) params.set("at", place.kind === "home" ? "home" : place.id);
  if (thread) params.set("thread", thread.ts);
  if (message) params.set("message", message);
  return `#${params}`;
}

export function writeRoute(session) {
  const wanted = routeOf(session);
  if (location.hash !== wanted) history.replaceState(null, "", wanted);
}
