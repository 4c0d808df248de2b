"""Asking the desk: what it answers becomes something to show, every refusal included. Knows a platform's name only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeVar

from chatdesk.adapters._context import Context
from chatdesk.async_desk import AsyncDesk
from chatdesk.core.delivery import Addressee
from chatdesk.core.desk import Submission
from chatdesk.core.document import (
    Code,
    Inline,
    InternalDocument,
    Line,
    Paragraph,
    PublicDocument,
    people_in,
    thread_links_in,
)
from chatdesk.core.errors import DeskError, FormRejected, VerbUnknown
from chatdesk.core.forms import Form
from chatdesk.core.hearing import Happening
from chatdesk.core.model import Audience, Origin, PersonId, TicketId
from chatdesk.core.operation import AnyOperation, Invocation, Reply
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Profile
from chatdesk.core.words import N_, Words, words_in
from chatdesk.core.work import Work

Document = PublicDocument | InternalDocument
Drawn = TypeVar("Drawn")
COMMAND: Final = "/ticket"
TITLE: Final = N_("Support desk")
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Told:
    """Something to show to the person who acted, and to them alone."""

    title: str
    body: Document
    context: Context


@dataclass(frozen=True, slots=True)
class Turned:
    """What the pressed message turns into, for everyone who sees it."""

    into: Told


@dataclass(frozen=True, slots=True)
class Done:
    """A silent yes, and the reference of the ticket that came of it, where one did."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A form that comes back: what is wrong at which field. The empty field is the form as a whole."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cast:
    """How to write the people of a document, and where its threads are."""

    people: Mapping[PersonId, Addressee]
    links: Mapping[tuple[TicketId, Audience], str]


Outcome = Form | Told | Turned | Done
"""A form to show, something to tell, what the pressed message turns into, or a silent yes."""


class Asking:
    """The desk, asked for somebody on one platform; its errors come back as words."""

    def __init__(self, desk: AsyncDesk, platform: str) -> None:
        self._desk = desk
        self._platform = platform

    @property
    def operations(self) -> Mapping[str, AnyOperation]:
        """Return the desk's operations by verb."""
        return self._desk.desk.operations

    @property
    def policy(self) -> Policy:
        """Return the desk's policy."""
        return self._desk.desk.policy

    def words_for(self, actor: Profile) -> Words:
        """Return the words in somebody's language."""
        return words_in(self._desk.desk.language_of(actor))

    async def invoke(self, invocation: Invocation) -> Outcome:
        """Answer a verb."""
        try:
            answer = await self._desk.invoke(invocation)
        except DeskError as error:
            return self.told(error, invocation.actor)
        if isinstance(answer, Form):
            return answer
        return await self._outcome(answer, invocation.actor, invocation.verb)

    async def submit(self, submission: Submission) -> Outcome | Rejected:
        """Run what a form asked for; its next step may be a form again."""
        words = self.words_for(submission.actor)
        try:
            reply = await self._desk.submit(submission)
        except FormRejected as rejected:
            return Rejected({name: error.tell(words) for name, error in rejected.fields.items()})
        except DeskError as error:
            return Rejected({"": error.tell(words)})
        return await self._outcome(reply, submission.actor, submission.verb)

    async def refresh(self, submission: Submission) -> Form | Told:
        """Redraw a form from the answers so far, or tell why it is not to be had any more."""
        try:
            return await self._desk.refresh(submission)
        except DeskError as error:
            return self.told(error, submission.actor)

    async def notice(self, happening: Happening) -> None:
        """Tell the desk what happened."""
        await self._desk.notice(happening)

    async def view(self, draw: Callable[[Work], Drawn], actor: Profile) -> Drawn:
        """Let a view read what it draws."""
        return await self._desk.view(draw, actor)

    async def author_of(self, origin: Origin, viewer: Profile) -> Profile | None:
        """Return who said what stands in a message, where the desk heard it."""
        return await self._desk.view(lambda work: _author(work, origin), viewer)

    def told(self, error: DeskError, actor: Profile) -> Told:
        """Return an error as something to show."""
        words = self.words_for(actor)
        lines = [Paragraph(text_to_line(error.tell(words)))]
        if isinstance(error, VerbUnknown) and (nearest := self._nearest(str(error.values.get("verb", "")))):
            said = words(N_("Did you mean {commands}?"), commands=", ".join(f"`{COMMAND} {verb}`" for verb in nearest))
            lines.append(Paragraph(text_to_line(said)))
        return Told(words(TITLE), PublicDocument(tuple(lines)), Context(words))

    def said(self, message: str, actor: Profile, **values: object) -> Told:
        """Return a marked message of our own as something to show."""
        words = self.words_for(actor)
        line = text_to_line(words(message, **values))
        return Told(words(TITLE), PublicDocument((Paragraph(line),)), Context(words))

    async def _outcome(self, reply: Reply, actor: Profile, verb: str) -> Outcome:
        if reply.form is not None:
            return reply.form
        if reply.becomes is not None:
            return Turned(await self._shown(reply.becomes, actor, verb))
        if reply.document is not None:
            return await self._shown(reply.document, actor, verb)
        return Done(reply.ticket.reference if reply.ticket is not None else "")

    async def _shown(self, body: Document, actor: Profile, verb: str) -> Told:
        cast = Cast({}, {})
        if people_in(body) or thread_links_in(body):
            cast = await self._desk.view(_casting(body, self._platform), actor)
        words = self.words_for(actor)
        operation = self.operations.get(verb)
        title = words(operation.label) if operation else words(TITLE)
        return Told(title, body, Context(words, cast.people, cast.links))

    def _nearest(self, verb: str) -> list[str]:
        slash = [operation.verb for operation in self.operations.values() if operation.slash]
        return get_close_matches(verb.lower(), slash, _NEAREST)


def text_to_line(text: str) -> Line:
    """Return a message of ours as spans: what stands between backticks is something to type."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return (text,)
    spans: list[Inline] = [Code(part) if at % 2 else part for at, part in enumerate(parts) if part]
    return tuple(spans)


def _author(work: Work, origin: Origin) -> Profile | None:
    said = work.unit.find_comment(origin) or work.unit.find_note(origin)
    if said is None:
        return None
    handle = work.unit.handle(said.author, origin.platform)
    return Profile(handle=handle, name=work.unit.person(said.author).name) if handle is not None else None


def _casting(body: Document, platform: str) -> Callable[[Work], Cast]:
    """Return what reads, in one transaction, how a document's people and threads are to be written here."""

    def cast(work: Work) -> Cast:
        people = work.unit.people(people_in(body))
        places = {link: work.unit.find_place(*link) for link in thread_links_in(body)}
        return Cast(
            people={
                person.id: Addressee(name=person.name, handle=work.unit.handle(person.id, platform))
                for person in people.values()
            },
            links={link: place.link for link, place in places.items() if place is not None},
        )

    return cast
