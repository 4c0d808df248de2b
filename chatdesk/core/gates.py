"""Which priorities a ticket about a site may not have, and what is asked because of that (S3-22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chatdesk.core.errors import FormRejected, Gated
from chatdesk.core.openers import Whereabouts
from chatdesk.core.policy import Policy
from chatdesk.core.policy_customers import GatePolicy, SitePolicy
from chatdesk.core.work import Work


def gate_facts(policy: Policy, where: Whereabouts) -> tuple[str, ...]:
    """Return the ids of the facts on which a gate for a site depends: those that are asked there, and nowhere else."""
    site = policy.find_site(where.customer, where.site)
    if site is None:
        return ()
    facts = (gate.unless.fact for gate in _gates_of(policy, site) if gate.unless and _is_beta_enough(gate, site))
    return tuple(dict.fromkeys(fact for fact in facts if fact is not None))


def check_gates(work: Work, where: Whereabouts, priority: str, facts: Mapping[str, str], field: str) -> None:
    """Raise FormRejected, at a field, where a ticket about a site may not have a priority."""
    site = work.policy.find_site(where.customer, where.site)
    if site is None:
        return
    for gate in _gates_of(work.policy, site):
        if priority in gate.priorities and not _is_open(gate, site, facts):
            raise FormRejected({field: Gated(text=gate.text.in_(work.wording.language))})


def _gates_of(policy: Policy, site: SitePolicy) -> Iterator[GatePolicy]:
    return (gate for gate in policy.gates.values() if site.environment in gate.environments)


def _is_open(gate: GatePolicy, site: SitePolicy, facts: Mapping[str, str]) -> bool:
    """Whether everything holds that the exception asks for."""
    unless = gate.unless
    if unless is None or not _is_beta_enough(gate, site):
        return False
    return unless.fact is None or facts.get(unless.fact) == unless.answer


def _is_beta_enough(gate: GatePolicy, site: SitePolicy) -> bool:
    return gate.unless is not None and (site.beta or not gate.unless.beta)
