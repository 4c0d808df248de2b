"""ask: an agent asks the requester for information; the ticket waits for the answer (S3-25)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, Quote, Strong
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import OPEN
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.operations.comment import keep_comment
from chatdesk.core.operations.reply import spoken_internally
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class AskRequester(TicketCommand):
    """Ask the requester something."""

    verb: ClassVar[str] = "ask"

    text: str


def ask(work: Work, command: AskRequester) -> Reply:
    """Post the question in the requester's thread; their next message there is the answer."""
    waiting = work.moved(work.ticket, work.policy.moves.ask)
    keep_comment(work, command.text)
    work.record("ask", after=waiting)
    work.save(waiting)
    wording = work.requester_wording
    name = work.public_name(wording)
    work.tell_requester(
        Paragraph((*work.audience(), Strong(wording.words(N_("{name} needs to know:"), name=name)))),
        Quote(text=command.text),
        Paragraph((wording.words(N_("Please answer here, in this thread.")),)),
        asks=True,
    )
    work.tell_agents(*spoken_internally(work, command.text))
    return Reply()


def ask_form(work: Work, answers: Answers) -> Form:
    """Ask for the question."""
    return Form(
        verb=AskRequester.verb,
        title=work.words(N_("Question on {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Send")),
        ticket=work.ticket.id,
        fields=(
            ParagraphField(
                id="text",
                initial=str(answers.get("text", "")),
                label=work.words(N_("What do you need to know?")),
                hint=work.words(N_("The requester and the watchers read this.")),
            ),
        ),
    )


ASK = Operation(
    command=AskRequester,
    label=N_("Ask a question"),
    summary=N_("Ask the requester for information."),
    usage=N_("NUMBER"),
    past=N_("asked for information"),
    roles=frozenset({Role.AGENT}),
    phases=OPEN,
    form=ask_form,
    hints=typed_into("text"),
    handle=ask,
    surfaces=frozenset({Surface.INTERNAL_CARD}),
)
