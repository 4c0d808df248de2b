"""roster: who may open tickets for a customer, by shift, and where nobody may (S3-10, S3-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.errors import CustomerUnknown
from chatdesk.core.operation import Invocation, Operation, Query, Reply, Surface
from chatdesk.core.policy import Policy
from chatdesk.core.roster_pages import MOST_IN_FULL, PAGE, customer_list, roster_page, stranger_page
from chatdesk.core.rosters import customer_named, has_roster, visible_customers
from chatdesk.core.views import page_hints
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class ShowRoster(Query):
    """Show me who may open tickets for a customer."""

    verb: ClassVar[str] = "roster"

    customer: str = ""
    """By id, number or name; empty: mine, or for agents and where there are many the list of them."""
    page: int = 1


def show_roster(work: Work, command: ShowRoster) -> Reply:
    """Return a customer's roster: to agents anybody's, to others those on which they are (S3-14).

    Raise CustomerUnknown for any other, whether it exists or not.
    """
    visible = visible_customers(work)
    if command.customer:
        named = customer_named(work.policy, command.customer)
        if named is None or named not in visible:
            raise CustomerUnknown(customer=command.customer[:_LONGEST])
        return Reply(document=roster_page(work, (named,)))
    if work.is_staff or len(visible) > MOST_IN_FULL:
        return Reply(document=customer_list(work, visible, command.page))
    return Reply(document=roster_page(work, visible) if visible else stranger_page(work))


_LONGEST: Final = 80


def _hints(policy: Policy, invocation: Invocation) -> Mapping[str, Any]:
    """Read a customer, or the number of a page of the list after its mark."""
    typed = invocation.rest.strip()
    if typed.startswith(PAGE):
        return page_hints(policy, replace(invocation, rest=typed.removeprefix(PAGE)))
    return {"customer": typed}


ROSTER = Operation(
    command=ShowRoster,
    label=N_("Who may open tickets"),
    summary=N_("Who may open tickets for a customer, by shift."),
    usage=N_("[customer]"),
    roles=frozenset({Role.ANYONE}),
    wanted=has_roster,
    hints=_hints,
    handle=show_roster,
    surfaces=frozenset({Surface.HOME}),
)
