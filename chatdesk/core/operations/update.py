"""update: agents give news of an announcement; everybody reads it in its place, followers are told (S0-16, S4-14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.announcing import LONGEST_TEXT, held_one, label_of, running_one
from chatdesk.core.errors import EndUnknown, FormRejected
from chatdesk.core.forms import Answers, Form, Paragraph
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.operations.announce import until_field, until_of
from chatdesk.core.policy import Policy
from chatdesk.core.publishing import renew
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Update(Command):
    """Say how it goes, and until when it lasts where that changes."""

    verb: ClassVar[str] = "update"

    announcement: str = ""
    text: str
    until: str = ""


def update(work: Work, command: Update) -> Reply:
    """Keep the news, show it and tell the followers; raise FormRejected, or NotRunning."""
    announcement = held_one(work, command.announcement)
    try:
        until = until_of(command.until, work.now)
    except EndUnknown as error:
        raise FormRejected({"until": error}) from error
    told = replace(announcement, news=command.text, news_at=work.now, until=until or announcement.until)
    renew(work, told, command.text)
    return Reply()


def update_form(work: Work, answers: Answers) -> Form:
    """Ask for the news."""
    announcement = running_one(work, str(answers.get("announcement", "")))
    return Form(
        verb=Update.verb,
        title=work.words(UPDATE.label),
        submit=work.words(N_("Send")),
        intro=f"{label_of(announcement, work.wording)} – {announcement.title}",
        fields=(
            Paragraph(
                id="text", label=work.words(N_("News")), initial=str(answers.get("text", "")), limit=LONGEST_TEXT
            ),
            until_field(work, answers),
        ),
        hidden={"announcement": str(announcement.id)},
    )


def numbered(_policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    """Read `NUMBER text`."""
    number, _, rest = invocation.rest.strip().partition(" ")
    return {"announcement": number, "text": rest.strip()}


UPDATE = Operation(
    command=Update,
    label=N_("Give news"),
    summary=N_("Give news of an announcement."),
    usage=N_("NUMBER"),
    roles=frozenset({Role.AGENT}),
    form=update_form,
    hints=numbered,
    handle=update,
)
