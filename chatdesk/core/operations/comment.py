"""comment: the requester, or anyone in their thread, says something that everybody in the ticket reads (S1-4)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.buttons import ticket_buttons
from chatdesk.core.document import Line, Link, Paragraph, PublicBlock, PublicDocument, Quote, Small, Strong
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import ENDED, Attachment, Comment, Origin, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand, typed_into
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class AddComment(TicketCommand):
    """Say something; `origin` is the message in the thread where it was said, none for the form."""

    verb: ClassVar[str] = "comment"

    text: str
    origin: Origin | None = None
    attachments: tuple[Attachment, ...] = ()


def add_comment(work: Work, command: AddComment) -> Reply:
    """Keep the comment, show it to the agents, and answer what the moment asks for.

    An answer while we wait puts the ticket back to work; after a solution the requester is asked whether it helped;
    after the end a follow-up is offered, to them alone (S2-20, S2-22).
    """
    keep_comment(work, command.text, command.origin, command.attachments)
    _show_agents(work, command)
    blocks = spoken(work, work.public_name(work.requester_wording), command.text)
    if command.origin is None:
        work.tell_requester(*blocks)
    else:
        work.tell_watchers_elsewhere(PublicDocument(blocks))
    if work.is_staff and work.actor.id != work.ticket.requester:
        _spoken_by_agent(work, command)
    elif work.roles & {Role.REQUESTER, Role.WATCHER}:
        _answer_the_moment(work)
    return Reply()


def keep_comment(work: Work, text: str, origin: Origin | None = None, attachments: tuple[Attachment, ...] = ()) -> None:
    """Write the comment and its line of history."""
    work.unit.add_comment(
        Comment(
            ticket=work.ticket.id,
            author=work.actor.id,
            at=work.now,
            text=text,
            origin=origin,
            attachments=attachments,
        )
    )
    work.record("comment", text=text)


def spoken(work: Work, name: str, text: str) -> tuple[PublicBlock, ...]:
    """Return a comment as the requester's thread shows it: who is told, who speaks, the words."""
    return (
        Paragraph((*work.audience(), Strong(work.requester_wording.words(N_("{name} wrote:"), name=name)))),
        Quote(text=text),
    )


def _show_agents(work: Work, command: AddComment) -> None:
    told = (*work.mentions(work.ticket.assignee), *said_by(work, N_("{name} wrote:")))
    work.tell_agents(*copied(work, told, command.text, command.origin, command.attachments), copy_of=command.origin)


def said_by(work: Work, message: str) -> Line:
    """Return who did what, in bold, as agents read it; the message names them as `{name}`."""
    return (Strong(work.desk_wording.words(message, name=work.actor.name)),)


def copied(
    work: Work, told: Line, text: str, origin: Origin | None, attachments: tuple[Attachment, ...] = ()
) -> tuple[PublicBlock, ...]:
    """Return a comment as the agents' thread repeats it: who, the words, the files by name and link.

    A file's own address may be closed to the other platform's people, or good for a day: the message is linked too.
    """
    blocks: list[PublicBlock] = [Paragraph(told), Quote(text=text, more=origin.link if origin else "")]
    if attachments:
        names = (Link(file.url, file.name) if file.url else file.name for file in attachments)
        words = work.desk_wording.words
        there = (" · ", Link(origin.link, words(N_("where they were sent")))) if origin and origin.link else ()
        blocks.append(Small((words(N_("Files:")), *(span for name in names for span in (" ", name)), *there)))
    return tuple(blocks)


def _spoken_by_agent(work: Work, command: AddComment) -> None:
    """An agent wrote in the open: that has reached the requester (S3-48)."""
    if command.origin is not None:
        work.keep_reached()
    if work.speaks_as_desk:
        _mind_disclosure(work, command)


def _mind_disclosure(work: Work, command: AddComment) -> None:
    """Tell an agent who wrote in the open, at a desk that keeps agents' names, that their name was seen (S1-16)."""
    spot = work.public_spot()
    if command.origin is None or spot is None:
        return
    text = N_(
        "The requester sees your name on what you write here. To answer as the desk, use “Reply” in the agents’ thread."
    )
    work.tell_actor_beside(spot, Paragraph((work.words(text),)))


def _answer_the_moment(work: Work) -> None:
    """Act on what the requester or a watcher said; a bystander's word is kept and shown, and moves nothing."""
    phase = work.ticket.phase
    if phase is Phase.WAITING:
        _back_to_work(work)
    elif phase is Phase.RESOLVED and Role.REQUESTER in work.roles:
        _stop_ladder(work)
        _ask_beside(work, Surface.CONFIRMATION, N_("Is {ticket} solved for you?"))
    elif phase in ENDED:
        _ask_beside(
            work,
            Surface.FOLLOW_UP,
            N_("{ticket} is closed. Your message was passed on; if you still need help, open a follow-up."),
        )


def _stop_ladder(work: Work) -> None:
    """Words after a solution are an answer (S3-32); what follows from them is the agents' to say, by two buttons."""
    if work.ticket.ladder_at is None:
        return
    work.keep(replace(work.ticket, ladder_at=None))
    words = work.desk_wording.words
    told = words(N_("{ticket} will not be closed by itself any more. Is it solved?"), ticket=work.ticket.reference)
    buttons = ticket_buttons(work.operations, Surface.CLOSING, work.ticket, words)
    work.tell_agents(Paragraph((*work.mentions(work.ticket.assignee), told)), *buttons)


def _back_to_work(work: Work) -> None:
    answered = work.moved_if_allowed(work.ticket, work.policy.moves.answer)
    if answered is not work.ticket:
        work.record("answer", after=answered)
        work.save(answered)


def _ask_beside(work: Work, surface: Surface, question: str) -> None:
    spot = work.public_spot()
    if spot is not None:
        buttons = ticket_buttons(work.operations, surface, work.ticket, work.words)
        words = work.words(question, ticket=work.ticket.reference)
        work.tell_actor_beside(spot, Paragraph((words,)), *buttons)


def comment_form(work: Work, answers: Answers) -> Form:
    """Ask for the words."""
    return Form(
        verb=AddComment.verb,
        title=work.words(N_("Comment on {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Send")),
        ticket=work.ticket.id,
        fields=(ParagraphField(id="text", initial=str(answers.get("text", "")), label=work.words(N_("Your comment"))),),
    )


COMMENT = Operation(
    command=AddComment,
    label=N_("Comment"),
    summary=N_("Say something in your ticket."),
    usage=N_("NUMBER"),
    past=N_("commented"),
    roles=frozenset({Role.REQUESTER, Role.WATCHER}),
    form=comment_form,
    hints=typed_into("text"),
    handle=add_comment,
    surfaces=frozenset({Surface.PUBLIC_CARD}),
    phases=frozenset(Phase) - ENDED,
)
