"""over: agents say that an outage is over, or that the support is available again (S0-16, S4-14)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.announcing import LONGEST_TEXT, held_one, label_of, running_one
from chatdesk.core.forms import Answers, Form, Paragraph
from chatdesk.core.operation import Command, Operation, Reply
from chatdesk.core.operations.update import numbered
from chatdesk.core.publishing import end
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Over(Command):
    """Say that it is over, with some last words or none."""

    verb: ClassVar[str] = "over"

    announcement: str = ""
    text: str = ""


def over(work: Work, command: Over) -> Reply:
    """End it and tell its followers, once; tickets stay as they are. Raise NotRunning."""
    end(work, held_one(work, command.announcement), command.text)
    return Reply()


def over_form(work: Work, answers: Answers) -> Form:
    """Ask for last words, so that nobody ends it by one wrong press."""
    announcement = running_one(work, str(answers.get("announcement", "")))
    return Form(
        verb=Over.verb,
        title=work.words(OVER.label),
        submit=work.words(OVER.label),
        intro=f"{label_of(announcement, work.wording)} – {announcement.title}",
        fields=(
            Paragraph(
                id="text",
                label=work.words(N_("Last words")),
                hint=work.words(N_("What it was, and what to do where something still does not work.")),
                initial=str(answers.get("text", "")),
                limit=LONGEST_TEXT,
                required=False,
            ),
        ),
        hidden={"announcement": str(announcement.id)},
    )


OVER = Operation(
    command=Over,
    label=N_("It is over"),
    summary=N_("Say that what was announced is over."),
    usage=N_("NUMBER"),
    roles=frozenset({Role.AGENT}),
    form=over_form,
    hints=numbered,
    handle=over,
)
