"""Acknowledging an interaction that needs no database, all operations registered, beside bolt as it is usually used."""

from __future__ import annotations

from functools import partial

from bench.apps import Apps, running_apps
from bench.load import http_rate
from bench.payloads import envelope_of, link_pressed, request_of
from bench.rounds import Effort, Goal, Measure, Row, Tell, compared, interleaved

AGAINST_ONE = Goal(0.8, ">=")
AGAINST_MANY = Goal(4.0, ">=")
HTTP_REQUESTS = 400
SOCKET_ENVELOPES = 400
SIDES = ("ours", "one", "many")


async def run(effort: Effort, tell: Tell) -> list[Row]:
    """Measure both transports, each with the three apps in turn."""
    async with running_apps() as apps:
        return await measured(apps, effort, tell)


async def measured(apps: Apps, effort: Effort, tell: Tell) -> list[Row]:
    """Measure apps that are running."""
    http = {side: partial(_http, apps, side, effort.of(HTTP_REQUESTS, 20)) for side in SIDES}
    rows = await _rows("HTTP", http, apps, effort, tell)
    for side in SIDES:
        await apps.slack.sockets[side].open.wait()
    socket = {side: partial(_socket, apps, side, effort.of(SOCKET_ENVELOPES, 20)) for side in SIDES}
    return rows + await _rows("Socket Mode", socket, apps, effort, tell)


async def _rows(transport: str, sides: dict[str, Measure], apps: Apps, effort: Effort, tell: Tell) -> list[Row]:
    rates = await interleaved(effort, sides, lambda text: tell(f"{transport}: {text}"))
    name = f"acknowledge, {transport} (per s), against"
    return [
        compared(f"{name} a bare bolt app", rates["ours"], rates["one"], AGAINST_ONE),
        compared(f"{name} {apps.listeners} bolt listeners", rates["ours"], rates["many"], AGAINST_MANY),
    ]


async def _http(apps: Apps, side: str, count: int) -> float:
    return await http_rate(apps.ports[side], [request_of(link_pressed()) for _ in range(count)])


async def _socket(apps: Apps, side: str, count: int) -> float:
    return await apps.slack.sockets[side].rate([envelope_of(link_pressed()) for _ in range(count)])
