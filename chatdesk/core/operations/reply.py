"""reply: an agent answers from the agents' thread, under the desk's name where the policy says so (S1-16)."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, Paragraph, Quote, Strong
from chatdesk.core.forms import Answers, Form
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.model import ENDED, Phase
from chatdesk.core.operation import Operation, Surface, TicketCommand, typed_into
from chatdesk.core.operation import Reply as DeskReply
from chatdesk.core.operations.comment import keep_comment, spoken
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Reply(TicketCommand):
    """Answer the requester; `previewed` is the fingerprint of the words that were shown as a preview."""

    verb: ClassVar[str] = "reply"

    text: str
    previewed: str = ""


def reply(work: Work, command: Reply) -> DeskReply:
    """Show the answer as the requester will see it; sent as it was shown, it is a comment of the desk."""
    if command.previewed != fingerprint(command.text):
        return DeskReply(form=reply_form(work, {"text": command.text, "previewed": fingerprint(command.text)}))
    keep_comment(work, command.text)
    work.tell_requester(*spoken(work, work.public_name(work.requester_wording), command.text))
    work.tell_agents(*spoken_internally(work, command.text))
    sent = work.words(N_("Your answer is on its way to the requester."))
    return DeskReply(document=InternalDocument((Paragraph((sent,)),)))


def fingerprint(text: str) -> str:
    """Return what tells one text from another, short enough to travel with a form."""
    return sha256(text.strip().encode()).hexdigest()[:16]


def spoken_internally(work: Work, text: str) -> tuple[Paragraph | Quote, ...]:
    """Return an agent's answer as the agents' thread shows it: with the name of who gave it."""
    words = work.desk_wording.words
    return (Paragraph((Strong(words(N_("{name} wrote to the requester:"), name=work.actor.name)),)), Quote(text=text))


def reply_form(work: Work, answers: Answers) -> Form:
    """Ask for the words, then show them as the requester will read them."""
    text = str(answers.get("text", ""))
    preview = ""
    if answers.get("previewed"):
        name = work.public_name(work.requester_wording)
        preview = work.requester_wording.words(N_("{name} wrote:"), name=name) + "\n" + text
    return Form(
        verb=Reply.verb,
        title=work.words(N_("Reply on {ticket}"), ticket=work.ticket.reference),
        submit=work.words(N_("Send")) if preview else work.words(N_("Preview")),
        ticket=work.ticket.id,
        preview=preview,
        fields=(
            ParagraphField(
                id="text",
                label=work.words(N_("Your answer to the requester")),
                hint=work.words(N_("The requester and the watchers read this.")),
                initial=text,
            ),
        ),
        hidden={"previewed": fingerprint(text)} if preview else None,
    )


REPLY = Operation(
    command=Reply,
    label=N_("Reply"),
    summary=N_("Answer the requester."),
    usage=N_("NUMBER"),
    past=N_("answered"),
    roles=frozenset({Role.AGENT}),
    phases=frozenset(Phase) - ENDED,
    form=reply_form,
    hints=typed_into("text"),
    handle=reply,
    surfaces=frozenset({Surface.INTERNAL_CARD}),
)
