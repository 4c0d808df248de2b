"""link, join: an account on another platform is mine too; a code from the one, joined in the other, proves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.document import Code, Moment, Paragraph, PublicDocument
from chatdesk.core.errors import CodeUnknown, FormRejected
from chatdesk.core.forms import Answers, Form, Text
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.words import N_
from chatdesk.core.work import Work

GOOD_FOR: Final = timedelta(minutes=10)


class Link(Command):
    """Give me a code."""

    verb: ClassVar[str] = "link"


class Join(Command):
    """Take the code that I got elsewhere: I am that person too."""

    verb: ClassVar[str] = "join"

    code: str


def link(work: Work, _command: Link) -> Reply:
    """Make a code, good once and for ten minutes."""
    until = work.now + GOOD_FOR
    code = work.unit.new_link_code(work.actor.id, until)
    lines = (
        Paragraph((work.words(N_("On the other platform, write:")), " ", Code(f"/ticket join {code}"))),
        Paragraph((work.words(N_("The code is good once, until")), " ", Moment(until))),
    )
    return Reply(document=PublicDocument(lines))


def join(work: Work, command: Join) -> Reply:
    """Make the two people one; raise FormRejected where the code is not good."""
    other = work.unit.find_link(command.code, work.now)
    if other is None:
        raise FormRejected({"code": CodeUnknown(code=command.code[:40])})
    if other.id != work.actor.id:
        work.unit.merge(work.actor.id, into=other.id)
    told = work.words(N_("Linked: on both platforms you are {name} now, with the same tickets."), name=other.name)
    return Reply(document=PublicDocument((Paragraph((told,)),)))


def join_form(work: Work, answers: Answers) -> Form:
    """Ask for the code, and say whose account it is before anything is shared with them: tickets, and rights."""
    code = str(answers.get("code", ""))
    other = work.unit.find_link(code, work.now) if code else None
    intro = work.words(N_("Only join an account that is yours: both share their tickets and rights from then on."))
    if other is not None:
        intro += "\n" + work.words(N_("This code is from {name}."), name=other.name)
    return Form(
        verb=Join.verb,
        title=work.words(N_("Join an account")),
        submit=work.words(N_("Join")),
        intro=intro,
        fields=(Text(id="code", label=work.words(N_("Code from the other platform")), initial=code, limit=20),),
    )


def _hints(_policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    return {"code": invocation.rest.strip()}


LINK = Operation(
    command=Link,
    label=N_("Link an account"),
    summary=N_("Link your accounts on two platforms: gives a code."),
    roles=frozenset({Role.ANYONE}),
    handle=link,
)

JOIN = Operation(
    command=Join,
    label=N_("Join an account"),
    summary=N_("Take the code that the other platform gave."),
    usage=N_("CODE"),
    roles=frozenset({Role.ANYONE}),
    hints=_hints,
    form=join_form,
    handle=join,
)
