"""Who may open a ticket, for which customer and about which of its sites: by the roster, where the policy has one.

People on a customer's roster open its tickets, and nobody else does (S3-13, S4-6, S4-17); a customer of a kind that the
desk does not serve is told where to go instead (S4-7). Agents open for people on a roster, too (S3-20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chatdesk.core.errors import ChoiceUnknown, Diverted, FormRejected, MayNotOpen, RequesterNotOnRoster
from chatdesk.core.forms import Answers, Choice, Field, Option
from chatdesk.core.model import Person, PersonId, Ticket
from chatdesk.core.policy_customers import SitePolicy
from chatdesk.core.words import N_
from chatdesk.core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """For which customers a ticket may be opened: none on a desk that knows no customers."""

    customers: tuple[str, ...] = ()
    site: str | None = None
    """The site that it is about, where that is settled beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """The customer and the site of a ticket, as far as they are known."""

    customer: str | None = None
    site: str | None = None


# -- who
def customers_of(work: Work, person: PersonId) -> tuple[str, ...]:
    """Return the customers for which somebody may open tickets, in the policy's order."""
    named = {entry.customer for entry in work.unit.roster_of(person)}
    return tuple(name for name in work.policy.customers if name in named and work.policy.divert_of(name) is None)


def may_open(work: Work) -> bool:
    """Whether the actor may open a ticket for themselves."""
    return work.policy.roster is None or bool(customers_of(work, work.actor.id))


def refusal(work: Work) -> str:
    """Return what the actor is told who may not open a ticket; nothing where they may."""
    return "" if may_open(work) else _refused(work)


def _refused(work: Work) -> str:
    """Say who may open tickets, and to agents how they do; to people whom the desk does not serve, where to go."""
    known = {entry.customer for entry in work.unit.roster_of(work.actor.id)}.intersection(work.policy.customers)
    for customer in sorted(known):
        if divert := work.policy.divert_of(customer):
            return work.wording.diversion(divert)
    roster = work.policy.roster
    told = roster.refused.in_(work.wording.language) if roster else ""
    on_behalf = work.words(N_("You open tickets for them with `/ticket openfor`."))
    return f"{told}\n{on_behalf}" if told and work.is_staff else told


def own_mandate(work: Work) -> Mandate:
    """Return for which customers the actor opens tickets; raise MayNotOpen where for none."""
    if work.policy.roster is None:
        return Mandate()
    customers = customers_of(work, work.actor.id)
    if not customers:
        raise MayNotOpen(text=_refused(work))
    return Mandate(customers=customers)


def mandate_on_behalf(work: Work) -> Mandate:
    """Return for which customers an agent opens tickets: for any."""
    return Mandate(customers=tuple(work.policy.customers)) if work.policy.roster else Mandate()


def mandate_after(work: Work, ended: Ticket) -> Mandate:
    """Return for which customer and site a ticket is followed up: for its own, while its requester may.

    Raise MayNotOpen where the requester may not any more, or where somebody asks for it who may not for that customer.
    """
    if work.policy.roster is None:
        return Mandate()
    theirs = customers_of(work, ended.requester)
    if not work.is_staff:
        mine = own_mandate(work).customers
        theirs = tuple(each for each in theirs if each in mine)
    if ended.customer not in work.policy.customers:
        customers = theirs
    else:
        customers = tuple(each for each in theirs if each == ended.customer)
    if not customers:
        raise MayNotOpen(text=work.policy.roster.refused.in_(work.wording.language))
    return Mandate(customers=customers, site=ended.site)


def check_requester(work: Work, requester: Person, customer: str) -> None:
    """Raise FormRejected where a ticket would become somebody's who is not on the customer's roster (S3-20)."""
    roster = work.policy.roster
    if roster is None or customer in customers_of(work, requester.id):
        return
    names = work.unit.people(dict.fromkeys(entry.person for entry in work.unit.roster(customer)))
    error = RequesterNotOnRoster(
        person=requester.name,
        roster=roster.name.in_(work.wording.language),
        customer=work.wording.customer(customer),
        names=", ".join(person.name for person in names.values()) or "–",
    )
    raise FormRejected({"requester": error})


# -- for whom and about which site
def chosen(answer: object, offered: Iterable[str]) -> str:
    """Return the chosen value while it is offered; the only one where there is no choice."""
    offered = tuple(offered)
    if len(offered) == 1:
        return offered[0]
    return str(answer) if answer in offered else ""


def whereabouts(work: Work, mandate: Mandate, customer: object, site: object) -> Whereabouts:
    """Return customer and site as far as they are chosen; what is no choice is taken silently."""
    known = chosen(customer, mandate.customers)
    sites = tuple(_sites(work, known))
    settled = mandate.site if mandate.site in sites else chosen(site, sites)
    return Whereabouts(customer=known or None, site=settled or None)


def settled_whereabouts(work: Work, mandate: Mandate, customer: object, site: object) -> Whereabouts:
    """Return customer and site; raise FormRejected where one is missing, or the desk does not serve the customer."""
    where = whereabouts(work, mandate, customer, site)
    if where.customer is None:
        if mandate.customers:
            raise FormRejected({"customer": ChoiceUnknown()})
        return where
    if divert := work.policy.divert_of(where.customer):
        raise FormRejected({"customer": Diverted(text=work.wording.diversion(divert))})
    if where.site is None and _sites(work, where.customer):
        raise FormRejected({"site": ChoiceUnknown()})
    return where


def _sites(work: Work, customer: str) -> Mapping[str, SitePolicy]:
    return work.policy.customers[customer].sites if customer else {}


def customer_fields(work: Work, mandate: Mandate, answers: Answers) -> tuple[Field, ...]:
    """Ask for the customer and its site, each where there is a choice."""
    where = whereabouts(work, mandate, answers.get("customer"), answers.get("site"))
    fields: list[Field] = []
    if len(mandate.customers) > 1:
        fields.append(_customer_field(work, mandate, where))
    sites = _sites(work, where.customer or "")
    if len(sites) > 1 and mandate.site not in sites:
        options = (
            Option(value=name, label=site.name.in_(work.wording.language), hint=work.wording.environment(site))
            for name, site in sites.items()
        )
        label = work.words(N_("Site"))
        fields.append(Choice(id="site", label=label, options=tuple(options), initial=where.site or "", refreshes=True))
    return tuple(fields)


def _customer_field(work: Work, mandate: Mandate, where: Whereabouts) -> Field:
    options = []
    for name in mandate.customers:
        divert = work.policy.divert_of(name)
        options.append(
            Option(
                value=name,
                label=work.wording.customer(name),
                hint=work.wording.customer_details(name) if work.is_staff else "",
                diverts=work.wording.diversion(divert) if divert else "",
            )
        )
    return Choice(
        id="customer",
        label=work.words(N_("Customer")),
        options=tuple(options),
        initial=where.customer or "",
        refreshes=True,
    )
