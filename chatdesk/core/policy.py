"""A desk's policy, whole: pure data, and what follows from it for a ticket.

Whatever two desks do differently stands here and nowhere in the code. Its parts have modules of their own, `policy_…`;
how values are written stands in `policy_values`. What one part says of another (`Refers`) is checked in
`policy_checks`, and the file itself is read by `chatdesk.desks.loader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pydantic import Field

from chatdesk.core.model import Phase, Ticket
from chatdesk.core.policy_articles import ArticlePolicy, CancelReasonPolicy
from chatdesk.core.policy_catalogue import KindPolicy, ProductPolicy
from chatdesk.core.policy_customers import (
    CriticalPeriodPolicy,
    CustomerKindPolicy,
    CustomerPolicy,
    DivertPolicy,
    GatePolicy,
    RosterPolicy,
    SitePolicy,
)
from chatdesk.core.policy_desk import DeskPolicy, GroupPolicy, PrivateThreads, RoomsPolicy
from chatdesk.core.policy_escalation import EscalationPolicy
from chatdesk.core.policy_form import FactPolicy, OpeningPolicy
from chatdesk.core.policy_statuses import Moves, NaturePolicy, StatusPolicy
from chatdesk.core.policy_time import (
    CalendarPolicy,
    ClocksPolicy,
    ExtensionPolicy,
    LaddersPolicy,
    SchedulePolicy,
    Target,
)
from chatdesk.core.policy_values import Identifier, ImpactId, LocalText, Named, Part, PriorityId, UrgencyId


class PriorityPolicy(Named):
    """A priority, in the policy's order from the most to the least pressing."""

    target: Target = Target()
    """How soon a ticket of this priority is answered and resolved."""
    call: LocalText | None = None
    """Advice to telephone, with `{ticket}` for its number; shown once the ticket exists (S3-17, S4-9..11)."""


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

    @property
    def groups_with_rooms(self) -> tuple[str, ...]:
        """Return the groups that have a room to be told in."""
        return tuple(name for name, group in self.groups.items() if group.rooms)
