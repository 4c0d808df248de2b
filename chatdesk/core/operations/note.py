"""note: agents talk among themselves; nothing of it ever reaches a requester (S1-6, S1-7)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalBlock, InternalDocument, InternalQuote, Paragraph, Strong
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import Attachment, InternalText, Origin, Part, WorkNote
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.posts import AgentNotice
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class AddNote(TicketCommand):
    """Write a work note; `origin` is the message in the agents' thread, none for the form."""

    verb: ClassVar[str] = "note"

    text: str
    origin: Origin | None = None
    attachments: tuple[Attachment, ...] = ()


def add_note(work: Work, command: AddNote) -> Reply:
    """Keep the note; collaborators who are not in the agents' room get it directly (S1-8)."""
    text = InternalText(words=command.text)
    work.unit.add_note(
        WorkNote(
            ticket=work.ticket.id,
            author=work.actor.id,
            at=work.now,
            text=text,
            origin=command.origin,
            attachments=command.attachments,
        )
    )
    work.record_internally("note", text=text)
    blocks = noted(work, text)
    if command.origin is None:
        work.tell_agents(*blocks)
    _tell_collaborators(work, InternalDocument(blocks))
    return Reply()


def noted(work: Work, text: InternalText) -> tuple[InternalBlock, ...]:
    """Return a note as agents read it."""
    words = work.desk_wording.words
    heading = words(N_("{name} added a work note to {ticket}:"), name=work.actor.name, ticket=work.ticket.reference)
    return (Paragraph((Strong(heading),)), InternalQuote(text=text))


def _tell_collaborators(work: Work, body: InternalDocument) -> None:
    quiet = work.unit.muted(work.ticket.id) | {work.actor.id}
    for person in work.participants(Part.COLLABORATOR):
        if person not in quiet and work.ticket.group not in work.unit.groups_of(person):
            work.unit.post(AgentNotice(person=person, body=body))


def note_form(work: Work, answers: Answers) -> Form:
    """Ask for the words."""
    return Form(
        verb=AddNote.verb,
        title=work.words(N_("Note on {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Save")),
        ticket=work.ticket.id,
        fields=(
            ParagraphField(
                id="text", initial=str(answers.get("text", "")), label=work.words(N_("Work note, for agents only"))
            ),
        ),
    )


NOTE = Operation(
    command=AddNote,
    label=N_("Note"),
    summary=N_("Write a work note that only agents read."),
    usage=N_("NUMBER"),
    past=N_("noted"),
    roles=frozenset({Role.AGENT, Role.COLLABORATOR}),
    form=note_form,
    hints=typed_into("text"),
    handle=add_note,
    surfaces=frozenset({Surface.INTERNAL_CARD}),
)
