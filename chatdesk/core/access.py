"""Who may do what: roles by person and ticket, and one table of roles by operation. What is not in it is denied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chatdesk.core.errors import NotAllowed
from chatdesk.core.model import Part
from chatdesk.core.words import N_

if TYPE_CHECKING:
    from chatdesk.core.model import Participant, PersonId, Ticket
    from chatdesk.core.operation import AnyOperation
    from chatdesk.core.words import Words


class Role(StrEnum):
    """What a person is to the desk, or to one ticket."""

    ANYONE = "anyone"
    REQUESTER = "requester"
    WATCHER = "watcher"
    COLLABORATOR = "collaborator"
    AGENT = "agent"
    MANAGER = "manager"


ROLE_NAMES: Final[Mapping[Role, str]] = {
    Role.ANYONE: N_("everyone"),
    Role.REQUESTER: N_("the requester"),
    Role.WATCHER: N_("watchers"),
    Role.COLLABORATOR: N_("collaborators"),
    Role.AGENT: N_("agents"),
    Role.MANAGER: N_("managers"),
}

STAFF: Final = frozenset({Role.AGENT, Role.MANAGER})


def roles_of(
    person: PersonId,
    *,
    staff: frozenset[Role],
    ticket: Ticket | None,
    participants: Iterable[Participant],
) -> frozenset[Role]:
    """Return every role a person holds: on the desk (`staff`), and in the ticket where there is one."""
    roles = {Role.ANYONE, *staff}
    if ticket is not None and person == ticket.requester:
        roles.add(Role.REQUESTER)
    for participant in participants:
        if participant.person == person:
            roles.add(Role.WATCHER if participant.part is Part.WATCHER else Role.COLLABORATOR)
    return frozenset(roles)


def table(operations: Iterable[AnyOperation]) -> dict[str, frozenset[Role]]:
    """Return the one table: verb to the roles that may."""
    return {operation.verb: operation.roles for operation in operations}


def may_see(roles: frozenset[Role]) -> bool:
    """Whether somebody may know that a ticket exists: its people and the desk's staff, nobody else."""
    return bool(roles & (STAFF | {Role.REQUESTER, Role.WATCHER, Role.COLLABORATOR}))


def check(operation: AnyOperation, roles: frozenset[Role], words: Words) -> None:
    """Raise NotAllowed, saying who may, unless one of the roles is in the operation's row."""
    if not operation.roles & roles:
        allowed = ", ".join(words(ROLE_NAMES[role]) for role in Role if role in operation.roles)
        raise NotAllowed(verb=words(operation.label), allowed=allowed)
