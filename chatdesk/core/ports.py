"""What the desk needs from outside, as Protocols: a unit of work, calendars. The store and the app provide them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chatdesk.core.announcement import Announcement, AnnouncementId, Standing
from chatdesk.core.calendar import Calendar
from chatdesk.core.figures import Figures
from chatdesk.core.model import (
    Attachment,
    Audience,
    Comment,
    Copy,
    Entry,
    Handle,
    InternalEntry,
    Origin,
    Participant,
    Person,
    PersonId,
    Place,
    PublicEntry,
    RosterChange,
    RosterEntry,
    Ticket,
    TicketId,
    Timer,
    WorkNote,
)
from chatdesk.core.posts import Post, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a platform tells about a person; an empty value is unknown and never overwrites a known one."""

    handle: Handle
    name: str = ""
    language: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKey:
    """What makes an event recognisable when the platform sends it again."""

    source: str
    """Platform and workspace."""
    event: str
    natural: str | None = None
    """The thing it is about, where two events may tell the same: (room, message, edition)."""


@dataclass(frozen=True, slots=True)
class PostId:
    """A queued post within its unit of work, for posts that must follow it."""

    key: str


class UnitOfWork(Protocol):
    """One transaction. Reads see what it wrote; posts and entries are written when it commits.

    Names follow one rule: `find_x` returns None where there is nothing, `x` raises TicketUnknown or LookupError.
    """

    # -- events
    def first_time(self, key: EventKey, now: datetime) -> bool:
        """Record an event and return True, or return False where it (or its natural key) was recorded before."""

    def forget_event(self, key: EventKey) -> None:
        """Let an event be new again: nothing came of it."""

    # -- tickets
    def next_number(self, first: int) -> TicketId:
        """Return the next free number, starting at `first`."""

    def add_ticket(self, ticket: Ticket) -> None: ...
    def save_ticket(self, ticket: Ticket) -> None: ...
    def ticket(self, number: TicketId) -> Ticket:
        """Return a ticket, locked against other units until this one ends; raise TicketUnknown."""

    def tickets_of(self, person: PersonId, limit: int) -> tuple[Ticket, ...]:
        """Return the tickets a person opened or watches, open ones first, then the newest first (S0-8)."""

    def live_tickets(self, after: TicketId, limit: int) -> tuple[Ticket, ...]:
        """Return tickets that have not ended with a number above `after`, in order, locked as `ticket` does."""

    def queue(self, groups: Iterable[str], limit: int) -> tuple[Ticket, ...]:
        """Return the open tickets of groups: most pressing due instant first, then the oldest."""

    def figures(self, groups: Iterable[str], start: datetime, end: datetime, now: datetime) -> Figures:
        """Count what groups met from `start` up to `end`, and what they have open; `core/figures.py` has the rules."""

    # -- timers
    def arm(self, ticket: TicketId, timers: Iterable[Timer]) -> None:
        """Have a ticket wait for these timers and for no others; written when the unit commits.

        One that fired before, or was armed before, stays what it is. For NO_TICKET, timers are only added.
        """

    def take_timers(self, now: datetime, limit: int) -> tuple[tuple[Timer, Ticket | None], ...]:
        """Take timers that are due, the earliest first, each with its ticket, locked; None for NO_TICKET.

        They have fired when the unit commits, and come back when it is undone. Nobody else gets them meanwhile, and
        those of a ticket that somebody else is changing wait for the next time. Their tickets' muted people and
        participants are read along, so that asking for them costs nothing more.
        """

    def leave_timers(self, timers: Iterable[Timer]) -> None:
        """Give back timers that were taken: they are armed as before."""

    def next_timer(self) -> datetime | None:
        """Return when the next timer is due, or None while none is armed."""

    def find_count(self, name: str) -> int | None:
        """Return a number that was kept under a name."""

    def keep_count(self, name: str, value: int) -> None:
        """Keep a whole number, up to 63 bits, under a name."""

    # -- places
    def find_public_ticket(self, platform: str, room: str, thread: str) -> TicketId | None: ...
    def find_internal_ticket(self, platform: str, room: str, thread: str) -> TicketId | None: ...
    def find_place(self, ticket: TicketId, audience: Audience) -> Place | None:
        """Return the thread in which the ticket is shown to an audience now."""

    def awaits_place(self, audience: Audience) -> bool:
        """Whether a ticket's first card is on its way: its thread may be there already, and not known yet."""

    def retire_place(self, ticket: TicketId, audience: Audience) -> None:
        """The ticket is shown elsewhere from now on; what is written in the old thread is still heard."""

    # -- people
    def see(self, profile: Profile, language: str) -> Person:
        """Return the person behind a handle, made or brought up to date; `language` where none is known.

        A unit that only reads writes nothing: an unknown person gets the id 0 there, which nothing else has.
        """

    def person(self, person: PersonId) -> Person: ...
    def people(self, persons: Iterable[PersonId]) -> Mapping[PersonId, Person]: ...
    def handle(self, person: PersonId, platform: str) -> Handle | None:
        """Return a person's handle on a platform."""

    def known_as(self, platform: str, user: str) -> tuple[PersonId, ...]:
        """Return who has an account on a platform, in whichever workspace."""

    def new_link_code(self, person: PersonId, until: datetime) -> str:
        """Return a code, good once and until an instant, with which a person may bring another account along."""

    def find_link(self, code: str, now: datetime) -> Person | None:
        """Return whose code it is, while it is good."""

    def merge(self, person: PersonId, into: PersonId) -> None:
        """Make two people one: accounts, tickets, parts and history of the first belong to the second."""

    def remember(self, person: PersonId, facts: Mapping[str, str]) -> None:
        """Keep what a person need not be asked again."""

    def groups_of(self, person: PersonId) -> frozenset[str]: ...
    def groups_on(self, person: PersonId, platform: str) -> frozenset[str]:
        """Return the groups a person is in by a platform."""

    def members_of(self, group: str) -> tuple[Person, ...]:
        """Return a group's members by name."""

    def accounts_in(self, group: str, platform: str) -> Mapping[PersonId, tuple[Handle, ...]]:
        """Return who is in a group by a platform, each with their accounts there."""

    def set_members(self, group: str, platform: str, members: Iterable[PersonId]) -> None:
        """Replace a group's members on a platform."""

    def add_member(self, group: str, platform: str, person: PersonId) -> None: ...
    def remove_member(self, group: str, platform: str, person: PersonId) -> None: ...

    # -- rosters
    def roster(self, customer: str) -> tuple[RosterEntry, ...]:
        """Return who is on a customer's roster, in the order in which they joined."""

    def roster_of(self, person: PersonId) -> tuple[RosterEntry, ...]:
        """Return the customers and shifts for which a person is on the roster."""

    def join_roster(self, entry: RosterEntry) -> None:
        """Put somebody on a roster; whoever is on it stays so, with the new facts."""

    def lock_roster(self, customer: str) -> tuple[RosterEntry, ...]:
        """Return who is on a customer's roster, which no other unit that locks it changes before this one ends."""

    def leave_roster(self, customer: str, shift: str, person: PersonId) -> None: ...
    def ask_roster_change(self, change: RosterChange) -> None:
        """Keep what a ticket asks to become of a roster."""

    def find_roster_change(self, ticket: TicketId) -> RosterChange | None: ...

    # -- participants
    def participants(self, ticket: TicketId) -> tuple[Participant, ...]: ...
    def add_participant(self, participant: Participant) -> None: ...
    def remove_participant(self, participant: Participant) -> None: ...
    def muted(self, ticket: TicketId) -> frozenset[PersonId]:
        """Return who asked not to be told about a ticket (S2-16)."""

    def mute(self, ticket: TicketId, person: PersonId) -> None: ...
    def unmute(self, ticket: TicketId, person: PersonId) -> None: ...

    # -- what was said and done
    def add_comment(self, comment: Comment) -> None: ...
    def add_note(self, note: WorkNote) -> None: ...
    def find_comment(self, origin: Origin) -> Comment | None:
        """Return the comment said in a message (platform, room and message count; the link does not)."""

    def find_note(self, origin: Origin) -> WorkNote | None: ...
    def find_copy(self, origin: Origin) -> Copy | None:
        """Return the agents' copy of what was said in a message, once it was sent."""

    def save_comment(self, comment: Comment) -> None: ...
    def save_note(self, note: WorkNote) -> None: ...
    def record(self, entry: Entry) -> None: ...
    def reword(self, comment: Comment, text: str) -> None:
        """Let the public history say of a comment what it says now; empty where it was deleted."""

    def public_history(self, ticket: TicketId, limit: int) -> tuple[PublicEntry, ...]:
        """Return the public entries, newest first (S2-17)."""

    def internal_history(self, ticket: TicketId, limit: int) -> tuple[PublicEntry | InternalEntry, ...]:
        """Return every entry, newest first."""

    # -- announcements
    def announce(self, announcement: Announcement) -> Announcement | None:
        """Keep a new announcement and return it with its number; None where one about the same is running."""

    def save_announcement(self, announcement: Announcement) -> bool:
        """Keep what an announcement became; return False, and keep nothing, where it is over already."""

    def find_announcement(self, number: AnnouncementId) -> Announcement | None: ...
    def running_announcements(self) -> tuple[Announcement, ...]:
        """Return the announcements that are not over, the oldest first."""

    def hold_announcements(self) -> tuple[Announcement, ...]:
        """Return the same; whoever else holds them waits until this unit ends, and then sees what became of them."""

    def find_outage(self, product: str, at: datetime) -> Announcement | None:
        """Return the outage that a product had at an instant: its own before one of all products."""

    def follow(self, number: AnnouncementId, person: PersonId, platform: str) -> bool:
        """Have a person told of news and of the end, on a platform; return False where it is over already."""

    def unfollow(self, number: AnnouncementId, person: PersonId) -> None: ...
    def followers(self, number: AnnouncementId) -> Mapping[PersonId, str]:
        """Return who is told, each with the platform on which they asked for it."""

    def find_announcement_card(self, number: AnnouncementId, platform: str) -> Standing | None:
        """Return the message in which an announcement stands on a platform, once it was sent."""

    def keep_announcement_card(self, number: AnnouncementId, card: Standing) -> None: ...
    def forget_announcement_card(self, number: AnnouncementId, platform: str) -> None: ...
    def panels(self, product: str) -> tuple[tuple[str, Standing], ...]:
        """Return the panels of a product, or for an empty one every panel, each with its product."""

    def keep_panel(self, product: str, panel: Standing) -> None: ...
    def forget_panel(self, panel: Standing) -> None: ...

    # -- posts
    def post(
        self,
        post: Post,
        *,
        priority: Priority = Priority.NORMAL,
        after: PostId | None = None,
    ) -> PostId:
        """Queue a post; it leaves after this unit committed, and after the post named by `after` has settled.

        A card that is already waiting for the same ticket and audience is not queued twice.
        """


class Conflict(Exception):
    """Two units stood in each other's way and this one was undone: it may be tried again."""


class Store(Protocol):
    """Where units of work come from; their end, or anything in them, may raise Conflict."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Start a transaction that writes: committed when the block ends well, undone when it raises."""

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Start a transaction that only reads; nothing it did is kept."""


Calendars = Callable[[str], Calendar]
"""A calendar by its name in the policy."""

__all__ = [
    "Attachment",
    "Calendars",
    "Conflict",
    "EventKey",
    "PostId",
    "Profile",
    "Store",
    "UnitOfWork",
]
