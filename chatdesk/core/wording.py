"""A ticket's values in words: what its product, status, priority and people are called, for one reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chatdesk.core.model import Change, Ticket
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customers import DivertPolicy, SitePolicy
from chatdesk.core.words import N_, Words

FIELD_LABELS: Final[Mapping[str, str]] = {
    "status": N_("Status"),
    "priority": N_("Priority"),
    "impact": N_("Impact"),
    "urgency": N_("Urgency"),
    "assignee": N_("Assigned to"),
    "group": N_("Group"),
    "nature": N_("Nature of the solution"),
    "record": N_("Higher-level record"),
    "cancel_cause": N_("Reason"),
    "watchers": N_("Watchers"),
    "collaborators": N_("Collaborators"),
    "respond_by": N_("First answer by"),
    "resolve_by": N_("Solution by"),
    "update_by": N_("Next report by"),
    "escalation": N_("Escalation"),
}
BELOW: Final = " › "
"""Stands between a category and a kind of it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The policy's names in the language of `words`."""

    policy: Policy
    words: Words

    @property
    def language(self) -> str:
        return self.words.language

    def desk(self) -> str:
        return self.policy.desk.name.in_(self.language)

    def product(self, product: str) -> str:
        known = self.policy.products.get(product)
        return known.name.in_(self.language) if known else product

    def kind(self, kind: str) -> str:
        """Return a kind as people read it, after its category where it has one: `Assistance › Support` (S2-3)."""
        known = self.policy.kinds.get(kind)
        if known is None:
            return kind
        category = self.policy.categories.get(known.category or "")
        name = known.name.in_(self.language)
        return f"{category.name.in_(self.language)}{BELOW}{name}" if category else name

    def customer(self, customer: str) -> str:
        known = self.policy.customers.get(customer)
        return known.name.in_(self.language) if known else customer

    def customer_details(self, customer: str) -> str:
        """Return a customer's number and kind, as agents read them: `10042 · Direct`."""
        known = self.policy.customers.get(customer)
        if known is None:
            return ""
        kind = self.policy.customer_kinds.get(known.kind or "")
        return " · ".join((known.number, *((kind.name.in_(self.language),) if kind else ())))

    def site(self, customer: str | None, site: str) -> str:
        known = self.policy.find_site(customer, site)
        return known.name.in_(self.language) if known else site

    def environment(self, site: SitePolicy) -> str:
        """Return what a site is used for, and whether it is classified so: `Test · Beta`."""
        environment = self.policy.environments.get(site.environment)
        name = environment.name.in_(self.language) if environment else site.environment
        return f"{name} · {self.words(N_('Beta'))}" if site.beta else name

    def diversion(self, divert: DivertPolicy) -> str:
        """Return where somebody is sent instead, and to whom (S4-4, S4-7)."""
        text = divert.text.in_(self.language)
        if divert.contact is None:
            return text
        return f"{text}\n{self.labelled(self.words(N_('Contact')), divert.contact.in_(self.language))}"

    def group(self, group: str) -> str:
        known = self.policy.groups.get(group)
        return known.name.in_(self.language) if known else group

    def roster(self) -> str:
        """Return what the people on a roster are called."""
        return self.policy.roster.name.in_(self.language) if self.policy.roster else ""

    def shift(self, shift: str) -> str:
        known = self.policy.roster.shifts.get(shift) if self.policy.roster else None
        return known.name.in_(self.language) if known else shift

    def status(self, ticket: Ticket) -> str:
        return self.policy.status_of(ticket).name.in_(self.language)

    def meaning(self, ticket: Ticket) -> str:
        meaning = self.policy.status_of(ticket).meaning
        return meaning.in_(self.language) if meaning else ""

    def expected_actor(self, ticket: Ticket) -> str:
        """Return who is expected to act (S2-13)."""
        return self.policy.status_of(ticket).actor.in_(self.language)

    def priority(self, priority: str | None) -> str:
        known = self.policy.priorities.get(priority or "")
        return known.name.in_(self.language) if known else priority or ""

    def priority_meaning(self, priority: str | None) -> str:
        """Return what a priority is for and what is done about it (S3-44..47), where the policy says so."""
        known = self.policy.priorities.get(priority or "")
        return known.meaning.in_(self.language) if known and known.meaning else ""

    def fact(self, fact: str) -> str:
        known = self.policy.facts.get(fact)
        return known.label.in_(self.language) if known else fact

    def fact_value(self, fact: str, value: str) -> str:
        known = self.policy.facts.get(fact)
        option = known.options.get(value) if known else None
        return option.in_(self.language) if option else value

    def nature(self, nature: str | None) -> str:
        known = self.policy.natures.get(nature or "")
        return known.in_(self.language) if known else nature or ""

    def cause(self, cause: str | None) -> str:
        """Return why a ticket was cancelled, by the policy's reasons."""
        known = self.policy.cancel_reasons.get(cause or "")
        return known.name.in_(self.language) if known else cause or ""

    def level(self, number: int) -> str:
        """Return a level of escalation by its place, from 1: `level 2, “Director”`."""
        levels = self.policy.escalation.levels if self.policy.escalation else ()
        if number > len(levels):
            return self.words(N_("level {number}"), number=number)
        name = levels[number - 1].name.in_(self.language)
        return self.words(N_("level {number}, “{name}”"), number=number, name=name)

    def value(self, field: str, value: str) -> str:
        """Return a value of the history in words."""
        match field:
            case "status":
                known = self.policy.statuses.get(value)
                return known.name.in_(self.language) if known else value
            case "priority":
                return self.priority(value)
            case "impact" | "urgency":
                named = getattr(self.policy, {"impact": "impacts", "urgency": "urgencies"}[field]).get(value)
                return named.name.in_(self.language) if named else value
            case "group":
                return self.group(value)
            case "nature":
                return self.nature(value)
            case "cancel_cause":
                return self.cause(value)
            case "escalation" if value.isdecimal():
                return self.level(int(value))
            case _:
                return value

    def change(self, change: Change) -> str:
        """Return a change in words: `Status: New → In progress`."""
        label = self.words(FIELD_LABELS.get(change.field, change.field))
        after = self.value(change.field, change.after) or "–"
        before = f"{self.value(change.field, change.before)} → " if change.before else ""
        return self.labelled(label, f"{before}{after}")

    def labelled(self, label: str, value: str) -> str:
        """Return `label: value` as the language writes a colon."""
        return self.words(N_("{label}: {value}"), label=label, value=value)
