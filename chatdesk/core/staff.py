"""Who works for the desk: members of the groups' rooms, and the managers whom the policy names. One rule for all."""

from __future__ import annotations

from typing import Final

from chatdesk.core.access import Role
from chatdesk.core.model import Handle, PersonId
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Profile, UnitOfWork

MANAGER: Final = frozenset({Role.AGENT, Role.MANAGER})


def staff_roles(unit: UnitOfWork, policy: Policy, person: PersonId) -> frozenset[Role]:
    """Return the roles that somebody holds on the desk itself; none for everybody else."""
    handles = (unit.handle(person, platform) for platform in policy.managers)
    if any(handle is not None and is_manager(policy, handle) for handle in handles):
        return MANAGER
    return frozenset({Role.AGENT}) if unit.groups_of(person) else frozenset()


def managers_of(unit: UnitOfWork, policy: Policy, platform: str, workspace: str) -> tuple[PersonId, ...]:
    """Return the managers: on a platform whose workspace is at hand all of them, on others those whom the desk met."""
    found: dict[PersonId, None] = {}
    for where, users in sorted(policy.managers.items()):
        for user in sorted(users):
            if where == platform:
                handle = Handle(platform, workspace, user)
                found[unit.see(Profile(handle=handle), policy.desk.language).id] = None
            else:
                found |= dict.fromkeys(unit.known_as(where, user))
    return tuple(found)


def is_manager(policy: Policy, handle: Handle) -> bool:
    """Whether the policy names an account as a manager's."""
    return handle.user in policy.managers.get(handle.platform, ())
