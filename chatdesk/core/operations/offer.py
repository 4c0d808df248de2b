"""offer: somebody put the ticket emoji on a message; they are asked, privately, whether to open a ticket from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.buttons import start_buttons
from chatdesk.core.document import Paragraph, Quote
from chatdesk.core.openers import refusal
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.posts import Spot
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Offer(Command):
    """Offer to open a ticket from a message: its room, its id, its text."""

    verb: ClassVar[str] = "offer"

    room: str
    message: str
    text: str


def offer_ticket(work: Work, command: Offer) -> Reply:
    """Ask beside the message, with a button that opens the form with the message quoted.

    Whoever may not open a ticket is told so there, and gets no button.
    """
    spot = Spot(platform=work.handle.platform, room=command.room, thread=command.message)
    if told := refusal(work):
        work.tell_actor_beside(spot, Paragraph((told,)))
        return Reply()
    work.tell_actor_beside(
        spot,
        Paragraph((work.words(N_("Open a ticket from this message?")),)),
        Quote(text=command.text),
        *start_buttons(work.operations, work.words, f"message:{command.room}:{command.message}"),
    )
    return Reply()


def _hints(_policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    message = invocation.quoted.message if invocation.quoted else ""
    return {"room": invocation.room, "message": message, "text": invocation.quoted_text}


OFFER = Operation(
    command=Offer,
    label=N_("Offer a ticket"),
    summary=N_("React with :ticket: to open a ticket from a message."),
    roles=frozenset({Role.ANYONE}),
    hints=_hints,
    handle=offer_ticket,
    slash=False,
)
