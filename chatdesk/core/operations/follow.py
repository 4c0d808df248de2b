"""follow, unfollow: a person wants to be told, or no more, how an outage goes and when it is over (S0-16)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.announcement import Announcement
from chatdesk.core.announcing import actions_on, running_one
from chatdesk.core.document import Paragraph, PublicDocument
from chatdesk.core.errors import NotRunning
from chatdesk.core.operation import Command, Operation, Reply
from chatdesk.core.operations.update import numbered
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Follow(Command):
    """Tell me of this outage's news and end."""

    verb: ClassVar[str] = "follow"

    announcement: str = ""


class Unfollow(Command):
    """Tell me no more of this outage."""

    verb: ClassVar[str] = "unfollow"

    announcement: str = ""


def follow(work: Work, command: Follow) -> Reply:
    """Make the actor a follower, told where they asked for it; raise NotRunning."""
    return follow_outage(work, running_one(work, command.announcement))


def follow_outage(work: Work, outage: Announcement, *also: str) -> Reply:
    """Make the actor a follower of an outage and tell them so; raise NotRunning where it is over, or is none.

    `also` is what else they are told.
    """
    if not outage.can_be_followed or not work.unit.follow(outage.id, work.actor.id, work.handle.platform):
        raise NotRunning(number=outage.id, known="–")
    told = work.words(
        N_("You follow “{title}”: you are told privately of news, and when it is over."), title=outage.title
    )
    button = actions_on(outage, work.operations, work.words, Unfollow.verb)
    return Reply(document=PublicDocument((*(Paragraph((line,)) for line in (told, *also)), *button)))


def unfollow(work: Work, command: Unfollow) -> Reply:
    """Tell the actor no more; for one that is over there is nothing to do."""
    for outage in work.unit.running_announcements():
        if str(outage.id) == command.announcement:
            work.unit.unfollow(outage.id, work.actor.id)
    return Reply(document=PublicDocument((Paragraph((work.words(N_("You are told no more of it.")),)),)))


FOLLOW = Operation(
    command=Follow,
    label=N_("Follow this outage"),
    summary=N_("Be told privately when an outage is over."),
    usage=N_("NUMBER"),
    roles=frozenset({Role.ANYONE}),
    hints=numbered,
    handle=follow,
    slash=False,
)

UNFOLLOW = Operation(
    command=Unfollow,
    label=N_("Stop following"),
    summary=N_("Be told no more of an outage."),
    usage=N_("NUMBER"),
    roles=frozenset({Role.ANYONE}),
    hints=numbered,
    handle=unfollow,
    slash=False,
)
