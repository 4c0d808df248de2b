"""What a policy says of rosters must be possible: customers to have them, a way to the tickets that change them.

Pure, as `policy_checks`, which runs these checks with its own; that ids exist is looked at there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from chatdesk.core.findings import Check, Finding
from chatdesk.core.policy import Policy
from chatdesk.core.policy_texts import alike, too_long

NAME_LIMIT: Final = 75
TEXT_LIMIT: Final = 1000
"""The longest text: it stands at the top of a form, with room for more (Discord 1500)."""
MOST_SHIFTS: Final = 20
MOST_FACTS: Final = 8
"""What a form holds beside the rest."""


def _customers(policy: Policy) -> Iterator[Finding]:
    """Somebody can be on a roster: there are customers, and each is known by a number of its own."""
    if policy.roster is not None and not policy.customers:
        yield Finding(("roster",), "nobody could be on it: 'customers' names none")
    seen: dict[str, str] = {}
    for name, customer in policy.customers.items():
        number = "".join(character for character in customer.number.casefold() if character.isalnum())
        if not number:
            yield Finding(("customers", name, "number"), "has no letter and no digit, so nobody can be asked for it")
        first = seen.setdefault(number, name)
        if first != name:
            yield Finding(("customers", name, "number"), f"is the number of {first!r} too")


def _requests(policy: Policy) -> Iterator[Finding]:
    """The tickets that change a roster have a kind of their own, which their product offers and everybody may open."""
    requests = policy.roster.requests if policy.roster else None
    if requests is None or requests.kind not in policy.kinds or requests.product not in policy.products:
        return
    kind, where = policy.kinds[requests.kind], ("roster", "requests", "kind")
    if requests.kind not in policy.kinds_of(requests.product):
        told = f"{requests.product!r} does not offer {requests.kind!r}; add it to the product's 'kinds'"
        yield Finding(where, told)
    meaningless = {"divert": kind.divert, "opened_by": kind.opened_by, "facts": kind.facts, "notice": kind.notice}
    for key in (key for key, value in meaningless.items() if value):
        told = "never counts: tickets of this kind are opened by the form of 'roster' alone"
        yield Finding(("kinds", requests.kind, key), told)
    if all(name == requests.kind or each.divert for name, each in policy.kinds.items()):
        yield Finding(where, "no other kind opens a ticket, and this one is not on the ordinary form")


def _approved(policy: Policy) -> Iterator[Finding]:
    """Whoever approves a change that was just asked for ends its ticket: by a solution, at once or once it is taken."""
    if policy.roster is None or policy.roster.requests is None:
        return
    moves, table = policy.moves, {name: status.next for name, status in policy.statuses.items()}
    at_once = table.get(moves.open, (moves.resolve,))
    once_taken = table.get(moves.take or "", ()) if moves.take in at_once else ()
    if moves.resolve not in (*at_once, *once_taken):
        told = f"no way leads from {moves.open!r} to {moves.resolve!r}, so that no new ticket could be approved"
        yield Finding(("roster", "requests"), told)


def _facts(policy: Policy) -> Iterator[Finding]:
    """Each fact is asked once, and a form holds them."""
    facts = policy.roster.facts if policy.roster else ()
    for repeated in (fact for fact, count in Counter(facts).items() if count > 1):
        yield Finding(("roster", "facts"), f"names {repeated!r} twice")
    if len(facts) > MOST_FACTS:
        yield Finding(("roster", "facts"), f"{len(facts)} facts, and a form holds {MOST_FACTS}")


def _texts(policy: Policy) -> Iterator[Finding]:
    """Every text fits where it is shown, and no two shifts read the same."""
    if policy.roster is None:
        return
    roster = policy.roster
    if len(roster.shifts) > MOST_SHIFTS:
        yield Finding(("roster", "shifts"), f"{len(roster.shifts)} shifts, and a list holds {MOST_SHIFTS}")
    yield from too_long(("roster", "name"), roster.name, NAME_LIMIT)
    for key in ("terms", "welcome", "refused"):
        yield from too_long(("roster", key), getattr(roster, key), TEXT_LIMIT)
    yield from alike(("roster", "shifts"), {name: shift.name for name, shift in roster.shifts.items()})
    for name, shift in roster.shifts.items():
        yield from too_long(("roster", "shifts", name, "name"), shift.name, NAME_LIMIT)


ROSTER_CHECKS: Final = (
    Check(frozenset({"roster", "customers"}), _customers),
    Check(frozenset({"roster", "kinds", "products"}), _requests),
    Check(frozenset({"roster", "statuses", "moves"}), _approved),
    Check(frozenset({"roster"}), _facts),
    Check(frozenset({"roster"}), _texts),
)
