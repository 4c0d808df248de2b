"""Who works for the desk: members of the groups' rooms, and the managers whom the policy names. One rule for all."""

from __future__ import annotations

from typing import Final

from chatdesk.core.access import Role
from chatdesk.core.model import Handle, PersonId
from chatdesk.core.policy import Policy
from chatdesk.core.ports import UnitOfWork

MANAGER: Final = frozenset({Role.AGENT, Role.MANAGER})


def staff_roles(unit: UnitOfWork, policy: Policy, person: PersonId) -> frozenset[Role]:
    """Return the roles that somebody holds on the desk itself; none for everybody else."""
    handles = (unit.handle(person, platform) for platform in policy.managers)
    if any(handle is not None and is_manager(policy, handle) for handle in handles):
        return MANAGER
    return frozenset({Role.AGENT}) if unit.groups_of(person) else frozenset()


def is_manager(policy: Policy, handle: Handle) -> bool:
    """Whether the policy names an account as a manager's."""
    return handle.user in policy.managers.get(handle.platform, ())
