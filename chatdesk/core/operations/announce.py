"""announce: everybody is told that a product is out, or that the support itself is unavailable (S0-16, S4-14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.addresses import is_address
from chatdesk.core.announcement import Announcement, Subject
from chatdesk.core.announcing import AGENTS_VERBS, ALL, LONGEST_TEXT, actions_on, label_of
from chatdesk.core.document import InternalDocument, Paragraph, PublicDocument, Quote, Strong
from chatdesk.core.errors import AddressUnknown, AlreadyRunning, EndUnknown, FieldError, FormRejected, NoIntakeRoom
from chatdesk.core.forms import Answers, Choice, Field, Form, Option, Text
from chatdesk.core.forms import Paragraph as ParagraphField
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.posts import GroupMessage
from chatdesk.core.publishing import publish
from chatdesk.core.spans import Span, SpanError
from chatdesk.core.words import N_
from chatdesk.core.work import Work

EVERYTHING: Final = "*"
"""What stands for all products in the form; no product is called so."""
LONGEST: Final = timedelta(days=366)
_SUBJECTS: Final = {
    Subject.OUTAGE: N_("A product or service does not work"),
    Subject.UNAVAILABLE: N_("The support is unavailable"),
}
_SPAN_LENGTH: Final = 20


class Announce(Command):
    """Announce something. `until` is a span from now, as typed."""

    verb: ClassVar[str] = "announce"

    subject: Subject
    product: str = EVERYTHING
    title: str
    text: str
    link: str = ""
    until: str = ""


def announce(work: Work, command: Announce) -> Reply:
    """Post it in every intake room and tell the agents; raise FormRejected, also where one of the same is running."""
    _check_rooms(work)
    wrong: dict[str, FieldError] = {}
    until = None
    try:
        until = until_of(command.until, work.now)
    except EndUnknown as error:
        wrong["until"] = error
    if command.link and not is_address(command.link):
        wrong["link"] = AddressUnknown()
    if wrong:
        raise FormRejected(wrong)
    is_about_all = command.subject is Subject.UNAVAILABLE or command.product == EVERYTHING
    wanted = Announcement(
        subject=command.subject,
        product="" if is_about_all else command.product,
        title=command.title,
        text=command.text,
        link=command.link,
        author=work.actor.id,
        at=work.now,
        until=until,
    )
    announcement = work.unit.announce(wanted)
    if announcement is None:
        raise _already(work, wanted)
    publish(work, announcement)
    _tell_agents(work, announcement)
    return Reply(document=_receipt(work, announcement))


def until_of(typed: str, now: datetime) -> datetime | None:
    """Return the instant that lies a span from now, on the clock; None where nothing was typed; raise EndUnknown."""
    text = typed.strip().replace(" ", "").lower().replace("j", "d")
    if not text:
        return None
    try:
        span = Span.parse(text)
        length = timedelta(days=span.days) + span.time
    except (SpanError, OverflowError) as error:
        raise EndUnknown from error
    if not timedelta() < length <= LONGEST:
        raise EndUnknown
    return now + length


def _already(work: Work, wanted: Announcement) -> FormRejected:
    same = (wanted.subject, wanted.product)
    known = next(each for each in work.unit.running_announcements() if (each.subject, each.product) == same)
    field = "product" if wanted.subject is Subject.OUTAGE else "subject"
    return FormRejected({field: AlreadyRunning(title=known.title, number=known.id)})


def _check_rooms(work: Work) -> None:
    if not work.policy.rooms:
        raise NoIntakeRoom


def _tell_agents(work: Work, announcement: Announcement) -> None:
    """Tell each group in its room, with what agents do about it later."""
    wording = work.desk_wording
    said = wording.words(N_("{agent} announced:"), agent=work.actor.name)
    body = InternalDocument(
        (
            Paragraph((said, " ", Strong(label_of(announcement, wording)), f" – {announcement.title}")),
            Quote(text=announcement.text),
            *actions_on(announcement, work.operations, wording.words, *AGENTS_VERBS),
        )
    )
    for group in work.policy.groups_with_rooms:
        work.unit.post(GroupMessage(group=group, body=body))


def _receipt(work: Work, announcement: Announcement) -> PublicDocument:
    told = work.words(
        N_("Announced as number {number}. Everybody reads it in the intake room."), number=announcement.id
    )
    buttons = actions_on(announcement, work.operations, work.words, *AGENTS_VERBS)
    return PublicDocument((Paragraph((told,)), *buttons))


# -- the form
def announce_form(work: Work, answers: Answers) -> Form:
    """Ask what it is about, and what people are to read."""
    _check_rooms(work)
    given = str(answers.get("subject", ""))
    subject = Subject(given) if given in set(Subject) else Subject.OUTAGE
    words = work.words
    subjects = tuple(Option(value=each, label=words(label)) for each, label in _SUBJECTS.items())
    return Form(
        verb=Announce.verb,
        title=words(ANNOUNCE.label),
        submit=words(ANNOUNCE.label),
        fields=(
            Choice(
                id="subject", label=words(N_("What is announced?")), options=subjects, initial=subject, refreshes=True
            ),
            *(_products(work, answers) if subject is Subject.OUTAGE else ()),
            Text(id="title", label=words(N_("Title")), initial=str(answers.get("title", ""))),
            ParagraphField(
                id="text",
                label=words(N_("What everybody reads")),
                hint=words(N_("What happens, whom it concerns, what to do meanwhile.")),
                initial=str(answers.get("text", "")),
                limit=LONGEST_TEXT,
            ),
            Text(
                id="link",
                label=words(N_("Address to read more")),
                initial=str(answers.get("link", "")),
                limit=500,
                required=False,
            ),
            until_field(work, answers),
        ),
    )


def _products(work: Work, answers: Answers) -> tuple[Field, ...]:
    everything = Option(value=EVERYTHING, label=work.words(ALL))
    options = (everything, *(Option(value=name, label=work.wording.product(name)) for name in work.policy.products))
    return (
        Choice(
            id="product",
            label=work.words(N_("Product or service")),
            options=options,
            initial=str(answers.get("product", "")),
        ),
    )


def until_field(work: Work, answers: Answers) -> Text:
    """Ask until when, as a span from now."""
    return Text(
        id="until",
        label=work.words(N_("Until when?")),
        hint=work.words(N_("From now: 90m, 4h or 2d. Empty: until somebody says that it is over.")),
        initial=str(answers.get("until", "")),
        limit=_SPAN_LENGTH,
        required=False,
    )


def _hints(policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    """Read `[product] [title]`; unknown words are the title."""
    first, _, rest = invocation.rest.strip().partition(" ")
    return {"product": first, "title": rest.strip()} if first in policy.products else {"title": invocation.rest}


ANNOUNCE = Operation(
    command=Announce,
    label=N_("Announce"),
    summary=N_("Announce an outage, or that the support is unavailable."),
    usage=N_("[product] [title]"),
    roles=frozenset({Role.AGENT}),
    form=announce_form,
    hints=_hints,
    handle=announce,
)
