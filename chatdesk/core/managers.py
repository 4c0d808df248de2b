"""What the managers read of a ticket in their own messages: who wants them, why, and where the agents talk about it."""

from __future__ import annotations

from collections.abc import Callable

from chatdesk.core.document import InternalDocument, InternalQuote, Paragraph, Quote, Strong, ThreadLink
from chatdesk.core.model import Audience, PersonId
from chatdesk.core.posts import AgentNotice
from chatdesk.core.staff import managers_of
from chatdesk.core.wording import Wording
from chatdesk.core.words import N_
from chatdesk.core.work import Work


def other_managers(work: Work) -> tuple[PersonId, ...]:
    """Return the managers who can be told of the ticket at hand, without the actor."""
    ticket = work.ticket
    managers = managers_of(work.unit, work.policy, platform=ticket.platform, workspace=ticket.workspace)
    return tuple(manager for manager in managers if manager != work.actor.id)


def tell_managers(work: Work, told: Callable[[Wording], str], reason: Quote | InternalQuote) -> None:
    """Send each of them what happened, in their language, with the reason and a link to the agents' thread."""
    for manager in other_managers(work):
        wording = Wording(work.policy, work.words_for(manager))
        link = ThreadLink(work.ticket.id, Audience.INTERNAL, wording.words(N_("The agents’ thread")))
        title = Paragraph((Strong(told(wording)), f"\n{work.ticket.title}"))
        work.unit.post(AgentNotice(person=manager, body=InternalDocument((title, reason, Paragraph((link,))))))
