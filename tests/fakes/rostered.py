"""A desk with customers and rosters: the faculty's. Ana and Bob open tickets for Riverside, Ida for Hillside."""

from __future__ import annotations

from collections.abc import Iterable

from chatdesk.core.model import PersonId, RosterEntry
from chatdesk.core.policy import Policy
from chatdesk.core.ports import Profile
from tests.fakes.world import MONDAY, World, faculty, person

ANA = person("U0ANA", "Ana Ruiz", "en")
BOB = person("U0BOB", "Bob Stone", "fr")
IDA = person("U0IDA", "Ida Falk", "en")
EVE = person("U0EVE", "Eve Moss", "en")

RIVERSIDE = {"name": "Riverside", "number": "10-042"}
HILLSIDE = {"name": "Hillside", "number": "20017"}
ROSTER = {
    "name": {"en": "Super users", "fr": "Super utilisateurs"},
    "shifts": {
        "day": {"name": {"en": "Day", "fr": "Jour"}, "limit": 2},
        "night": {"name": {"en": "Night", "fr": "Nuit"}, "limit": 2},
    },
    "facts": ["function", "reach"],
    "terms": {"en": "They are trained at your cost.", "fr": "Leur formation est à votre charge."},
    "welcome": {"en": "You give first-level help.", "fr": "Vous donnez l’aide de premier niveau."},
    "refused": {"en": "Ask a super user of yours.", "fr": "Adressez-vous à un super utilisateur."},
    "requests": {"product": "crm", "kind": "roster"},
}
FACTS = {
    "function": {"label": {"en": "Function", "fr": "Fonction"}},
    "reach": {"label": {"en": "Reached by", "fr": "Joignable par"}, "required": False},
}
KIND = {"name": {"en": "Who may open tickets", "fr": "Qui peut ouvrir des tickets"}, "clock": False}
JOINING = {"facts__function": "Nurse", "terms": "confirmed"}


_made: dict[str, Policy] = {}
"""Policies by what was wanted of them: making one takes a while, and nobody can change it."""


def rostered(**told: object) -> Policy:
    """The faculty's policy with rooms on Slack, in English, with two customers and a roster."""
    key = repr(sorted(told.items()))
    if key not in _made:
        _made[key] = laid_over(faculty(), **{"language": "en", **told})
    return _made[key]


def laid_over(
    policy: Policy,
    *,
    requests: dict | None = None,
    roster: dict | None = None,
    indirect: dict | None = None,
    checklist: Iterable[str] = (),
    **desk: object,
) -> Policy:
    """The policy with two customers and a roster; `requests` and `roster` say what a test wants otherwise.

    `indirect` is where the people of Hillside are sent instead.
    """
    told = policy.model_dump(mode="json", exclude_none=True)
    told["desk"] |= desk
    told["customers"] = {"riverside": RIVERSIDE, "hillside": HILLSIDE}
    if indirect is not None:
        told["customer_kinds"] = {"indirect": {"name": "Indirect", "divert": indirect}}
        told["customers"]["hillside"] = {**HILLSIDE, "kind": "indirect"}
    told["checklist"] = list(checklist)
    told["facts"] |= FACTS
    told["kinds"]["roster"] = KIND
    if told["products"]["crm"]["kinds"]:
        told["products"]["crm"]["kinds"] = [*told["products"]["crm"]["kinds"], "roster"]
    told["roster"] = {**ROSTER, "requests": {**ROSTER["requests"], **(requests or {})}, **(roster or {})}
    return Policy.model_validate(told)


class RosteredWorld(World):
    """Ana and Bob are on Riverside's day, Ana alone on its night, Ida on Hillside's day. Eve is nowhere."""

    def __init__(self, store, **told: object) -> None:
        super().__init__(store, rostered(**told))
        for who, customer, shift in (
            (ANA, "riverside", "day"),
            (BOB, "riverside", "day"),
            (ANA, "riverside", "night"),
            (IDA, "hillside", "day"),
        ):
            self.join(who, customer, shift)
        self.id(EVE)

    def id(self, who: Profile) -> PersonId:
        with self.store.begin() as unit:
            return unit.see(who, "en").id

    def join(self, who: Profile, customer: str, shift: str) -> None:
        entry = RosterEntry(customer=customer, shift=shift, person=self.id(who), since=MONDAY)
        with self.store.begin() as unit:
            unit.join_roster(entry)

    def on(self, customer: str, shift: str) -> set[str]:
        """The names of those who are on a shift now."""
        with self.store.read() as unit:
            people = [entry.person for entry in unit.roster(customer) if entry.shift == shift]
            return {each.name for each in unit.people(people).values()}

    def designate(self, who: Profile, **answers: object):
        """Fill in the form for Riverside's day, and return its ticket."""
        if leaver := answers.get("leaves"):
            answers["leaves"] = str(self.id(leaver))
        if joiner := answers.get("joins"):
            answers |= {"joins": (joiner.handle,)}
            answers = JOINING | answers
        return self.fill("designate", who, **{"customer": "riverside", "shift": "day", **answers}).ticket

    def direct(self, who: Profile) -> str:
        """Every word that was sent to somebody directly."""
        self.deliver()
        return "\n".join(message.text for message in self.slack.in_room(f"dm:{who.handle.user}"))
