"""Gates: the priorities that no ticket about some sites has, and the exception that is stated (S3-22)."""

from __future__ import annotations

import pytest

from chatdesk.core.desk import Submission
from chatdesk.core.errors import FieldMissing, FormRejected, Gated
from chatdesk.core.words import words_in
from tests.fakes.customers import companies, enrol
from tests.fakes.world import AMELIE, INES, World

NOT_HERE = {"en": "No P1 or P2 on test or training sites.", "fr": "Ni P1 ni P2 en test ou en formation."}
GO_LIVE = {"type": "choice", "label": "Go-live", "options": {"at_risk": "At risk", "safe": "Not at risk"}}
GATE = {
    "environments": ["test", "training"],
    "priorities": ["critical", "high"],
    "text": NOT_HERE,
    "unless": {"beta": True, "fact": "go_live", "answer": "at_risk"},
}
CRITICAL, HIGH, NORMAL = ("faculty", "now"), ("unit", "now"), ("person", "now")


def gated(gate=None, **opening):
    policy = companies(**opening)
    facts = policy.model_dump(mode="json")["facts"] | {"go_live": GO_LIVE}
    return companies({"facts": facts, "gates": {"no_test": gate or GATE}}, **opening)


@pytest.fixture
def world(store):
    world = World(store, gated())
    enrol(world, AMELIE, "riverside")
    return world


def fields(form):
    return [each.id for each in form.fields]


def form_about(world, site):
    answers = {"product": "other", "kind": "question", "site": site}
    told = Submission(verb="open", actor=AMELIE, event=world.event(), ticket=None, answers=answers, hidden={})
    return world.desk.refresh(told, world.now)


def rejected(run):
    with pytest.raises(FormRejected) as caught:
        run()
    return caught.value.fields


@pytest.mark.parametrize("declared", [CRITICAL, HIGH])
@pytest.mark.parametrize("site", ["lab", "school"])
def test_s3_22_no_p1_or_p2_on_a_test_or_training_site(world, site, declared):
    """S3-22: REFUSED AT THE IMPACT, IN THE WORDS OF THE POLICY; NOTHING IS SAVED."""
    impact, urgency = declared
    stated = {"facts__go_live": "safe"} if site == "lab" else {}
    found = rejected(lambda: world.open(site=site, impact=impact, urgency=urgency, **stated))
    assert {name: type(error) for name, error in found.items()} == {"impact": Gated}
    assert (found["impact"].code, found["impact"].tell(words_in("fr"))) == ("gated", NOT_HERE["fr"])
    world.deliver()
    assert world.slack.messages == []


@pytest.mark.parametrize(
    ("site", "declared"), [("main", CRITICAL), ("main", HIGH), ("lab", NORMAL), ("school", NORMAL)]
)
def test_s3_22_production_and_lesser_priorities_pass(world, site, declared):
    """S3-22."""
    impact, urgency = declared
    stated = {"facts__go_live": "safe"} if site == "lab" else {}
    assert world.open(site=site, impact=impact, urgency=urgency, **stated).site == site


def test_s3_22_both_conditions_a_beta_site_and_the_go_live_date_at_risk(world):
    """S3-22, SETTLED ITEM 10: THE SITE IS CLASSIFIED BETA AND ITS GO-LIVE DATE IS STATED TO BE AT RISK."""
    ticket = world.open(site="lab", impact="faculty", urgency="now", facts__go_live="at_risk")
    assert (ticket.declared_priority, ticket.facts["go_live"]) == ("critical", "at_risk")
    found = rejected(lambda: world.open(site="school", impact="faculty", urgency="now", facts__go_live="at_risk"))
    assert isinstance(found["impact"], Gated)


def test_s3_22_the_go_live_date_is_asked_where_the_site_makes_it_matter(world):
    """S3-22: ON A BETA SITE OF A GATED ENVIRONMENT, AND INSISTED ON THERE; NOWHERE ELSE."""
    asked = {site: "facts.go_live" in fields(form_about(world, site)) for site in ("main", "lab", "school")}
    assert asked == {"main": False, "lab": True, "school": False}
    assert isinstance(rejected(lambda: world.open(site="lab"))["facts.go_live"], FieldMissing)


def test_s3_22_what_is_asked_anyway_is_asked_once(store):
    """S3-22."""
    world = World(store, gated(facts=["go_live"]))
    enrol(world, AMELIE, "riverside")
    assert fields(form_about(world, "lab")).count("facts.go_live") == 1


def test_s3_22_a_gate_without_exception_never_opens(store):
    """S3-22: AND ASKS NOTHING."""
    world = World(store, gated({**GATE, "unless": None}))
    enrol(world, AMELIE, "riverside")
    assert "facts.go_live" not in fields(form_about(world, "lab"))
    assert "impact" in rejected(lambda: world.open(site="lab", impact="faculty", urgency="now"))


def test_s3_22_each_condition_may_stand_alone(store):
    """S3-22: WHAT AN EXCEPTION DOES NOT NAME IT DOES NOT ASK FOR."""
    urgent = {"impact": "faculty", "urgency": "now", "facts__go_live": "at_risk"}
    world = World(store, gated({**GATE, "unless": {"beta": True}}))
    enrol(world, AMELIE, "riverside")
    assert world.open(site="lab", **urgent).site == "lab"
    assert "impact" in rejected(lambda: world.open(site="school", **urgent))
    world.desk.policy = gated({**GATE, "unless": {"fact": "go_live", "answer": "at_risk"}})
    assert world.open(site="school", **urgent).site == "school"
    assert "impact" in rejected(lambda: world.open(site="school", **{**urgent, "facts__go_live": "safe"}))


def qualified(world, ticket, impact, urgency="now", **stated):
    world.fill("qualify", INES, ticket, impact=impact, urgency=urgency, reason="Vérifié", **stated)
    return world.ticket(ticket.id)


def test_s3_22_support_does_not_qualify_past_the_gate_either(world):
    """S3-22: REFUSED AT THE IMPACT, THE TICKET STAYS AS IT WAS."""
    ticket = world.open(site="school", impact="person", urgency="now")
    found = rejected(lambda: qualified(world, ticket, "faculty"))
    assert {name: type(error) for name, error in found.items()} == {"impact": Gated}
    assert world.ticket(ticket.id).qualified_at is None
    assert qualified(world, ticket, "unit", "soon").priority == "normal"


def test_s3_22_support_states_the_go_live_date_when_it_learns_of_it(world):
    """S3-22: THE FIELD STANDS IN THE FORM WITH WHAT WAS SAID, ON BETA SITES ALONE; WHAT IT BECAME IS KEPT."""
    ticket = world.open(site="lab", impact="person", urgency="now", facts__go_live="safe")
    field = next(each for each in world.press("qualify", INES, ticket).fields if each.id == "facts.go_live")
    assert field.initial == "safe"
    found = rejected(lambda: qualified(world, ticket, "faculty", facts__go_live="safe"))
    assert isinstance(found["impact"], Gated)
    later = qualified(world, ticket, "faculty", facts__go_live="at_risk")
    assert (later.priority, later.facts["go_live"]) == ("critical", "at_risk")
    other = world.open(site="school", impact="person", urgency="now")
    assert "facts.go_live" not in fields(world.press("qualify", INES, other))


def test_s3_22_without_a_matrix_the_priority_itself_is_refused(store):
    """S3-22: AT THE FIELD WHERE SUPPORT CHOOSES IT."""
    policy = gated().model_copy(update={"matrix": {}})
    world = World(store, policy)
    enrol(world, AMELIE, "riverside")
    ticket = world.open(site="school")
    found = rejected(lambda: world.fill("qualify", INES, ticket, priority="high", reason="x"))
    assert {name: type(error) for name, error in found.items()} == {"priority": Gated}
    world.fill("qualify", INES, ticket, priority="low", reason="x")
    assert world.ticket(ticket.id).priority == "low"


def test_s3_22_a_follow_up_and_a_ticket_on_behalf_meet_the_gate_too(world):
    """S3-22."""
    ticket = world.open(site="school")
    world.fill("cancel", AMELIE, ticket, reason="x")
    asked = {"product": "other", "kind": "question", "title": "x", "description": "y"}
    urgent = {**asked, "impact": "faculty", "urgency": "now"}
    assert "impact" in rejected(lambda: world.fill("followup", AMELIE, ticket, **urgent))
    where = {"requester": (AMELIE.handle,), "customer": "riverside", "site": "school"}
    assert "impact" in rejected(lambda: world.fill("openfor", INES, **where, **urgent))
    assert world.fill("openfor", INES, **where, **asked).ticket.site == "school"
