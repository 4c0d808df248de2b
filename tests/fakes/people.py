"""People in their own words, alike on both platforms: what they type, press, fill in, say and see.

More than the drivers that they extend: forms are read as they are shown, and a ticket is found wherever it stands.
"""

from __future__ import annotations

from dataclasses import replace

from chatdesk.core.model import Audience
from chatdesk.demo import PEOPLE
from chatdesk.sandbox.discord.wire import message_on_wire
from tests.fakes.drivers import DiscordSide, Seen, SlackSide
from tests.fakes.forms import Answer, DiscordForm, SlackForm, discord_words, slack_words
from tests.fakes.reading import facts_on_discord, facts_on_slack, read_on_discord, read_on_slack
from tests.fakes.served import ROOMS, ServedDesk

TOLD = {"title": "Imprimante", "description": "Elle clignote"}


class _Person:
    """What somebody does on either platform in the same way."""

    def __init__(self, desk: ServedDesk, somebody, audience: Audience) -> None:
        self.desk = self.house = desk
        self.name = somebody.real_name
        self.audience = audience
        self.who = getattr(somebody, desk.platform)

    async def opens(self, product: str = "", kind: str = "", *, site: str = "", **typed: object):
        """Open a ticket with `/ticket open` and its form."""
        form = await self.begins_to_open(product, kind, site=site)
        answer = await form.send(**{**TOLD, **typed})
        assert not answer.errors, answer.errors
        return self.desk.newest()

    async def begins_to_open(self, product: str = "", kind: str = "", *, line: str = "/ticket open", **where: str):
        """The form to open a ticket, with a product and a kind chosen; unless told, the first that go together.

        `where` is the `customer` and the `site` that are chosen before, where there are several.
        """
        policy = self.desk.policy
        product = product or next(name for name in policy.products if not kind or kind in policy.kinds_of(name))
        form = (await self.types(line)).form
        choices = {**where, "product": product, "kind": kind or policy.kinds_of(product)[0]}
        for name, value in choices.items():
            if value and name in form.asked and form.asked[name].begins != value:
                await form.choose(**{name: value})
        return form

    async def opens_for(
        self, requester, product: str = "", kind: str = "", *, customer: str = "", site: str = "", **typed: object
    ):
        """Open a ticket on somebody's behalf."""
        form = await self.begins_to_open(product, kind, line="/ticket openfor", customer=customer, site=site)
        answer = await form.send(**{**TOLD, "requester": [requester.who], **typed})
        assert not answer.errors, answer.errors
        return self.desk.newest()

    async def presses(self, ticket, verb: str, *, on: Seen | None = None, **typed: object) -> Answer:
        """Press a button of a ticket, fill in what it asks, and send it as it is previewed."""
        answer = await self.begins(ticket, verb, on=on)
        if typed:
            answer = await answer.form.send(**typed)
            assert not answer.errors, answer.errors
        return await answer.form.confirm() if typed and answer.form else answer

    async def begins(self, ticket, verb: str, *, on: Seen | None = None) -> Answer:
        """Press a button of a ticket's newest message that has it, or of another message; see what appears."""
        message = on or await self._newest_with(ticket, verb)
        return await self.presses_on(message, verb)

    async def card(self, ticket) -> Seen:
        """The card of a ticket."""
        return (await self.sees(ticket))[0]

    async def facts(self, ticket) -> dict[str, str]:
        """What the card of a ticket says: its labels, each with what stands beside it."""
        return self.facts_in(await self.card(ticket))

    async def below(self, ticket, words: str = "") -> list[Seen]:
        """The messages below a ticket's card, those that say something."""
        return [seen for seen in (await self.sees(ticket))[1:] if words in seen.words]

    async def reads_everywhere(self) -> str:
        """Every word that this person can look at."""
        return " ".join(seen.words for seen in await self.everything())


class SlackPerson(_Person, SlackSide):
    """Somebody on Slack."""

    @property
    def room(self) -> str:
        return ROOMS["intake"]["slack"]

    async def root(self, ticket):
        place = self.desk.place(ticket, self.audience)
        thread = await self.house.slack.thread(self.who, place.room, place.thread)
        return thread[0]

    async def sees(self, ticket) -> list[Seen]:
        place = self.desk.place(ticket, self.audience)
        return [self._seen(message) for message in await self.house.slack.thread(self.who, place.room, place.thread)]

    async def finds(self, ticket) -> bool:
        """Whether this person can look at the ticket's thread."""
        place = self.desk.place(ticket, self.audience)
        return (await self.house.slack.act.thread(as_=self.who, channel=place.room, ts=place.thread))["ok"]

    async def says(self, ticket, text: str) -> bool:
        place = self.desk.place(ticket, self.audience)
        answer = await self.house.slack.act.say(as_=self.who, channel=place.room, text=text, thread_ts=place.thread)
        await self.house.settled()
        return answer["ok"]

    async def shares(self, ticket, name: str, text: str = "") -> None:
        """Share a file in the ticket's thread."""
        place = self.desk.place(ticket, self.audience)
        told = {"as_": self.who, "name": name, "content": "…", "text": text}
        assert (await self.house.slack.act.upload(**told, channel=place.room, thread_ts=place.thread))["ok"]
        await self.house.settled()

    async def types(self, line: str, *, room: str = "intake") -> Answer:
        """Type a slash command in one of the rooms."""
        channel = ROOMS[room]["slack"]
        answer = await self.house.slack.command(self.who, line, channel)
        await self.house.settled()
        if answer["opened"]:
            form = SlackForm(self.house.slack, self.who, answer["opened"])
            return Answer(form=form, words=form.words)
        reply = answer["reply"]
        message = self._seen({**reply, "channel": channel}) if reply else None
        return Answer(words=slack_words(reply or {}), message=message)

    async def _newest_with(self, ticket, verb: str) -> Seen:
        return next(seen for seen in reversed(await self.sees(ticket)) if verb in seen.verbs)

    async def presses_on(self, message: Seen, verb: str) -> Answer:
        """Press a button of any message."""
        before = self._asides(message)
        answer = await self.house.slack.press(self.who, message.raw, verb)
        await self.house.settled()
        view = answer.get("opened") or {}
        if view.get("submit"):
            form = SlackForm(self.house.slack, self.who, view)
            return Answer(form=form, words=form.words)
        new = [seen for ts, seen in self._asides(message).items() if ts not in before]
        words = " ".join([slack_words(view), *(seen.words for seen in new)])
        return Answer(words=words, message=new[-1] if new else None)

    def _asides(self, message: Seen) -> dict[str, Seen]:
        """What this person alone sees beside a message."""
        room, thread = message.raw["channel"], message.raw.get("thread_ts") or message.raw["ts"]
        channel = self.house.slack.sandbox.workspace.channels[room]
        shown = (*channel.ephemerals_for(self.who, None), *channel.ephemerals_for(self.who, thread))
        return {each["ts"]: self._seen({**each, "channel": room}) for each in shown}

    def _seen(self, message) -> Seen:
        seen = super()._seen(message)
        return replace(seen, words=read_on_slack(seen.words))

    def facts_in(self, message: Seen) -> dict[str, str]:
        """The labels of any message, each with what stands beside it."""
        return facts_on_slack(message.raw)

    async def looks_at(self, room: str) -> list[Seen]:
        """The messages in one of the rooms."""
        return [self._seen(message) for message in await self.house.slack.history(self.who, ROOMS[room]["slack"])]

    async def direct(self) -> list[Seen]:
        """What the desk told this person directly."""
        rooms = (await self.house.slack.act.state(as_=self.who))["channels"]
        found = [room["id"] for room in rooms if room["is_im"]]
        return [self._seen(message) for room in found for message in await self.house.slack.history(self.who, room)]


class DiscordPerson(_Person, DiscordSide):
    """Somebody on Discord."""

    async def sees(self, ticket) -> list[Seen]:
        place = self.desk.place(ticket, self.audience)
        room = place.room if place.thread == place.card else place.thread
        home = self.desk.sandbox.guild.seen_channel(room, self.who)
        cards = [message_on_wire(home.messages[place.card], self.who)]
        thread = await self.house.discord.history(self.who, place.thread)
        below = [message for message in thread if message["id"] != place.card]
        return [self._seen(message) for message in (*cards, *below) if message["type"] in (0, 19, 20, 23)]

    async def finds(self, ticket) -> bool:
        place = self.desk.place(ticket, self.audience)
        return (await self.house.discord.act.history(as_=self.who, channel=place.thread))["ok"]

    async def shares(self, ticket, name: str, text: str = "") -> None:
        place = self.desk.place(ticket, self.audience)
        told = {"as_": self.who, "name": name, "content": "…", "text": text}
        assert (await self.house.discord.act.upload(**told, channel=place.thread))["ok"]
        await self.house.settled()

    async def types(self, line: str, *, room: str = "intake") -> Answer:
        verb, *rest = line.removeprefix("/ticket ").split(" ", 1)
        name, options = self._sub_command(verb)
        typed = dict(zip(options, rest[0].split(" ", len(options) - 1), strict=False)) if rest else {}
        answer = await self.house.discord.command(self.who, name, ROOMS[room]["discord"], **typed)
        await self.house.settled()
        return self._shown(answer)

    def _sub_command(self, verb: str) -> tuple[str, list[str]]:
        """The path of a sub-command, and what can be typed after it, in its order."""
        (ticket,) = [each for each in self.house.discord.sandbox.commands.all() if each["name"] == "ticket"]
        for option in ticket["options"]:
            for path, each in (("", option), *((f"{option['name']} ", sub) for sub in option.get("options", ()))):
                if each["name"] == verb and each["type"] == 1:
                    return f"ticket {path}{verb}", [told["name"] for told in each.get("options", ())]
        raise AssertionError(verb)

    async def presses_on(self, message: Seen, verb: str) -> Answer:
        answer = await self.house.discord.press(self.who, message.raw, verb)
        await self.house.settled()
        return self._shown(answer)

    def _seen(self, message) -> Seen:
        seen = super()._seen(message)
        return replace(seen, words=read_on_discord(seen.words))

    def _shown(self, answer: dict) -> Answer:
        message = answer["message"]
        is_step = any(
            each["custom_id"].startswith(("pick:", "next:", "send:"))
            for row in (message or {}).get("components", ())
            for each in row["components"]
        )
        if answer["modal"] or is_step:
            form = DiscordForm(self.house.discord, self.who, answer)
            return Answer(form=form, words=form.words)
        return Answer(words=discord_words(message or {}), message=self._seen(message) if message else None)

    def facts_in(self, message: Seen) -> dict[str, str]:
        return facts_on_discord(message.raw)

    async def looks_at(self, room: str) -> list[Seen]:
        return [self._seen(message) for message in await self.house.discord.history(self.who, ROOMS[room]["discord"])]

    async def direct(self) -> list[Seen]:
        return [self._seen(message) for message in await self.house.discord.direct(self.who)]


class People:
    """Everybody of the cast. Whoever is of the staff looks at the agents' threads, the others at the public ones."""

    def __init__(self, desk: ServedDesk, staff) -> None:
        kind = SlackPerson if desk.platform == "slack" else DiscordPerson
        for somebody in PEOPLE:
            audience = Audience.INTERNAL if somebody.name in staff else Audience.PUBLIC
            setattr(self, somebody.name, kind(desk, somebody, audience))
