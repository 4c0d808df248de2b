"""A whole desk in a local Slack over the real wire: unmodified slack-bolt, by Socket Mode or by signed HTTP.

Drive it with `house.act.…` (what people do in the chat) and `await house.settled()` (until every post has left).
Time is the sandbox's: waiting moves its clock instead of sleeping.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from pydantic import SecretStr

from chatdesk.app import House, Role, build, running
from chatdesk.core.model import Ticket, TicketId
from chatdesk.core.operations import OPERATIONS
from chatdesk.demo import DEMO_POLICY, workspace_seed
from chatdesk.sandbox.slack import SlackSandbox, Workspace
from chatdesk.settings import Settings
from tests.fakes.world import shipped

AMELIE, NOAH, INES, SAM, MAYA = "U0AMELIE", "U0NOAH", "U0INES", "U0SAM", "U0MAYA"
HELP, TALK, DESK, APPS = "C0HELP", "C0TALK", "C0DESK", "C0APPS"


class WireHouse:
    """A sandbox and a house that serves it."""

    def __init__(self, sandbox: SlackSandbox, house: House) -> None:
        self.sandbox = sandbox
        self.house = house
        self.act = sandbox.act
        house.slack.platform.pause = self.pause

    async def pause(self, seconds: float) -> None:
        """Let the time pass for which the desk would wait between two posts in a channel."""
        self.sandbox.workspace.clock.advance(seconds)

    async def settled(self) -> None:
        """Wait until every event was answered and every post has left, moving the clock instead of sleeping."""
        await self.sandbox.settled()
        for _ in range(200):
            await self.house.deliver.finish()
            due = self.house.outbox.next_due(self.now())
            if due is None:
                break
            self.sandbox.workspace.clock.advance(max((due - self.now()).total_seconds(), 0.01))
        await self.sandbox.settled()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.sandbox.workspace.clock.now(), UTC)

    def ticket(self, number: int) -> Ticket:
        with self.house.desk.desk.store.read() as unit:
            return unit.ticket(TicketId(number))

    # -- what people do
    async def open(self, who: str = AMELIE, **typed: str) -> Ticket:
        """Open a ticket by `/ticket` and its form."""
        answer = await self.act.command(as_=who, channel=HELP, text="/ticket")
        told = {"product": "other", "kind": "question", "title": "Accès", "description": "Rien ne va", **typed}
        answer = await self.submit(who, answer["opened"], **told)
        assert answer["closed"], answer
        await self.settled()
        with self.house.desk.desk.store.read() as unit:
            return max(unit.queue(self.house.desk.desk.policy.groups, 100), key=lambda ticket: ticket.id)

    async def submit(self, who: str, view: dict, **typed: object) -> dict:
        """Fill in and submit a form by its fields' ids."""
        values = state_of(view)
        for field, value in typed.items():
            values[field.replace("__", ".")] = {"value": element_state(view, field.replace("__", "."), value)}
        return await self.act.submit(as_=who, view_id=view["id"], values=values)

    async def press(self, who: str, message: dict, verb: str) -> dict:
        """Press the button of a verb on a message as it stands now, or choose it in the message's menu."""
        if not message.get("is_ephemeral"):  # what one person sees stays as it was shown
            seen = await self.thread(who, message["channel"], message.get("thread_ts") or message["ts"])
            message = next((now for now in seen if now["ts"] == message["ts"]), message)
        for block in message.get("blocks") or ():
            for element in block.get("elements") or ():
                offered = [option["value"] for option in element.get("options", ())]
                chosen = next((value for value in offered if value.startswith(f"do:{verb}:")), None)
                if chosen or str(element.get("action_id", "")).startswith(f"do:{verb}:"):
                    return await self.act.press(
                        as_=who,
                        channel=message["channel"],
                        ts=message["ts"],
                        action_id=element["action_id"],
                        block_id=block["block_id"],
                        value=element.get("value"),
                        selected=chosen,
                    )
        raise AssertionError(f"no button {verb} in {message}")

    async def command(self, who: str, text: str, channel: str = HELP) -> dict:
        return await self.act.command(as_=who, channel=channel, text=text)

    # -- what people see
    async def history(self, who: str, channel: str) -> list[dict]:
        answer = await self.act.history(as_=who, channel=channel)
        return [{**message, "channel": channel} for message in answer["messages"]]

    async def card(self, who: str, channel: str, reference: str = "") -> dict:
        """The newest root message that everybody in the channel sees and that names a ticket."""
        seen = reversed(await self.history(who, channel))
        return next(m for m in seen if reference in str(m.get("text")) and not m.get("is_ephemeral"))

    async def thread(self, who: str, channel: str, ts: str) -> list[dict]:
        answer = await self.act.thread(as_=who, channel=channel, ts=ts)
        return [{**message, "channel": channel} for message in answer["messages"]]


def state_of(view: dict) -> dict:
    """The state of an untouched form: what each field begins with."""
    state = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state[block["block_id"]] = {element["action_id"]: _initial(element)}
    return state


def _initial(element: dict) -> dict:
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": element.get("initial_value")}
        case "multi_users_select":
            return {"type": kind, "selected_users": element.get("initial_users", [])}
        case "file_input":
            return {"type": kind, "files": []}
        case _:
            return {"type": kind, "selected_option": element.get("initial_option")}


def element_state(view: dict, field: str, value: object) -> dict:
    """What Slack sends for a field that holds a value."""
    element = next((b["element"] for b in view["blocks"] if b.get("block_id") == field), {"type": "plain_text_input"})
    match element["type"]:
        case "static_select":
            options = element.get("options") or [o for g in element["option_groups"] for o in g["options"]]
            chosen = next((option for option in options if option["value"] == value), None)
            return {"type": "static_select", "selected_option": chosen}
        case "multi_users_select":
            return {"type": "multi_users_select", "selected_users": list(value)}
        case _:
            return {"type": element["type"], "value": value}


def words_of(thing: object) -> str:
    """Every text in a message or a view."""
    if isinstance(thing, dict):
        return " ".join(
            words_of(value) for key, value in thing.items() if key in WORDY or isinstance(value, dict | list)
        )
    if isinstance(thing, list):
        return " ".join(words_of(value) for value in thing)
    return thing if isinstance(thing, str) else ""


WORDY = {"text", "title", "label", "hint", "value"}


@asynccontextmanager
async def wire_house(
    tmp_path, *, transport: str = "socket", database_url: str = "", operations=OPERATIONS, **desk: object
) -> AsyncIterator[WireHouse]:
    """A running desk in a local Slack; `desk` changes the desk's policy."""
    sandbox = SlackSandbox(Workspace.from_seed(workspace_seed()))
    sandbox.retry_delays = (0.0, 0.0, 0.0)
    await sandbox.start(host="127.0.0.1", port=0)
    told = {"slack_app_token": SecretStr("xapp-sandbox")} if transport == "socket" else {}
    port = free_port()
    settings = Settings.given(
        database_url=database_url or f"sqlite:///{tmp_path / 'desk.db'}",
        policy=str(DEMO_POLICY),
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_signing_secret=SecretStr("sandbox-secret"),
        slack_api_url=sandbox.api_url,
        http_port=port,
        **told,
    )
    policy = shipped(settings.policy)
    policy = policy.model_copy(update={"desk": policy.desk.model_copy(update=desk)})
    clock = lambda: datetime.fromtimestamp(sandbox.workspace.clock.now(), UTC)  # noqa: E731
    try:
        async with (
            build(settings, policy, clock=clock, operations=operations) as house,
            running(house, settings, frozenset(Role)),
        ):
            if transport == "http":
                sandbox.request_url = f"http://127.0.0.1:{port}/slack/events"
            else:
                await sandbox.connected()
            yield WireHouse(sandbox, house)
    finally:
        await sandbox.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


__all__ = ["WireHouse", "wire_house"]
