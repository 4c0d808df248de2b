"""From a queued post to a delivery: where it goes, what it says now, and how the people in it are written there.

Cards are drawn here, from the ticket as it is at this moment. Reads only; knows no platform beyond its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from chatdesk.core.announcement import Announcement
from chatdesk.core.announcing import announcement_card
from chatdesk.core.call_advice import call_advice
from chatdesk.core.cards import Card, internal_card, public_card
from chatdesk.core.delivery import (
    Addressee,
    Cause,
    Delivery,
    Destination,
    Fix,
    Guests,
    NewThread,
    Permanent,
    ToMessage,
    ToPerson,
    ToPersonAtThread,
    ToRoom,
    ToThread,
)
from chatdesk.core.document import (
    GroupMention,
    Heading,
    InternalDocument,
    Line,
    Mention,
    Moment,
    Paragraph,
    PublicDocument,
    Quote,
    RoleMention,
    people_in,
    thread_links_in,
)
from chatdesk.core.model import ENDED, Audience, Handle, Origin, Part, PersonId, Place, Ticket, TicketId
from chatdesk.core.operation import AnyOperation
from chatdesk.core.policy import Policy
from chatdesk.core.policy_desk import PrivateThreads, Threads
from chatdesk.core.ports import Calendars, UnitOfWork
from chatdesk.core.posts import (
    AgentNotice,
    AnnouncementCard,
    GroupMessage,
    InternalCard,
    InternalMessage,
    Panel,
    Post,
    PublicCard,
    PublicMessage,
    RequesterNotice,
    Spot,
)
from chatdesk.core.staff import staff_roles
from chatdesk.core.wording import Wording
from chatdesk.core.words import words_in

SUMMARY: Final = 150
"""Characters of a notification's text."""


CROWD: Final = 20
"""How many of a group are mentioned one by one."""


class NoThreadYet(Exception):
    """The post belongs in a thread whose card has not been sent: it must wait for the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Composes deliveries for one desk, within one unit of work."""

    unit: UnitOfWork
    policy: Policy
    operations: Mapping[str, AnyOperation]
    calendars: Calendars
    now: datetime

    def compose(self, post: Post, *, key: str, since: datetime) -> Delivery:
        """Return the delivery of a post queued at `since`; raise NoThreadYet, or Permanent where it can go nowhere."""
        to = self._destination(post)
        body, language = self._body(post)
        if isinstance(post, InternalMessage):
            body = self._with_groups(body, post.ticket, to.platform)
        return Delivery(
            key=key,
            to=to,
            body=body,
            summary=summary_of(body) or self.policy.desk.name.in_(language),
            people=self._people(post, body, to.platform, language),
            links=self._links(body),
            language=language,
            since=since,
            begins=self._new_thread(post),
            guests=self._guests(post, to.platform),
            ends=isinstance(post, PublicCard | InternalCard) and self.unit.ticket(post.ticket).phase in ENDED,
        )

    # -- where
    def _destination(self, post: Post) -> Destination:
        match post:
            case PublicCard(ticket=number):
                place = self.unit.find_place(number, Audience.PUBLIC)
                return _edit(place) if place else self._public_root(self.unit.ticket(number))
            case InternalCard(ticket=number):
                place = self.unit.find_place(number, Audience.INTERNAL)
                return _edit(place) if place else self._internal_root(self.unit.ticket(number))
            case PublicMessage(ticket=number):
                return _reply(self.unit.find_place(number, Audience.PUBLIC))
            case InternalMessage():
                return self._in_agents_thread(post)
            case RequesterNotice() | AgentNotice():
                return self._to_person(post)
            case Panel(platform=platform, room=room, message=message) if message:
                return ToMessage(platform=platform, room=room, message=message)
            case Panel(platform=platform, room=room):
                return ToRoom(platform=platform, room=room)
            case AnnouncementCard():
                return self._announced(post)
            case GroupMessage(group=group):
                return self._room_of(group, "")

    def _in_agents_thread(self, post: InternalMessage) -> Destination:
        match post:
            case InternalMessage(instead_of=Spot() as spot):
                return ToMessage(platform=spot.platform, room=spot.room, message=spot.thread)
            case InternalMessage(beside=Spot() as spot):
                return ToThread(platform=spot.platform, room=spot.room, thread=spot.thread)
            case InternalMessage(copy_of=Origin() as origin) if copy := self.unit.find_copy(origin):
                return ToMessage(platform=copy.platform, room=copy.room, message=copy.message, thread=copy.thread)
        return _reply(self.unit.find_place(post.ticket, Audience.INTERNAL))

    def _public_root(self, ticket: Ticket) -> Destination:
        private = self.policy.private_threads(ticket.platform)
        if self.policy.desk.threads is Threads.PRIVATE and private is PrivateThreads.DIRECT:
            handle = self.unit.handle(ticket.requester, ticket.platform)
            if handle is None:
                raise Permanent(f"the requester has no handle on {ticket.platform}", fix=Fix(cause=Cause.NO_ACCOUNT))
            return ToPerson(handle=handle)
        return self._intake(ticket.platform)

    def _internal_root(self, ticket: Ticket) -> Destination:
        """Return the group's room: on the requester's platform where it has one there, else on its first."""
        return self._room_of(ticket.group, ticket.platform)

    def _announced(self, post: AnnouncementCard) -> Destination:
        """Return the message in which an announcement stands, or the intake room where there is none yet."""
        card = self.unit.find_announcement_card(post.announcement, post.platform)
        if card is not None:
            return ToMessage(platform=card.platform, room=card.room, message=card.message)
        return self._intake(post.platform)

    def _intake(self, platform: str) -> Destination:
        rooms = self.policy.rooms.get(platform)
        if rooms is None:
            raise Permanent(f"the policy names no intake room on {platform}", fix=Fix(cause=Cause.NO_ROOM))
        return ToRoom(platform=platform, room=rooms.intake)

    def _room_of(self, group: str, wanted: str) -> Destination:
        """Return a group's room: on the wanted platform where it has one there, else on its first."""
        rooms = self.policy.groups[group].rooms if group in self.policy.groups else {}
        platform = wanted if wanted in rooms else next(iter(rooms), None)
        if platform is None:
            raise Permanent(f"the policy names no room for group {group}", fix=Fix(cause=Cause.NO_ROOM))
        return ToRoom(platform=platform, room=rooms[platform])

    def _to_person(self, post: RequesterNotice | AgentNotice) -> Destination:
        wanted = (post.platform,) if isinstance(post, RequesterNotice) and post.platform else ()
        platforms = (post.beside.platform,) if post.beside else (*wanted, *self.policy.platforms)
        handles = (self.unit.handle(post.person, platform) for platform in platforms)
        handle = next((handle for handle in handles if handle is not None), None)
        if handle is None:
            raise Permanent("the person has no handle on a platform of this desk", fix=Fix(cause=Cause.NO_ACCOUNT))
        if post.beside is None:
            return ToPerson(handle=handle)
        return ToPersonAtThread(handle=handle, room=post.beside.room, thread=post.beside.thread)

    def _new_thread(self, post: Post) -> NewThread | None:
        """Return the thread that a ticket's first card begins; a private one lets in requester and watchers."""
        if not isinstance(post, PublicCard | InternalCard):
            return None
        ticket = self.unit.ticket(post.ticket)
        name = f"{ticket.reference} · {ticket.title}"
        if isinstance(post, InternalCard) or self.policy.desk.threads is Threads.PUBLIC:
            return NewThread(name=name)
        if self.policy.private_threads(ticket.platform) is PrivateThreads.DIRECT:
            return None
        parts = self.unit.participants(ticket.id)
        people = (ticket.requester, *(who.person for who in parts if who.part is Part.WATCHER))
        handles = (self.unit.handle(person, ticket.platform) for person in people)
        return NewThread(name=name, members=tuple(handle for handle in handles if handle is not None))

    def _guests(self, post: Post, platform: str) -> Guests:
        """Return the accounts of those whom a message lets into its thread, and of those whom it shows out."""
        if not isinstance(post, PublicMessage) or not (post.welcome or post.goodbye):
            return Guests()

        def accounts(people: Iterable[PersonId]) -> tuple[Handle, ...]:
            found = (self.unit.handle(person, platform) for person in people)
            return tuple(handle for handle in found if handle is not None)

        return Guests(welcome=accounts(post.welcome), goodbye=accounts(post.goodbye))

    # -- what
    def _body(self, post: Post) -> tuple[PublicDocument | InternalDocument, str]:
        match post:
            case PublicCard(ticket=number):
                card = self._card(self.unit.ticket(number), for_requester=True)
                return public_card(card), card.wording.language
            case InternalCard(ticket=number):
                card = self._card(self.unit.ticket(number), for_requester=False)
                return internal_card(card), card.wording.language
            case PublicMessage(ticket=number, body=body):
                return body, self.unit.person(self.unit.ticket(number).requester).language
            case RequesterNotice(person=person, body=body):
                return body, self.unit.person(person).language
            case AgentNotice(person=person, body=internal):
                return internal, self.unit.person(person).language
            case InternalMessage(body=internal) | GroupMessage(body=internal):
                return internal, self.policy.desk.language
            case Panel(body=body):
                return body, self.policy.desk.language
            case AnnouncementCard():
                wording = Wording(self.policy, words_in(self.policy.desk.language))
                return announcement_card(self._announcement(post), wording, self.operations), wording.language

    def _announcement(self, post: AnnouncementCard) -> Announcement:
        announcement = self.unit.find_announcement(post.announcement)
        if announcement is None:
            raise Permanent(f"there is no announcement {post.announcement}")
        return announcement

    def _card(self, ticket: Ticket, *, for_requester: bool) -> Card:
        requester = self.unit.person(ticket.requester)
        language = requester.language if for_requester else self.policy.desk.language
        wording = Wording(self.policy, words_in(language))
        calendar = self.calendars(self.policy.calendar_for(ticket))
        outage = None if for_requester else self.unit.find_outage(ticket.product, ticket.opened_at)
        return Card(
            ticket=ticket,
            requester=requester,
            assignee=self.unit.person(ticket.assignee) if ticket.assignee is not None else None,
            wording=wording,
            operations=self.operations,
            follows=self.unit.ticket(ticket.follows).reference if ticket.follows is not None else "",
            advice=call_advice(ticket, wording, calendar, self.now) if for_requester else (),
            outage=outage.title if outage is not None else "",
        )

    # -- who
    def _people(
        self, post: Post, body: PublicDocument | InternalDocument, platform: str, language: str
    ) -> dict[PersonId, Addressee]:
        named = people_in(body)
        hidden = self._hidden(post, named)
        known = self.unit.people(named)
        return {
            person: Addressee(name=self.policy.desk.name.in_(language), handle=None)
            if person in hidden
            else Addressee(name=known[person].name, handle=self.unit.handle(person, platform))
            for person in named
        }

    def _with_groups(
        self, body: PublicDocument | InternalDocument, ticket: TicketId, platform: str
    ) -> PublicDocument | InternalDocument:
        """Return a document whose groups are mentioned as the platform can, first in their paragraph."""

        def spelt(block: Any) -> Any:  # noqa: ANN401 - a block of either kind of document
            if not isinstance(block, Paragraph) or not block.line or not isinstance(block.line[0], GroupMention):
                return block
            return Paragraph((*self._everyone_in(block.line[0].group, ticket, platform), *block.line[1:]))

        return replace(body, blocks=tuple(spelt(block) for block in body.blocks))

    def _everyone_in(self, group: str, ticket: TicketId, platform: str) -> Line:
        """Return a live mention of a group: of its role there, or of those of its members who have not muted it."""
        policy = self.policy.groups.get(group)
        if policy is not None and platform in policy.roles:
            return (RoleMention(policy.roles[platform]), " ")
        quiet = self.unit.muted(ticket)
        members = [member.id for member in self.unit.members_of(group) if member.id not in quiet]
        return tuple(span for member in members[:CROWD] for span in (Mention(member), " "))

    def _hidden(self, post: Post, named: frozenset[PersonId]) -> frozenset[PersonId]:
        """Return the agents whom a public post may neither name nor mention (S1-16)."""
        if not isinstance(post, PublicMessage) or self.policy.desk.discloses_agents:
            return frozenset()
        ticket = self.unit.ticket(post.ticket)
        parts = self.unit.participants(ticket.id)
        known = {ticket.requester} | {who.person for who in parts if who.part is Part.WATCHER}
        return frozenset(person for person in named - known if staff_roles(self.unit, self.policy, person))

    def _links(self, body: PublicDocument | InternalDocument) -> dict[tuple[TicketId, Audience], str]:
        places = {pair: self.unit.find_place(*pair) for pair in thread_links_in(body)}
        return {pair: place.link for pair, place in places.items() if place is not None and place.link}


def _edit(place: Place) -> ToMessage:
    """Return the card's message; one within its own thread, as on a private one, is reached through that."""
    thread = place.thread if place.thread != place.card else ""
    return ToMessage(platform=place.platform, room=place.room, message=place.card, thread=thread)


def _reply(place: Place | None) -> ToThread:
    if place is None:
        raise NoThreadYet
    return ToThread(platform=place.platform, room=place.room, thread=place.thread)


def summary_of(body: PublicDocument | InternalDocument) -> str:
    """Return a document's first words, plain, for notifications: at most SUMMARY characters."""
    words = " ".join(part for block in body.blocks for part in _plain(block))
    words = " ".join(words.split())
    return words if len(words) <= SUMMARY else words[: SUMMARY - 1] + "…"


def _plain(block: object) -> Iterator[str]:
    match block:
        case Heading(text) | Quote(text=text):
            yield text[: SUMMARY * 2]
        case Paragraph(line):
            yield _plain_line(line)
        case _:
            pass


def _plain_line(line: Line) -> str:
    """Return a line's words; mentions and instants are left to the message itself."""
    return "".join(
        span
        if isinstance(span, str)
        else ""
        if isinstance(span, Mention | RoleMention | GroupMention | Moment)
        else getattr(span, "text", "")
        for span in line
    )
