"""What a desk's policy may say: its people's words, products, kinds, priorities, statuses and rooms. Pure data.

Whatever two desks do differently stands here and nowhere in the code. Names that people read are `LocalText`; a text
under an attribute is what an editor shows for it. How values are written stands in `policy_values`, what is said of
time in `policy_time`. What one part says of another (`Refers`) is checked in `policy_checks`, and the file itself is
read by `chatdesk.desks.loader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chatdesk.core.model import Phase, Ticket
from chatdesk.core.policy_articles import ArticlePolicy, CancelReasonPolicy, ProductLink, RetiredPolicy
from chatdesk.core.policy_customers import (
    CriticalPeriodPolicy,
    CustomerKindPolicy,
    CustomerPolicy,
    DivertPolicy,
    GatePolicy,
    RosterPolicy,
    SitePolicy,
)
from chatdesk.core.policy_escalation import EscalationPolicy
from chatdesk.core.policy_time import (
    CalendarPolicy,
    ClockMode,
    ClocksPolicy,
    ExtensionPolicy,
    LaddersPolicy,
    SchedulePolicy,
    Target,
)
from chatdesk.core.policy_values import (
    CalendarId,
    CategoryId,
    FactId,
    GroupId,
    Identifier,
    ImpactId,
    KindId,
    LocalText,
    Named,
    Part,
    Prefix,
    PriorityId,
    RoomId,
    StatusId,
    UrgencyId,
)


class PriorityPolicy(Named):
    """A priority, in the policy's order from the most to the least pressing."""

    target: Target = Target()
    """How soon a ticket of this priority is answered and resolved."""
    call: LocalText | None = None
    """Advice to telephone, with `{ticket}` for its number; shown once the ticket exists (S3-17, S4-9..11)."""


class FactPolicy(Part):
    """An extra field of the form that a product or kind asks for (S0-23, S3-19)."""

    label: LocalText
    """What stands above the field."""
    hint: LocalText | None = None
    """A line that helps to fill it in."""
    type: Literal["text", "paragraph", "choice"] = "text"
    """One line, several lines, or one of the options."""
    options: Mapping[Identifier, LocalText] = Field(default_factory=dict)
    """What a `choice` offers."""
    required: bool = True
    """Whether the form insists on it."""
    remember: bool = False
    """Kept with the person and not asked again."""

    @model_validator(mode="after")
    def _choice_has_options(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise PydanticCustomError("options", "'options' belongs to 'type: choice', and a choice needs some")
        return self


class Ask(StrEnum):
    """Whether the opening form asks for something."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


class KindPolicy(Named):
    """A kind of request: question, incident, request … (S0-10..12)."""

    category: CategoryId | None = None
    """What it is a part of; people read both, the category first (S2-3)."""
    clock: bool = True
    """Whether its tickets have targets; a change proposal has none (S0-29)."""
    target: Target | None = None
    """Overrides the priority's target (S0-28b)."""
    group: GroupId | None = None
    """Overrides the product's group."""
    facts: tuple[FactId, ...] = ()
    """Extra fields of the form for this kind."""
    notice: LocalText | None = None
    """Words shown on the form when this kind is chosen."""
    divert: DivertPolicy | None = None
    """Opens no ticket: whoever chooses it is told where to go instead (S4-4)."""
    opened_by: GroupId | None = None
    """The only group whose members open it, for somebody or for themselves; it is offered to nobody else (S2-7)."""


class Contact(Part):
    """Who answers for a product: a role and a name, never an agent's own address (S0-13, S1-16)."""

    role: LocalText
    """What they are to the product: pilot, owner …"""
    name: LocalText
    """Who they are: a unit, or a person by their function."""


class Channel(Part):
    """A way to reach whoever answers for a product, besides a ticket: telephone, fax, portal … (S3-3)."""

    label: LocalText
    """What it is."""
    value: LocalText
    """A number or other words; an address, https://… or mailto:…, is shown as a link."""


class ProductPolicy(Named):
    """A product or service in the desk's catalogue (S0-13..15)."""

    group: GroupId
    """Which group its tickets are routed to (S0-22)."""
    kinds: tuple[KindId, ...] = ()
    """Kinds on offer; empty: all."""
    facts: tuple[FactId, ...] = ()
    """Extra fields of the form for this product (S0-15, S0-23)."""
    contacts: tuple[Contact, ...] = ()
    """Who answers for it."""
    audience: LocalText | None = None
    """Whom it is meant for."""
    channels: tuple[Channel, ...] = ()
    """How else it is reached."""
    links: tuple[ProductLink, ...] = ()
    """Where to read more."""
    retired: RetiredPolicy | None = None
    """It moved: nothing about it is opened here any more, and people are told where it is (S0-1)."""


class GroupPolicy(Named):
    """A support group; its members are the members of its room on each platform, and those who hold its role there."""

    rooms: Mapping[Identifier, RoomId] = Field(default_factory=dict)
    """Platform to the id of the group's private room."""
    roles: Mapping[Identifier, RoomId] = Field(default_factory=dict)
    """Platform to the id of the role that the group's members hold, where a room's members cannot be told."""
    escalates_to: GroupId | None = None
    """The tier that takes over what this group does not solve in time (S3-28)."""
    status: StatusId | None = None
    """The status of a ticket that is handed to it, where the table leads there; its own unless said (S2-11)."""


class StatusPolicy(Named):
    """A status: what it means, who is expected to act, and where it may lead (S2-11..13, S2-18)."""

    phase: Phase
    """What it means to the desk, unless `moves.resolve` or `moves.cancel` led here: they bring a phase of their own."""
    actor: LocalText
    """Who is expected to act, as the requester reads it."""
    next: tuple[StatusId, ...] = ()
    """The statuses that may follow; anything else is refused."""
    clock: ClockMode | None = None
    """Whether its time counts; unless said, only the time in which the desk itself is expected to act does."""

    @property
    def pauses(self) -> bool:
        """Whether a ticket's clocks stand still in it (S2-14)."""
        if self.clock is not None:
            return self.clock is ClockMode.PAUSES
        return self.phase not in (Phase.NEW, Phase.WORKING)


class NaturePolicy(LocalText):
    """What a solution can be: a text, with what else it asks for where the request goes on elsewhere (S2-25)."""

    record: bool = False
    """Whether the agent names the record of the higher level: a reference, or a link."""
    ends: bool = False
    """Whether it closes the ticket at once, without asking the requester whether it is solved."""


class Moves(Part):
    """To which status each step leads; a step left out changes no status."""

    open: StatusId
    """The status in which a ticket begins."""
    qualify: StatusId | None = None
    """When its priority is confirmed or changed."""
    take: StatusId | None = None
    """When an agent takes it."""
    ask: StatusId
    """When the requester is asked for information."""
    answer: StatusId
    """When the requester writes while we wait for them."""
    resolve: StatusId
    """When a solution is given; the ticket is resolved, also in a status of the phase `waiting`."""
    refuse: StatusId
    """When the requester says that it is not solved."""
    close: StatusId
    """When it is done with."""
    cancel: StatusId
    """When it is called off; the ticket is cancelled, also in a status of the phase `closed`."""


class Threads(StrEnum):
    """Where the requester's thread lives."""

    PUBLIC = "public"
    PRIVATE = "private"


class OnYes(StrEnum):
    """What a confirmed solution leads to (S2-21)."""

    CLOSE = "close"
    AGENT = "agent"
    """One click is left to the agent in charge."""


class PrivateThreads(StrEnum):
    """What a private thread is on a platform."""

    DIRECT = "direct"
    """The requester's direct messages with the desk; watchers get theirs."""
    THREAD = "thread"
    """A private thread in the intake room, into which requester and watchers are let."""


class Receipts(StrEnum):
    """When the requester is told privately that a ticket exists (S1-20)."""

    FORM = "form"
    ALWAYS = "always"
    NEVER = "never"


class OpeningPolicy(Part):
    """What the opening form asks for, besides product, kind, title and description (S4-22..25)."""

    impact: Ask = Ask.NO
    """Whether it asks how many are affected, and how badly."""
    urgency: Ask = Ask.NO
    """Whether it asks how much time there is."""
    facts: tuple[FactId, ...] = ()
    """Extra fields for every product and kind."""
    description_hint: LocalText | None = None
    """What a description must say, beside its field; unless said: what happens, since when, what was tried (S4-25)."""
    warning: LocalText | None = None
    """Words at the top of the form, such as: never a password in a ticket (S4-5)."""


class RoomsPolicy(Part):
    """The rooms of the desk on one platform."""

    intake: RoomId
    """Id of the room in which requesters' public threads stand."""
    private: PrivateThreads = PrivateThreads.DIRECT
    """Where a thread stands that the desk keeps private."""


class DeskPolicy(Part):
    """The desk itself."""

    name: LocalText
    """What the desk calls itself."""
    prefix: Prefix
    """What a ticket's reference begins with: `FAC` in `FAC-1042`."""
    version: str = Field(default="", max_length=20)
    """Which version of its policy this is, as people write it: `7`; shown below the help (S2-26, S3-53, S4-26)."""
    first_number: int = Field(default=1001, ge=1, le=999_999_999)
    """The number of its first ticket."""
    language: Literal["en", "fr"] = "en"
    """Spoken in the agents' rooms, and to people whose language nobody knows."""
    calendar: CalendarId
    """The calendar on which its spans are counted."""
    discloses_agents: bool = True
    """Whether requesters may learn an agent's name (S1-16)."""
    shows_priority: bool = True
    """Whether requesters see the priority that their ticket was given."""
    threads: Threads = Threads.PUBLIC
    """Where the requester's thread lives: in the intake room, or in their direct messages."""
    receipts: Receipts = Receipts.FORM
    """When the requester is told privately that a ticket exists: opened by themselves, always, never."""
    on_yes: OnYes = OnYes.CLOSE
    """What the requester's "yes, it is solved" leads to: the end, or one click for the agent in charge."""


class Policy(Part):
    """A desk, whole. Built by the loader from one YAML file, checked before anything starts."""

    desk: DeskPolicy
    calendars: Mapping[Identifier, CalendarPolicy] = Field(min_length=1)
    """When the desk is open."""
    extensions: Mapping[Identifier, ExtensionPolicy] = Field(default_factory=dict)
    """Longer hours for some tickets; the first that fits a ticket counts."""
    clocks: ClocksPolicy = ClocksPolicy()
    ladders: LaddersPolicy = LaddersPolicy()
    schedule: SchedulePolicy = SchedulePolicy()
    escalation: EscalationPolicy | None = None
    """How requesters ask for somebody higher up; absent: not at all."""
    groups: Mapping[Identifier, GroupPolicy] = Field(min_length=1)
    """The support groups, each with its room."""
    environments: Mapping[Identifier, Named] = Field(default_factory=dict)
    """What a customer's site can be used for: production, test, training …"""
    customer_kinds: Mapping[Identifier, CustomerKindPolicy] = Field(default_factory=dict)
    """What kinds of customer there are: direct, by an integrator …"""
    customers: Mapping[Identifier, CustomerPolicy] = Field(default_factory=dict)
    """The companies whose people open tickets."""
    roster: RosterPolicy | None = None
    """Who may open tickets for a customer; absent: everybody may open them."""
    gates: Mapping[Identifier, GatePolicy] = Field(default_factory=dict)
    """Priorities that no ticket about some sites may have."""
    critical_periods: Mapping[Identifier, CriticalPeriodPolicy] = Field(default_factory=dict)
    """Times in which an interruption weighs more, for every customer."""
    facts: Mapping[Identifier, FactPolicy] = Field(default_factory=dict)
    """Extra fields that the form may ask for."""
    products: Mapping[Identifier, ProductPolicy] = Field(min_length=1)
    """The catalogue: what people can ask help with."""
    categories: Mapping[Identifier, Named] = Field(default_factory=dict)
    """What kinds are parts of, in the order in which people choose."""
    kinds: Mapping[Identifier, KindPolicy] = Field(min_length=1)
    """What people can want: a question, an incident, a request …"""
    impacts: Mapping[Identifier, Named] = Field(default_factory=dict)
    """How many are affected and how badly, the worst first."""
    urgencies: Mapping[Identifier, Named] = Field(default_factory=dict)
    """How much time there is, the least first."""
    priorities: Mapping[Identifier, PriorityPolicy] = Field(min_length=1)
    """From the most to the least pressing."""
    matrix: Mapping[ImpactId, Mapping[UrgencyId, PriorityId]] = Field(default_factory=dict)
    """Impact, then urgency, to priority."""
    default_priority: PriorityId
    """The priority of a ticket of which neither impact nor urgency is known."""
    statuses: Mapping[Identifier, StatusPolicy] = Field(min_length=1)
    """The statuses of a ticket, and which may follow which."""
    moves: Moves
    opening: OpeningPolicy = OpeningPolicy()
    natures: Mapping[Identifier, NaturePolicy] = Field(min_length=1)
    """What a solution can be: workaround, correction, advice …"""
    articles: Mapping[Identifier, ArticlePolicy] = Field(default_factory=dict)
    """What people read elsewhere about the desk itself: its use, its rules, access to it."""
    cancel_reasons: Mapping[Identifier, CancelReasonPolicy] = Field(default_factory=dict)
    """Why agents cancel tickets: a choice beside their own words (S4-18)."""
    checklist: tuple[LocalText, ...] = ()
    """What an agent does with every ticket, in order; agents alone read it (S3-24)."""
    rooms: Mapping[Identifier, RoomsPolicy] = Field(default_factory=dict)
    """The desk's own rooms, by platform."""
    managers: Mapping[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """Platform to the ids of the people who hold the manager's role."""

    def kinds_of(self, product: str) -> tuple[str, ...]:
        """Return the ids of the kinds that a product offers, in the policy's order; none where it is retired."""
        if self.products[product].retired is not None:
            return ()
        offered = self.products[product].kinds
        return tuple(kind for kind in self.kinds_in_order if not offered or kind in offered)

    @property
    def kinds_in_order(self) -> tuple[str, ...]:
        """Return the ids of all kinds, category by category, those without one at the end (S2-3)."""
        places = {category: place for place, category in enumerate(self.categories)}
        return tuple(sorted(self.kinds, key=lambda kind: places.get(self.kinds[kind].category or "", len(places))))

    def meaning_of_kind(self, kind: str) -> LocalText | None:
        """Return the line that explains a kind: its own, or its category's."""
        policy = self.kinds[kind]
        category = self.categories.get(policy.category or "")
        return policy.meaning or (category.meaning if category else None)

    def kinds_open_to(self, groups: frozenset[str]) -> frozenset[str]:
        """Return the ids of the kinds that a member of these groups may open (S2-7); a roster has a form of its own."""
        requests = self.roster.requests if self.roster else None
        return frozenset(
            name
            for name, kind in self.kinds.items()
            if (kind.opened_by is None or kind.opened_by in groups) and not (requests and requests.kind == name)
        )

    def facts_for(self, product: str, kind: str) -> tuple[str, ...]:
        """Return the ids of the extra fields for a product and kind, each once."""
        named = (*self.opening.facts, *self.products[product].facts, *self.kinds[kind].facts)
        return tuple(dict.fromkeys(named))

    def group_for(self, product: str, kind: str) -> str:
        """Return the id of the group that a request is routed to (S0-22)."""
        return self.kinds[kind].group or self.products[product].group

    def priority_for(self, impact: str | None, urgency: str | None) -> str:
        """Return the priority by impact and urgency, or the default where one of them is unknown."""
        if impact is None or urgency is None or not self.matrix:
            return self.default_priority
        return self.matrix[impact][urgency]

    def target_for(self, kind: str, priority: str | None) -> Target:
        """Return the targets of a kind at a priority; the kind's own win, a kind without clock has none.

        A priority that was taken out of the policy counts as the default one, a kind as one without targets of its own.
        """
        policy = self.kinds.get(kind)
        if policy is not None and not policy.clock:
            return Target()
        known = self.priorities.get(priority or "") or self.priorities[self.default_priority]
        general, own = known.target, policy.target if policy else None
        if own is None:
            return general
        return Target.model_construct(
            response=own.response or general.response,
            resolution=own.resolution or general.resolution,
            update=own.update or general.update,
        )

    def calendar_for(self, ticket: Ticket) -> str:
        """Return the name of the calendar on which a ticket's spans are counted (S3-7)."""
        priority = ticket.priority or ticket.declared_priority
        customer = self.customers.get(ticket.customer or "")
        for extension in self.extensions.values():
            fits = (
                not extension.products or ticket.product in extension.products,
                not extension.priorities or priority in extension.priorities,
                extension.option is None or (customer is not None and extension.option in customer.options),
            )
            if all(fits):
                return extension.calendar
        return self.desk.calendar

    def find_site(self, customer: str | None, site: str | None) -> SitePolicy | None:
        """Return what the policy says of a customer's site, as long as it names it."""
        known = self.customers.get(customer or "")
        return known.sites.get(site or "") if known is not None else None

    def divert_of(self, customer: str) -> DivertPolicy | None:
        """Return where the people of a customer are sent instead; nothing where the desk serves them (S4-7)."""
        kind = self.customer_kinds.get(self.customers[customer].kind or "")
        return kind.divert if kind is not None else None

    def status_of(self, ticket: Ticket) -> StatusPolicy:
        """Return what the policy says of a ticket's status."""
        return self.status_named(ticket.status, ticket.phase)

    def status_named(self, status: str, phase: Phase) -> StatusPolicy:
        """Return what the policy says of a status; one that was removed reads as its phase's first, or its step's."""
        if status in self.statuses:
            return self.statuses[status]
        alike = (known for known in self.statuses.values() if known.phase is phase)
        step = {Phase.RESOLVED: self.moves.resolve, Phase.CANCELLED: self.moves.cancel}.get(phase, self.moves.open)
        return next(alike, self.statuses[step])

    def phases_in(self, status: str) -> frozenset[Phase]:
        """Return the phases that a ticket may have in a status: its own, and those of steps that lead there (S2-12)."""
        steps = {Phase.RESOLVED: self.moves.resolve, Phase.CANCELLED: self.moves.cancel}
        return frozenset({self.statuses[status].phase, *(phase for phase, to in steps.items() if to == status)})

    def private_threads(self, platform: str) -> PrivateThreads:
        """Return what a private thread is on a platform."""
        rooms = self.rooms.get(platform)
        return rooms.private if rooms else PrivateThreads.DIRECT

    @cached_property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms on which the desk has rooms, then those where it only has agents by a role."""
        groups = self.groups.values()
        rooms = (*self.rooms, *(platform for group in groups for platform in group.rooms))
        return tuple(dict.fromkeys((*rooms, *(platform for group in groups for platform in group.roles))))

    @cached_property
    def agent_rooms(self) -> Mapping[tuple[str, str], str]:
        """(platform, room) to the group whose room it is."""
        return {
            (platform, room): group for group, policy in self.groups.items() for platform, room in policy.rooms.items()
        }
