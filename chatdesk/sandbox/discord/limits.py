"""Rate limits: a bucket for each route and its place, as the `X-RateLimit-*` headers tell it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatdesk.sandbox.discord.errors import RateLimitedError
from chatdesk.sandbox.discord.route import normal

if TYPE_CHECKING:
    from chatdesk.sandbox.clock import SandboxClock


@dataclass(frozen=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int
    seconds: float


GENEROUS = Limit(1000, 1.0)


@dataclass
class _Window:
    ends: float
    used: int = 0


@dataclass
class Limits:
    """The limits by route, such as `limits["POST /channels/{channel}/messages"] = Limit(5, 5)`.

    A route without one has so wide a bucket that nobody meets its end.
    """

    clock: SandboxClock
    _limits: dict[str, Limit] = field(default_factory=dict)
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def __setitem__(self, route: str, limit: Limit) -> None:
        self._limits[normal(route)] = limit

    def clear(self) -> None:
        """Return to wide buckets."""
        self._limits.clear()
        self._windows.clear()

    def take(self, route: str, place: str) -> dict[str, str]:
        """Take one call's worth; returns the headers. Refuses when there is none left."""
        limit = self._limits.get(normal(route), GENEROUS)
        now = self.clock.running()
        window = self._windows.get((route, place))
        if window is None or window.ends <= now:
            window = self._windows[route, place] = _Window(now + limit.seconds)
        if window.used >= limit.calls:
            raise BucketEmpty(window.ends - now, self._headers(route, limit, window, now))
        window.used += 1
        return self._headers(route, limit, window, now)

    def _headers(self, route: str, limit: Limit, window: _Window, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Bucket": hashlib.md5(route.encode(), usedforsecurity=False).hexdigest(),
            "X-RateLimit-Limit": str(limit.calls),
            "X-RateLimit-Remaining": str(limit.calls - window.used),
            "X-RateLimit-Reset": f"{self.clock.now() + window.ends - now:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
        }


class BucketEmpty(RateLimitedError):
    """A 429 of a bucket that has nothing left."""

    def __init__(self, retry_after: float, headers: dict[str, str]) -> None:
        super().__init__(retry_after)
        self.headers = headers


def limited_headers(error: RateLimitedError) -> dict[str, str]:
    """The headers of a 429. Without `Via` a client takes it for a ban."""
    headers = {"Via": "1.1 sandbox", "Retry-After": str(math.ceil(error.retry_after))}
    headers["X-RateLimit-Scope"] = "global" if error.is_global else "user"
    if error.is_global:
        headers["X-RateLimit-Global"] = "true"
    return headers | (error.headers if isinstance(error, BucketEmpty) else {})
