"""One person on either platform, with the same few verbs, so that one story can be told on both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.fakes.discord_people import words_of as discord_words
from tests.fakes.reading import links_in
from tests.fakes.wire_house import words_of as slack_words

_INSTANT = re.compile(r"<!date\^(\d+)\^|<t:(\d+):")
_VERB = re.compile(r"'(?:do|cd):(\w+):")


@dataclass(frozen=True)
class Seen:
    """A message as a person sees it: its words, what may be pressed, the instants it names, whom it notifies."""

    words: str
    verbs: frozenset[str]
    moments: tuple[datetime, ...]
    mentions: frozenset[str]
    alone: bool
    raw: dict

    @property
    def links(self) -> dict[str, str]:
        """Where each of its links leads."""
        return links_in(self.raw)


def _seen(raw, words, mentions, *, alone) -> Seen:
    instants = (slack or discord for slack, discord in _INSTANT.findall(str(raw)))
    return Seen(
        words=words,
        verbs=frozenset(_VERB.findall(str(raw.get("blocks") or raw.get("components")))),
        moments=tuple(dict.fromkeys(datetime.fromtimestamp(int(instant), UTC) for instant in instants)),
        mentions=frozenset(name.strip("<@>") for name in mentions),
        alone=alone,
        raw=raw,
    )


class SlackSide:
    """Somebody on Slack. `who` is their user id; the room is where their tickets' threads begin."""

    def __init__(self, house, who: str, room: str) -> None:
        self.house, self.who, self.room = house, who, room

    async def open(self, **typed):
        return await self.house.slack.open(self.who, **typed)

    async def root(self, ticket):
        return await self.house.slack.card(self.who, self.room, ticket.reference)

    async def reads(self, ticket) -> str:
        return slack_words([seen.raw for seen in await self.sees(ticket)])

    async def sees(self, ticket) -> list[Seen]:
        """What is in the ticket's thread, its card first."""
        root = await self.root(ticket)
        thread = await self.house.slack.thread(self.who, self.room, root["ts"])
        return [self._seen(message) for message in thread]

    def _seen(self, message) -> Seen:
        kept = self.house.slack.sandbox.workspace.channels[message["channel"]].messages.get(message["ts"], {})
        mentions = [name.strip("@") for name in kept.get("_live_mentions", ())]
        return _seen(message, slack_words(message), mentions, alone=bool(message.get("is_ephemeral")))

    async def says(self, ticket, text: str) -> bool:
        """Write in the ticket's thread; return whether one can."""
        root = await self.root(ticket)
        answer = await self.house.slack.act.say(as_=self.who, channel=self.room, text=text, thread_ts=root["ts"])
        await self.house.settled()
        return answer["ok"]

    async def presses(self, ticket, verb: str, *, on: Seen | None = None, **typed) -> str:
        """Press a button on the card, or on the newest message of the thread that has it, and fill in what it asks.

        Return what was shown for it to this person alone.
        """
        message = on or next(seen for seen in reversed(await self.sees(ticket)) if verb in seen.verbs)
        before = [seen.raw["ts"] for seen in await self._alone(ticket)]
        answer = await self.house.slack.press(self.who, message.raw, verb)
        view = answer.get("opened")
        while typed and view is not None:
            answer = await self.house.slack.submit(self.who, view, **typed)
            assert answer["errors"] is None, answer
            view = answer["view"] if (answer["view"] or {}).get("submit") else None
        await self.house.settled()
        told = [seen.words for seen in await self._alone(ticket) if seen.raw["ts"] not in before]
        return " ".join([slack_words(view or answer.get("view") or {}), *told])

    async def _alone(self, ticket) -> list[Seen]:
        room = [self._seen(message) for message in await self.house.slack.history(self.who, self.room)]
        return [seen for seen in (*room, *await self.sees(ticket)) if seen.alone]

    async def fails(self, ticket, verb: str, **typed) -> tuple[str, str]:
        """Fill in a form that comes back; return what is said at its field, and what stands in the form then."""
        message = next(seen for seen in reversed(await self.sees(ticket)) if verb in seen.verbs)
        form = (await self.house.slack.press(self.who, message.raw, verb))["opened"]
        answer = await self.house.slack.submit(self.who, form, **typed)
        (field,) = typed
        assert not answer["closed"], answer
        kept = self.house.slack.sandbox.views.on_screen(form["id"], self.who)["state"]["values"][field]
        return answer["errors"][field], slack_words(list(kept.values()))

    async def commands(self, verb: str, **options: str) -> str:
        """Type a slash command; return what is shown for it to this person alone."""
        answer = await self.house.slack.command(self.who, " ".join(["/ticket", verb, *options.values()]))
        await self.house.settled()
        return slack_words(answer["reply"] or answer["opened"])

    async def everything(self) -> list[Seen]:
        """Every message that this person can look at, wherever it stands."""
        rooms = [room["id"] for room in (await self.house.slack.act.state(as_=self.who))["channels"]]
        roots = [root for room in rooms for root in await self.house.slack.history(self.who, room)]
        threads = [await self.house.slack.thread(self.who, r["channel"], r["ts"]) for r in roots if r["reply_count"]]
        return [self._seen(message) for message in (*roots, *(reply for thread in threads for reply in thread[1:]))]


class DiscordSide:
    """Somebody on Discord."""

    def __init__(self, house, who: str, audience: str) -> None:
        self.house, self.who, self.audience = house, who, audience

    async def open(self, **typed):
        return await self.house.discord.open(self.who, **typed)

    async def reads(self, ticket) -> str:
        return discord_words([seen.raw for seen in await self.sees(ticket)])

    async def sees(self, ticket) -> list[Seen]:
        """What is in the ticket's thread, its card first."""
        place = self.house.discord.place(ticket, self.audience)
        card = await self.house.discord.card(self.who, ticket, self.audience)
        thread = await self.house.discord.history(self.who, place.thread)
        return [self._seen(message) for message in (card, *thread) if message["type"] in (0, 19, 20, 23)]

    def _seen(self, message) -> Seen:
        channel = self.house.discord.sandbox.guild.channels[message["channel_id"]]
        kept = channel.messages.get(message["id"]) or channel.ephemerals.get(message["id"], {})
        alone = message["id"] in channel.ephemerals
        return _seen(message, discord_words(message), kept.get("_live_mentions") or (), alone=alone)

    async def says(self, ticket, text: str) -> bool:
        """Write in the ticket's thread; return whether one can: not in that of an ended ticket."""
        place = self.house.discord.place(ticket, self.audience)
        answer = await self.house.discord.act.say(as_=self.who, channel=place.thread, content=text)
        await self.house.settled()
        return answer["ok"]

    async def presses(self, ticket, verb: str, *, on: Seen | None = None, **typed) -> str:
        """Press a button on the newest message of the thread that has it, or on the card, and fill in what it asks.

        Return what was shown for it to this person alone.
        """
        message = on or await self._newest_with(ticket, verb)
        answer = await self.house.discord.press(self.who, message.raw, verb)
        if typed:
            if answer["modal"] is None:  # its lists come with a choice already
                answer = await self.house.discord.press(self.who, answer["message"], "next")
            told = {name: [value] if name in {"nature", "outcome", "cause"} else value for name, value in typed.items()}
            answer = await self.house.discord.fill(self.who, answer, **told)
            if "send:" in str((answer["message"] or {}).get("components")):
                await self.house.discord.press(self.who, answer["message"], "send")
        await self.house.settled()
        return discord_words(answer["modal"] or answer["message"] or {})

    async def _newest_with(self, ticket, verb: str) -> Seen:
        """The newest message with a button that can be pressed: in a locked thread, clients grey them out."""
        card, *below = await self.sees(ticket)
        place = self.house.discord.place(ticket, self.audience)
        thread = self.house.discord.sandbox.guild.channels[place.thread].thread
        pressable = (card,) if thread.locked else (*reversed(below), card)
        return next(seen for seen in pressable if verb in seen.verbs)

    async def fails(self, ticket, verb: str, **typed) -> tuple[str, str]:
        """Fill in a form that comes back; return what is said of its field, and what stands in the form then."""
        message = await self._newest_with(ticket, verb)
        form = await self.house.discord.press(self.who, message.raw, verb)
        answer = await self.house.discord.fill(self.who, form, **typed)
        button = answer["message"]["components"][0]["components"][0]["custom_id"].partition(":")[0]
        again = await self.house.discord.press(self.who, answer["message"], button)
        return discord_words(answer["message"]), discord_words(again["modal"])

    async def commands(self, verb: str, **options: str) -> str:
        """Type a slash command; return what is shown for it to this person alone."""
        named = self.house.discord.sandbox.commands.all()[0]["options"]
        path = verb if verb in [option["name"] for option in named] else f"more {verb}"
        answer = await self.house.discord.command(self.who, f"ticket {path}", **options)
        await self.house.settled()
        return discord_words(answer["message"] or answer["modal"])

    async def everything(self) -> list[Seen]:
        """Every message that this person can look at, wherever it stands."""
        rooms = [room["id"] for room in (await self.house.discord.act.state(as_=self.who))["channels"]]
        return [self._seen(message) for room in rooms for message in await self.house.discord.history(self.who, room)]
