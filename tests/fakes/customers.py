"""A desk that serves companies: the faculty's policy with customers, sites, a roster, and what a test wants besides."""

from __future__ import annotations

from chatdesk.core.model import RosterEntry
from chatdesk.core.policy import Policy
from tests.fakes.world import World, faculty

REFUSED = {"en": "Only super users ask. Ask yours.", "fr": "Réservé aux super utilisateurs. Adressez-vous au vôtre."}
ELSEWHERE = {"en": "Please ask your integrator.", "fr": "Adressez-vous à votre intégrateur."}
INTEGRATOR = {"en": "The integrator’s desk", "fr": "Le guichet de l’intégrateur"}

SECTIONS = {
    "environments": {
        "production": {"name": "Production"},
        "test": {"name": "Test"},
        "training": {"name": {"en": "Training", "fr": "Formation"}},
    },
    "customer_kinds": {
        "direct": {"name": "Direct"},
        "indirect": {
            "name": {"en": "By an integrator", "fr": "Par un intégrateur"},
            "divert": {"text": ELSEWHERE, "contact": INTEGRATOR},
        },
    },
    "customers": {
        "riverside": {
            "name": "Clinique Riverside",
            "number": "10042",
            "kind": "direct",
            "sites": {
                "main": {"name": "Pavillon", "environment": "production"},
                "lab": {"name": "Laboratoire", "environment": "test", "beta": True},
                "school": {"name": "École", "environment": "training"},
            },
        },
        "hillside": {
            "name": "Hôpital Hillside",
            "number": "10077",
            "kind": "direct",
            "sites": {"only": {"name": "Siège", "environment": "production"}},
        },
        "lakeside": {"name": "Centre Lakeside", "number": "20001", "kind": "indirect"},
    },
    "roster": {
        "name": {"en": "Super users", "fr": "Super utilisateurs"},
        "shifts": {"day": {"name": {"en": "Day", "fr": "Jour"}, "limit": 2}},
        "refused": REFUSED,
    },
}


def companies(sections=None, **opening) -> Policy:
    """The faculty's policy with SECTIONS; `sections` lays others over it, and `opening` changes what the form asks."""
    whole = faculty().model_dump(mode="json") | SECTIONS | (sections or {})
    whole["opening"] |= opening
    return Policy.model_validate(whole)


def enrol(world: World, who, *customers: str, shift: str = "day") -> None:
    """Put somebody on the roster of some customers."""
    with world.store.begin() as unit:
        person = unit.see(who, "fr").id
        for customer in customers:
            unit.join_roster(RosterEntry(customer=customer, shift=shift, person=person, since=world.now))
