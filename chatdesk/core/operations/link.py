"""link: an account on another platform is mine too; a code from the one, typed in the other, makes them one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.document import Code, Moment, Paragraph, PublicDocument
from chatdesk.core.errors import CodeUnknown
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.words import N_
from chatdesk.core.work import Work

GOOD_FOR: Final = timedelta(minutes=10)


class Link(Command):
    """Give me a code, or take the one that I got elsewhere."""

    verb: ClassVar[str] = "link"

    code: str = ""


def link(work: Work, command: Link) -> Reply:
    """Without a code: make one. With one: make the two people one; raise CodeUnknown where it is not good."""
    if not command.code:
        return _give_code(work)
    other = work.unit.find_link(command.code, work.now)
    if other is None:
        raise CodeUnknown(code=command.code[:40])
    if other.id != work.actor.id:
        work.unit.merge(work.actor.id, into=other.id)
    told = work.words(N_("Linked: on both platforms you are {name} now, with the same tickets."), name=other.name)
    return Reply(document=PublicDocument((Paragraph((told,)),)))


def _give_code(work: Work) -> Reply:
    until = work.now + GOOD_FOR
    code = work.unit.new_link_code(work.actor.id, until)
    lines = (
        Paragraph((work.words(N_("On the other platform, write:")), " ", Code(f"/ticket link {code}"))),
        Paragraph((work.words(N_("The code is good once, until")), " ", Moment(until))),
    )
    return Reply(document=PublicDocument(lines))


def _hints(_policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    return {"code": invocation.rest.strip()}


LINK = Operation(
    command=Link,
    label=N_("Link an account"),
    summary=N_("Link your accounts on two platforms."),
    usage=N_("[code]"),
    roles=frozenset({Role.ANYONE}),
    hints=_hints,
    handle=link,
)
