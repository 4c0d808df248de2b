"""One requester and one agent on either platform, with the same few verbs, so that one story can be told on both."""

from __future__ import annotations

from tests.fakes.discord_people import words_of as discord_words
from tests.fakes.wire_house import words_of as slack_words


class SlackSide:
    """Somebody on Slack. `who` is their user id; the room is where their tickets' threads begin."""

    def __init__(self, house, who: str, room: str) -> None:
        self.house, self.who, self.room = house, who, room

    async def open(self, **typed):
        return await self.house.slack.open(self.who, **typed)

    async def root(self, ticket):
        return await self.house.slack.card(self.who, self.room, ticket.reference)

    async def reads(self, ticket) -> str:
        root = await self.root(ticket)
        return slack_words(await self.house.slack.thread(self.who, self.room, root["ts"]))

    async def says(self, ticket, text: str) -> None:
        root = await self.root(ticket)
        await self.house.slack.act.say(as_=self.who, channel=self.room, text=text, thread_ts=root["ts"])
        await self.house.settled()

    async def presses(self, ticket, verb: str, **typed) -> None:
        """Press a button on the card, or on the newest message of the thread that has it, and fill in what it asks."""
        root = await self.root(ticket)
        thread = await self.house.slack.thread(self.who, self.room, root["ts"])
        message = next(m for m in reversed(thread) if f"'do:{verb}:" in str(m.get("blocks")))
        answer = await self.house.slack.press(self.who, {**message, "channel": self.room}, verb)
        view = answer.get("opened")
        while typed and view is not None:
            answer = await self.house.slack.submit(self.who, view, **typed)
            assert answer["errors"] is None, answer
            view = answer["view"] if (answer["view"] or {}).get("submit") else None
        await self.house.settled()


class DiscordSide:
    """Somebody on Discord."""

    def __init__(self, house, who: str, audience: str) -> None:
        self.house, self.who, self.audience = house, who, audience

    async def open(self, **typed):
        return await self.house.discord.open(self.who, **typed)

    async def reads(self, ticket) -> str:
        place = self.house.discord.place(ticket, self.audience)
        card = await self.house.discord.card(self.who, ticket, self.audience)
        return discord_words(card) + discord_words(await self.house.discord.history(self.who, place.thread))

    async def says(self, ticket, text: str) -> None:
        place = self.house.discord.place(ticket, self.audience)
        await self.house.discord.act.say(as_=self.who, channel=place.thread, content=text)
        await self.house.settled()

    async def presses(self, ticket, verb: str, **typed) -> None:
        place = self.house.discord.place(ticket, self.audience)
        card = await self.house.discord.card(self.who, ticket, self.audience)
        thread = await self.house.discord.history(self.who, place.thread)
        message = next(m for m in (*reversed(thread), card) if f"cd:{verb}:" in str(m["components"]))
        answer = await self.house.discord.press(self.who, message, verb)
        if typed:
            told = {name: [value] if name == "nature" else value for name, value in typed.items()}
            answer = await self.house.discord.fill(self.who, answer, **told)
            if "send:" in str((answer["message"] or {}).get("components")):
                await self.house.discord.press(self.who, answer["message"], "send")
        await self.house.settled()
