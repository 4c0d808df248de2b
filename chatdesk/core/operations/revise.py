"""revise, retract: a message that the desk heard was edited or deleted in the chat; what it said before is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.model import Comment, InternalText, Origin, WorkNote
from chatdesk.core.operation import Operation, Reply, TicketCommand
from chatdesk.core.operations.comment import copied, said_by
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Revise(TicketCommand):
    """A message now reads `text`."""

    verb: ClassVar[str] = "revise"

    origin: Origin
    text: str


class Retract(TicketCommand):
    """A message is gone from the chat."""

    verb: ClassVar[str] = "retract"

    origin: Origin


def revise(work: Work, command: Revise) -> Reply:
    """Keep the new words, and the old ones in the history; the agents' copy of a comment follows."""
    comment = work.unit.find_comment(command.origin)
    note = work.unit.find_note(command.origin)
    if comment is not None and comment.text != command.text:
        _revise_comment(work, comment, command.text)
    if note is not None and note.text.words != command.text:
        _revise_note(work, note, command.text)
    return Reply()


def _revise_comment(work: Work, comment: Comment, text: str) -> None:
    work.unit.save_comment(replace(comment, text=text, edited_at=work.now))
    work.unit.reword(comment, text)
    work.record("revise")
    work.record_internally("revise", text=InternalText(words=comment.text))
    told = said_by(work, N_("{name} wrote (edited):"))
    work.tell_agents(*copied(work, told, text, comment.origin, comment.attachments), copy_of=comment.origin)


def _revise_note(work: Work, note: WorkNote, text: str) -> None:
    work.unit.save_note(replace(note, text=InternalText(words=text), edited_at=work.now))
    work.record_internally("revise", text=note.text)


def retract(work: Work, command: Retract) -> Reply:
    """Mark the comment or note as deleted; the desk keeps the words."""
    comment = work.unit.find_comment(command.origin)
    note = work.unit.find_note(command.origin)
    if comment is not None and comment.deleted_at is None:
        work.unit.save_comment(replace(comment, deleted_at=work.now))
        work.unit.reword(comment, "")
        work.record("retract")
        work.record_internally("retract", text=InternalText(words=comment.text))
        told = said_by(work, N_("{name} deleted what they wrote:"))
        work.tell_agents(*copied(work, told, comment.text, comment.origin), copy_of=comment.origin)
    if note is not None and note.deleted_at is None:
        work.unit.save_note(replace(note, deleted_at=work.now))
        work.record_internally("retract", text=note.text)
    return Reply()


REVISE = Operation(
    command=Revise,
    label=N_("Edit"),
    summary=N_("The new words are shown; the old ones stay in the history."),
    past=N_("edited a message"),
    roles=frozenset({Role.ANYONE}),
    handle=revise,
    slash=False,
)

RETRACT = Operation(
    command=Retract,
    label=N_("Delete"),
    summary=N_("A deleted message is kept as deleted."),
    past=N_("deleted a message"),
    roles=frozenset({Role.ANYONE}),
    handle=retract,
    slash=False,
)
