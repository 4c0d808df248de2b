// The sandbox's control API: one method a call, errors as ApiError with the server's code.

export class ApiError extends Error {
  constructor(code, message) {
    super(message || code);
    this.code = code;
  }
}

export class Api {
  constructor(base = "/_control/") {
    this.base = base;
  }

  get(call, params = {}) {
    return request(`${this.base}${call}?${new URLSearchParams(params)}`, { cache: "no-store" });
  }

  post(call, body = {}) {
    return request(`${this.base}${call}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  liveUrl(as) {
    const url = new URL(`${this.base}live?${new URLSearchParams({ as })}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    return url.href;
  }
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new ApiError("unreachable");
  }
  const answer = await response.json().catch(() => null);
  if (!answer) throw new ApiError("bad_answer", `HTTP ${response.status}`);
  if (!answer.ok) throw new ApiError(answer.error ?? "failed", answer.message);
  return answer;
}
