"""What the desk says of a message that could not be delivered: what, to whom, why, and what mends it.

Told to those who can do something: in the ticket's agents' thread, or privately where that is what cannot be reached.
Once a day for each ticket and reason, never about such a word itself, and never to a requester.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from chatdesk.core.delivery import Cause, Fix
from chatdesk.core.document import Code, InternalDocument, Line, Paragraph, Strong
from chatdesk.core.model import PersonId, Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.ports import EventKey, UnitOfWork
from chatdesk.core.posts import (
    AgentNotice,
    AnnouncementCard,
    GroupMessage,
    InternalCard,
    InternalMessage,
    Post,
    PublicCard,
    PublicMessage,
    RequesterNotice,
)
from chatdesk.core.staff import managers_of
from chatdesk.core.words import N_, Words, words_in

SOURCE: Final = "desk"
MOST_TOLD: Final = 5
"""Agents of a group who are told privately where no manager is known."""


class Fate(Enum):
    """What becomes of it once the cause is mended."""

    DEAD = "dead"
    """Somebody has to have it tried again."""
    WAITS = "waits"
    """It leaves by itself."""
    SENT = "sent"
    """It is there, without all that belongs to it; the next one tries that again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A post, what keeps it, and what becomes of it; `number` is by which a dead letter is tried again."""

    post: Post
    fix: Fix
    fate: Fate
    number: int = 0


REASONS: Final[Mapping[Cause, str]] = {
    Cause.LACKS: N_("the app lacks {lacking} in {room}."),
    Cause.SCOPE: N_("the app was installed without {lacking}."),
    Cause.NOT_IN_ROOM: N_("the app is not in {room}."),
    Cause.ROOM_GONE: N_("{room} does not exist any more, or the app does not see it."),
    Cause.ROOM_ARCHIVED: N_("{room} is archived."),
    Cause.ROOM_OPEN: N_("everybody can come into {room}, so nobody is an agent by being there."),
    Cause.NO_ROOM: N_("the policy names no room for it."),
    Cause.THREADS_FULL: N_("the server has as many active threads as it may."),
    Cause.THREAD_FULL: N_("the thread has as many members as it may."),
    Cause.NOT_ON_SERVER: N_("the app is not on the server any more."),
    Cause.NO_DIRECT_MESSAGES: N_("this person takes no direct messages from the app."),
    Cause.PERSON_GONE: N_("this person left, or does not see {room}."),
    Cause.NO_ACCOUNT: N_("this person has no account on a platform of the desk."),
    Cause.NO_THREAD: N_("its thread could not be made."),
    Cause.TIRED: N_("the platform could not be reached for days."),
    Cause.OTHER: N_("the platform refused it ({reason})."),
}
FIXES: Final[Mapping[Cause, str]] = {
    Cause.LACKS: N_("open the settings of {room}, then its permissions, and allow the app’s role {lacking}"),
    Cause.SCOPE: N_("install the app again with its manifest"),
    Cause.NOT_IN_ROOM: N_("invite the app there"),
    Cause.ROOM_GONE: N_("let the app into the room, or name another one in the policy and start again"),
    Cause.ROOM_ARCHIVED: N_("take the room out of the archive, or name another one in the policy and start again"),
    Cause.ROOM_OPEN: N_("make the room private"),
    Cause.NO_ROOM: N_("name one in the policy and start again"),
    Cause.THREADS_FULL: N_("archive threads that nobody needs any more"),
    Cause.THREAD_FULL: N_("have somebody leave the thread"),
    Cause.NOT_ON_SERVER: N_("invite the app again (`chatdesk discord invite`)"),
    Cause.NO_DIRECT_MESSAGES: N_("ask them to allow direct messages from members of the server"),
    Cause.PERSON_GONE: N_("let them in again, or reach them another way"),
    Cause.NO_ACCOUNT: N_("reach them another way"),
    Cause.NO_THREAD: N_("mend what keeps its card, which `chatdesk dead list` shows, and try that first"),
    Cause.TIRED: N_("see that the platform and the app’s token work"),
    Cause.OTHER: N_("see the desk’s log and `chatdesk dead list`"),
}
THEN: Final[Mapping[Fate, str]] = {
    Fate.DEAD: N_("then run `chatdesk dead retry {number}`."),
    Fate.WAITS: N_("what waits leaves by itself then."),
    Fate.SENT: N_("the next message tries again."),
}


def tell(unit: UnitOfWork, policy: Policy, what: Undelivered, now: datetime) -> None:
    """Tell those who can mend it, unless they were told today, or it was such a word itself."""
    match what.post:
        case PublicCard() | PublicMessage() | RequesterNotice():
            _tell_in_thread(unit, policy, what, now)
        case InternalCard() | InternalMessage(warns=""):
            _tell_privately(unit, policy, what, now)
        case AnnouncementCard():
            _tell_groups(unit, policy, what.post, what, now)
        case _:
            pass


def tell_rooms(unit: UnitOfWork, policy: Policy, troubles: Iterable[Fix], *, platform: str, workspace: str) -> None:
    """Tell the managers which rooms of the policy cannot be used, each in one message."""
    found = tuple(troubles)
    for manager in managers_of(unit, policy, platform, workspace) if found else ():
        words = words_in(unit.person(manager).language)
        title = Paragraph((Strong(words(N_("⚠️ Something is wrong with the desk’s rooms:"))),))
        lines = tuple(Paragraph((f"• {_sentence(_reason(fix, words))}", " ", *_fix(fix, words))) for fix in found)
        unit.post(AgentNotice(person=manager, body=InternalDocument((title, *lines))))


def _tell_in_thread(unit: UnitOfWork, policy: Policy, what: Undelivered, now: datetime) -> None:
    number = getattr(what.post, "ticket", None)
    if number is None or not _is_news(unit, f"{number}", what.fix, now):
        return
    words = words_in(policy.desk.language)
    body = InternalDocument((_told(unit, unit.ticket(number), what, words),))
    unit.post(InternalMessage(ticket=number, body=body, warns=what.fix.cause))


def _tell_privately(unit: UnitOfWork, policy: Policy, what: Undelivered, now: datetime) -> None:
    """Tell the managers, else the assignee, else some of the group: the agents' thread is what cannot be reached."""
    assert isinstance(what.post, InternalCard | InternalMessage)
    ticket = unit.ticket(what.post.ticket)
    if not _is_news(unit, f"{ticket.id}:private", what.fix, now):
        return
    for person in _whom(unit, policy, ticket):
        words = words_in(unit.person(person).language)
        unit.post(AgentNotice(person=person, body=InternalDocument((_told(unit, ticket, what, words),))))


def _tell_groups(unit: UnitOfWork, policy: Policy, card: AnnouncementCard, what: Undelivered, now: datetime) -> None:
    """Tell each group in its room, where they read that it was announced."""
    if not _is_news(unit, f"announcement:{card.announcement}:{card.platform}", what.fix, now):
        return
    words = words_in(policy.desk.language)
    title = words(N_("Announcement {number} could not be shown or brought up to date:"), number=card.announcement)
    for group in policy.groups_with_rooms:
        unit.post(GroupMessage(group=group, body=InternalDocument((_line(title, what, words),))))


def _whom(unit: UnitOfWork, policy: Policy, ticket: Ticket) -> tuple[PersonId, ...]:
    managers = managers_of(unit, policy, ticket.platform, ticket.workspace)
    if managers:
        return managers
    if ticket.assignee is not None:
        return (ticket.assignee,)
    return tuple(member.id for member in unit.members_of(ticket.group)[:MOST_TOLD])


def _is_news(unit: UnitOfWork, subject: str, fix: Fix, now: datetime) -> bool:
    """Whether it was not told today. The event is kept as any other, and forgotten with them."""
    return unit.first_time(EventKey(source=SOURCE, event=f"undelivered:{subject}:{fix.cause}:{now:%Y-%m-%d}"), now)


def _told(unit: UnitOfWork, ticket: Ticket, what: Undelivered, words: Words) -> Paragraph:
    """Return it in one line: what, to whom, why, what mends it, and what follows then."""
    name = unit.person(what.post.person if isinstance(what.post, RequesterNotice) else ticket.requester).name
    return _line(words(_what(what), ticket=ticket.reference, name=name), what, words)


def _line(title: str, what: Undelivered, words: Words) -> Paragraph:
    then = _typed(words(THEN[what.fate], number=what.number))
    return Paragraph(
        (Strong(f"⚠️ {title}"), " ", _reason(what.fix, words), " ", *_fix(what.fix, words, end=", "), *then)
    )


def _what(what: Undelivered) -> str:
    match what.post:
        case PublicCard() if what.fate is Fate.SENT:
            return N_("The thread of {ticket} for {name} could not be made:")
        case PublicCard():
            return N_("What {name} sees of {ticket} could not be shown or brought up to date:")
        case InternalCard() if what.fate is Fate.SENT:
            return N_("The agents’ thread of {ticket} could not be made:")
        case InternalCard():
            return N_("The agents’ card of {ticket} could not be shown or brought up to date:")
        case InternalMessage():
            return N_("A message in the agents’ thread of {ticket} could not be shown:")
        case _:
            return N_("A message about {ticket} did not reach {name}:")


def _reason(fix: Fix, words: Words) -> str:
    return words(REASONS[fix.cause], **_values(fix, words))


def _fix(fix: Fix, words: Words, end: str = ".") -> Line:
    return (Strong(words(N_("Fix:"))), " ", *_typed(words(FIXES[fix.cause], **_values(fix, words)) + end))


def _values(fix: Fix, words: Words) -> dict[str, str]:
    names = ", ".join(words(N_("“{name}”"), name=words(name)) for name in fix.lacking)
    return {
        "room": fix.room or words(N_("the room")),
        "lacking": names or words(N_("a permission")),
        "reason": fix.reason or "?",
    }


def _typed(text: str) -> Line:
    """Return a text of ours as spans: what stands between backticks is something to type."""
    return tuple(Code(part) if at % 2 else part for at, part in enumerate(text.split("`")) if part)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
