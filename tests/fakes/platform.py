"""A platform that keeps what it is sent. Drive it with `refuse` (fail the next tries) and look at `messages`."""

from __future__ import annotations

from dataclasses import dataclass, field

from chatdesk.core.delivery import (
    Delivery,
    DeliveryFailed,
    Sent,
    ToMessage,
    ToPerson,
    ToPersonAtThread,
    ToRoom,
    ToThread,
)
from chatdesk.core.document import Actions


@dataclass
class Message:
    """One message: where it is, for whom, and every body it had."""

    id: str
    room: str
    thread: str = ""
    only_for: str = ""
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def body(self):
        return self.deliveries[-1].body

    @property
    def text(self) -> str:
        return text_of(self.body)


class FakePlatform:
    """Implements core.delivery.Platform without a network."""

    def __init__(self, name: str = "slack") -> None:
        self.name = name
        self.messages: list[Message] = []
        self.failures: list[DeliveryFailed] = []
        self.accept_before_failing = False

    def refuse(self, *failures: DeliveryFailed) -> None:
        self.failures += failures

    async def send(self, delivery: Delivery) -> Sent:
        if self.failures:
            failure = self.failures.pop(0)
            if self.accept_before_failing:
                self._keep(delivery)
            raise failure
        return self._keep(delivery)

    async def find(self, delivery: Delivery) -> Sent | None:
        """Look only where the delivery goes, as real platforms do; an edit or an aside cannot be looked for."""
        match delivery.to:
            case ToRoom(room=room):
                where = (room, "")
            case ToThread(room=room, thread=thread):
                where = (room, thread)
            case ToPerson(handle=handle):
                where = (f"dm:{handle.user}", "")
            case _:
                return None
        for message in self.messages:
            if message.deliveries[0].key == delivery.key and (message.room, message.thread) == where:
                return self._sent(message)
        return None

    def _keep(self, delivery: Delivery) -> Sent:
        match delivery.to:
            case ToMessage(message=id_):
                message = next(message for message in self.messages if message.id == id_)
            case ToRoom(room=room):
                message = self._add(room)
            case ToThread(room=room, thread=thread):
                message = self._add(room, thread)
            case ToPerson(handle=handle):
                message = self._add(f"dm:{handle.user}")
            case ToPersonAtThread(handle=handle, room=room, thread=thread):
                message = self._add(room, thread, only_for=handle.user)
        message.deliveries.append(delivery)
        return self._sent(message)

    def _add(self, room: str, thread: str = "", only_for: str = "") -> Message:
        message = Message(id=f"m{len(self.messages) + 1}", room=room, thread=thread, only_for=only_for)
        self.messages.append(message)
        return message

    def _sent(self, message: Message) -> Sent:
        return Sent(room=message.room, message=message.id, link=f"https://chat.test/{message.room}/{message.id}")

    # -- looking
    def in_room(self, room: str) -> list[Message]:
        return [message for message in self.messages if message.room == room]

    def in_thread(self, thread: str) -> list[Message]:
        return [message for message in self.messages if message.thread == thread]


def text_of(thing: object) -> str:
    """Return every word in a document, whatever block it stands in."""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, tuple | list):
        return " ".join(text_of(part) for part in thing)
    if hasattr(thing, "__dataclass_fields__"):
        return " ".join(text_of(getattr(thing, name)) for name in thing.__dataclass_fields__)
    return ""


def buttons_of(body: object) -> dict[str, str]:
    """Return verb to subject of every button in a document, those behind "More…" included."""
    rows = [block for block in body.blocks if isinstance(block, Actions)]
    return {button.verb: button.subject for row in rows for button in (*row.buttons, *row.more)}
