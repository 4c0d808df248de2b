"""What people do and see in a local Discord: commands, lists, modals, buttons, threads.

Drive it with `open`, `command`, `choose`, `fill`, `press`; look with `history`, `card`, `direct`.
"""

from __future__ import annotations

from chatdesk.core.model import Audience, TicketId

AMELIE_BY_DEFAULT = "700000000000000011"
HELP = "700000000000000031"
GROUPS = ("service_desk", "applications")


class DiscordPeople:
    """The people of one sandbox, around the desk of one store. `settle` waits until every post has left."""

    def __init__(self, sandbox, store, settle, help_room=HELP, groups=GROUPS) -> None:
        self.sandbox = sandbox
        self.act = sandbox.act
        self.store = store
        self.settled = settle
        self.help_room = help_room
        self.groups = tuple(groups)

    def ticket(self, number):
        with self.store.read() as unit:
            return unit.ticket(TicketId(number))

    def place(self, ticket, audience="public"):
        with self.store.read() as unit:
            return unit.find_place(ticket.id, Audience(audience))

    def newest(self):
        with self.store.read() as unit:
            return max(unit.queue(self.groups, 100), key=lambda ticket: ticket.id, default=None)

    # -- what people do
    async def open(self, who=AMELIE_BY_DEFAULT, **typed):
        answer = await self.command(who, "ticket open")
        for chosen in (typed.pop("product", "other"), typed.pop("kind", "question")):
            if chosen in offered(answer["message"]):  # a choice of one is not asked for
                answer = await self.choose(who, answer["message"], chosen)
        told = {"title": "Accès", "description": "Rien ne va", **typed}
        answer = await self.fill(who, answer, **told)
        assert answer["modal"] is None, answer
        await self.settled()
        return self.newest()

    async def command(self, who, name, channel="", **options):
        answer = await self.act.command(as_=who, channel=channel or self.help_room, name=name, options=options)
        assert answer["ok"], answer
        return answer

    async def choose(self, who, message, value):
        """Choose in the last list of a message."""
        return await self._press(who, message, offered(message)[value], [value])

    async def fill(self, who, answer, **typed):
        """Fill in the modals, one after another, each field where it is asked for."""
        while True:
            modal = answer["modal"]
            fields = [c["component"]["custom_id"] for c in modal["components"] if c["type"] == 18]
            values = {field: typed[field.replace(".", "__")] for field in fields if field.replace(".", "__") in typed}
            answer = await self.act.submit(as_=who, modal=modal["id"], values=values)
            assert answer["ok"], answer
            assert not answer["errors"], answer
            further = [
                c["custom_id"]
                for row in (answer["message"] or {}).get("components", ())
                for c in row["components"]
                if c["custom_id"].startswith("next:")
            ]
            if not further or answer["message"]["components"][-1]["components"][0]["label"] not in CONTINUE:
                return answer
            answer = await self._press(who, answer["message"], further[0])

    async def press(self, who, message, verb):
        """Press the button of a verb, or choose it in the message's menu."""
        wanted = (f"cd:{verb}:", f"{verb}:")
        for component in (c for row in message["components"] for c in row["components"]):
            chosen = [o["value"] for o in component.get("options", ()) if o["value"].startswith(wanted)]
            if chosen or component["custom_id"].startswith(wanted):
                return await self._press(who, message, component["custom_id"], chosen or None)
        raise AssertionError(f"no button {verb} in {message}")

    async def _press(self, who, message, custom_id, values=None):
        answer = await self.act.press(
            as_=who, channel=message["channel_id"], message=message["id"], custom_id=custom_id, values=values
        )
        assert answer["ok"], answer
        return answer

    async def history(self, who, channel):
        return (await self.act.history(as_=who, channel=channel))["messages"]

    async def card(self, who, ticket, audience="public"):
        place = self.place(ticket, audience)
        channel = place.room if place.thread == place.card else place.thread
        return next(m for m in await self.history(who, channel) if m["id"] == place.card)

    async def direct(self, who):
        state = await self.act.state(as_=who)
        [channel] = [c for c in state["channels"] if c["type"] == 1] or [None]
        return await self.history(who, channel["id"]) if channel else []


def offered(message) -> dict[str, str]:
    """What can be chosen in the lists of a message, each with its list; nothing where a modal came instead."""
    rows = message["components"] if message else ()
    lists = [c for row in rows for c in row["components"] if c["type"] == 3]
    return {option["value"]: c["custom_id"] for c in reversed(lists) for option in c["options"]}


CONTINUE = ("Continue", "Continuer")


def words_of(thing) -> str:
    """Every text in a message or a modal."""
    if isinstance(thing, dict):
        return " ".join(
            words_of(value) for key, value in thing.items() if key in WORDY or isinstance(value, dict | list)
        )
    if isinstance(thing, list):
        return " ".join(words_of(value) for value in thing)
    return thing if isinstance(thing, str) else ""


WORDY = {"content", "title", "description", "name", "value", "label", "placeholder"}
