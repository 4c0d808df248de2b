"""The medical vendor's desk says what its policy document says (S3), and people see it.

Its calendar is Québec's, Monday to Friday from 8:00 to 16:30: eight hours and a half a day. 2 March 2026 is a Monday;
in the night to Sunday the 8th the clocks go forward, which no opening hour notices.
"""

from datetime import date

import pytest

from chatdesk.core.errors import FormRejected, Gated, LevelLocked, MayNotOpen
from chatdesk.core.model import Phase
from chatdesk.core.policy_desk import OnYes
from chatdesk.core.policy_form import Ask
from chatdesk.core.policy_time import Clock
from chatdesk.core.spans import Span
from chatdesk.core.words import words_in
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.shipped import ShippedDesk, reaches
from tests.fakes.world import AMELIE, INES, NOAH, SAMUEL

KNOWN = {"facts__phone": "800 555-0142, poste 12"}


@pytest.fixture(scope="module")
def medical():
    return load_policy("medical")


@pytest.fixture
def desk(store):
    return ShippedDesk(store, "medical", "2026-03-02 10:00")


def incident(desk, impact="limited", urgency="ordinary", product="billing"):
    ticket = desk.open(product=product, kind="incident", impact=impact, urgency=urgency, **KNOWN)
    desk.deliver()
    return ticket


def incident_at(desk, site, declared, **stated):
    """An incident of the hospital, which has three sites; Noah is one of its super users."""
    impact, urgency = declared
    told = {"product": "imaging", "kind": "incident", "impact": impact, "urgency": urgency}
    return desk.open(NOAH, site=site, **told, **KNOWN, **stated)


P1, P2, P3, P4 = ("majority", "critical"), ("essential", "critical"), ("limited", "ordinary"), ("minor", "ordinary")


# -- hours


def test_s3_4_the_desk_is_open_eight_hours_and_a_half_on_each_weekday(medical):
    """S3-4."""
    calendar = Calendars(medical)("assistance")
    week = [[str(opening) for opening in calendar.hours(date(2026, 3, day))] for day in range(2, 9)]
    assert week == [["8:00-16:30"]] * 5 + [[], []]


def test_s3_5_the_desk_is_closed_on_public_holidays(medical):
    """S3-5: 24 June 2026 is a Wednesday. Half an hour on Tuesday from 16:00, half an hour on Thursday."""
    assert reaches(medical, "2026-06-23 16:00", "1h") == "2026-06-25 08:30"


def test_s3_6_what_comes_in_after_hours_counts_from_the_next_business_day(desk):
    """S3-6: a P3 of Friday 20:00 has four hours from Monday 8:00."""
    desk.now = desk.at("2026-03-06 20:00")
    assert incident(desk, *P3).respond_by == desk.at("2026-03-09 12:00")


@pytest.mark.parametrize(
    ("product", "declared", "due"),
    [
        ("imaging", P1, "2026-03-02 17:00"),  # an hour of the extended service
        ("medical", P1, "2026-03-02 17:00"),
        ("billing", P1, "2026-03-03 08:30"),  # half an hour until 16:30, the rest on Tuesday
        ("imaging", P2, "2026-03-03 09:30"),  # two hours: half of one until 16:30, the rest on Tuesday
    ],
)
def test_s3_7_the_extended_service_is_for_certain_products_and_p1_only(desk, product, declared, due):
    """S3-7: all of them come in on Monday at 16:00."""
    desk.now = desk.at("2026-03-02 16:00")
    assert incident(desk, *declared, product=product).respond_by == desk.at(due)


def test_s3_7_the_extended_service_is_for_clients_whose_contract_has_it(desk):
    """S3-7: NOAH'S HOSPITAL HAS NO SUCH OPTION, SO ITS HOUR BEGINS AT 16:00 AND GOES ON AT 8:00."""
    desk.now = desk.at("2026-03-02 16:00")
    assert incident_at(desk, "hospital", P1).respond_by == desk.at("2026-03-03 08:30")


def test_s3_7_an_incident_that_support_makes_a_p2_leaves_the_extended_service(desk):
    """S3-7: P1 from Monday 16:00, due at 17:00; as P2 it has two hours of the usual service: Tuesday 9:30."""
    desk.now = desk.at("2026-03-02 16:00")
    ticket = incident(desk, *P1, product="imaging")
    desk.fill("qualify", INES, ticket, impact="essential", urgency="critical", reason="Une seule fonction")
    assert desk.ticket(ticket.id).respond_by == desk.at("2026-03-03 09:30")


# -- opening


def test_s3_3_the_three_products_name_their_channels(desk, medical):
    """S3-3: TELEPHONE, TOLL-FREE, FAX, E-MAIL AND PORTAL, AS THE CATALOGUE SHOWS THEM."""
    assert [product.name.fr for product in medical.products.values()] == ["Facturation", "Imagerie", "Médical"]
    for name in medical.products:
        page = text_of(desk.press("catalogue", AMELIE, rest=name).document)
        for channel in ("Téléphone", "Sans frais", "Télécopieur", "support@example.org", "Portail client"):
            assert channel in page


def test_s3_8_the_client_follows_the_incident_on_its_card(desk):
    """S3-8."""
    ticket = incident(desk)
    assert "Nouveau" in desk.card(ticket)
    desk.press("take", INES, ticket)
    assert "En traitement" in desk.card(ticket)


def test_s3_13_super_users_alone_open_incidents(desk, medical):
    """S3-13: AND ANYBODY ELSE READS WHO MAY, AND HOW ONE BECOMES ONE OF THEM."""
    for product in medical.products.values():
        assert "super utilisateurs" in product.audience.fr
    for who in (INES, SAMUEL):
        with pytest.raises(MayNotOpen) as caught:
            desk.press("open", who)
        assert "super" in caught.value.tell(words_in("fr"))


def test_s3_10_and_50_at_most_two_super_users_for_each_shift_the_week_end_and_holidays(medical):
    """S3-10, S3-50, S3-52."""
    shifts = {name: shift.limit for name, shift in medical.roster.shifts.items()}
    assert shifts == {"day": 2, "evening": 2, "night": 2, "weekend": 2, "holidays": 2}
    assert medical.roster.facts == ("function", "phone", "email", "csa")


def test_s3_12_and_15_the_client_confirms_their_training(medical):
    """S3-12: AT ITS OWN COST. S3-15: WITH ADEQUATE KNOWLEDGE."""
    assert "à nos frais" in medical.roster.terms.fr
    assert "connaît assez bien les produits" in medical.roster.terms.fr


def test_s3_17_a_p1_is_told_to_call_once_it_is_opened_and_not_before(desk):
    """S3-17: A CALL IS RECOMMENDED FOR P1, QUOTING THE INCIDENT; THE TELEPHONE CLOSES AT 16:30."""
    assert "555-0100" not in desk.form("open", AMELIE, rest="billing").intro
    ticket = incident(desk, *P1)
    card = desk.card(ticket)
    assert f"en mentionnant {ticket.reference}" in card
    assert "555-0100" in card
    assert "jusqu’à" in card


@pytest.mark.parametrize("declared", [P2, P3, P4])
def test_s3_17_nobody_else_is_told_to_call(desk, declared):
    """S3-17: FOR P1 ONLY."""
    assert "555-0100" not in desk.card(incident(desk, *declared))


def test_s3_18_the_form_begins_with_one_incident_at_a_time(desk):
    """S3-18."""
    assert "Un seul incident" in desk.form("open", AMELIE).intro


@pytest.mark.parametrize("declared", [P1, P2])
def test_s3_22_no_p1_and_no_p2_in_a_test_or_training_environment(desk, declared):
    """S3-22: UNLESS THE SITE IS CLASSIFIED BETA AND ITS GO-LIVE DATE IS AT RISK; P3 AND P4 ARE WELCOME."""
    for site, stated in (("trial", {}), ("classroom", {"facts__go_live": "safe"})):
        with pytest.raises(FormRejected) as caught:
            incident_at(desk, site, declared, **stated)
        assert {name: type(error) for name, error in caught.value.fields.items()} == {"impact": Gated}
    assert incident_at(desk, "classroom", declared, facts__go_live="at_risk").site == "classroom"
    assert incident_at(desk, "hospital", declared).site == "hospital"
    assert incident_at(desk, "trial", P3).site == "trial"


def test_s3_44_at_years_end_the_critical_period_is_chosen_beforehand(desk):
    """S3-44, S3-45: UNTIL 8 JANUARY INCLUDED; ON OTHER DAYS NOTHING IS CHOSEN."""

    def urgency():
        [field] = [field for field in desk.form("open", AMELIE).fields if field.id == "urgency"]
        return field.initial

    assert urgency() == ""
    desk.now = desk.at("2027-01-08 23:00")
    assert urgency() == "critical"
    assert "jusqu’au vendredi 8\N{NO-BREAK SPACE}janvier" in desk.form("open", AMELIE).intro
    desk.now = desk.at("2027-01-09 00:00")
    assert urgency() == ""


def test_s3_20_an_agent_opens_an_incident_for_whoever_called(desk):
    """S3-20: WITH ALL THAT EVERY CHANNEL REQUIRES; IT IS THE CALLER'S, WHO IS A SUPER USER OF THE CLIENT (S3-13)."""
    desk.fill("profile", NOAH)
    told = {"product": "billing", "kind": "incident", "impact": "limited", "urgency": "ordinary"}
    told |= {"title": "Panne", "description": "Au téléphone", "customer": "contoso", "site": "hospital"}
    with pytest.raises(FormRejected) as caught:
        desk.fill("openfor", INES, requester=(NOAH.handle,), **told)
    assert set(caught.value.fields) == {"facts.phone"}
    with pytest.raises(FormRejected) as caught:
        desk.fill("openfor", INES, requester=(AMELIE.handle,), **told, **KNOWN)
    assert set(caught.value.fields) == {"requester"}
    ticket = desk.fill("openfor", INES, requester=(NOAH.handle,), **told, **KNOWN).ticket
    desk.deliver()
    assert "Noah" in desk.card(ticket, "internal")


def test_s3_19_the_form_insists_on_what_every_channel_requires(desk):
    """S3-19: telephone, product, reason, impact; the name is the platform's, the client number its customer's."""
    with pytest.raises(FormRejected) as caught:
        desk.fill("open", AMELIE, product="billing", kind="incident", title="Panne", description="")
    assert {"facts.phone", "description", "impact"} <= set(caught.value.fields)
    assert "20417" in desk.card(incident(desk), "internal")
    assert desk.policy.opening.impact is Ask.REQUIRED


def test_s3_19_the_telephone_is_asked_with_area_code_and_extension_and_only_once(desk):
    """S3-19."""
    assert "poste" in desk.policy.facts["phone"].hint.fr
    incident(desk)
    fields = {field.id for field in desk.form("open", AMELIE, rest="billing").fields}
    assert "facts.phone" not in fields
    assert "800 555-0142, poste 12" in desk.form("open", AMELIE, rest="billing").intro


def test_s3_21_agents_are_reminded_to_assign_a_priority(desk):
    """S3-21: an hour after Monday 10:00."""
    ticket = incident(desk, *P4)
    desk.go_on(desk.at("2026-03-02 10:59"))
    assert desk.said(ticket, "internal") == []
    desk.go_on(desk.at("2026-03-02 11:00"))
    assert "qualify" in buttons_of(desk.slack.in_thread(desk.thread(ticket, "internal"))[-1].body)


# -- priorities


@pytest.mark.parametrize(
    ("declared", "name", "due"),
    [
        (P1, "P1 – Critique", "2026-03-02 11:00"),
        (P2, "P2 – Élevée", "2026-03-02 12:00"),
        (P3, "P3 – Normale", "2026-03-02 14:00"),
        (P4, "P4 – Basse", "2026-03-03 09:30"),  # six hours and a half on Monday, the rest on Tuesday
    ],
)
def test_s3_43_taken_in_charge_within_1_2_4_or_8_business_hours(desk, declared, name, due):
    """S3-43: all of them come in on Monday at 10:00; the card shows the priority and the date."""
    ticket = incident(desk, *declared)
    assert ticket.respond_by == desk.at(due)
    assert name in desk.card(ticket)


@pytest.mark.parametrize(
    ("impact", "critical", "ordinary"),
    [
        ("majority", "p1", "p2"),  # S3-44: the majority, during a critical period
        ("essential", "p2", "p2"),  # S3-45: an essential function without workaround
        ("disturbing", "p2", "p3"),  # S3-45: an important problem, during a critical period
        ("limited", "p3", "p3"),  # S3-46
        ("minor", "p4", "p4"),  # S3-47
    ],
)
def test_s3_44_to_47_the_priority_follows_the_impact_and_the_critical_period(medical, impact, critical, ordinary):
    """S3-44."""
    assert medical.priority_for(impact, "critical") == critical
    assert medical.priority_for(impact, "ordinary") == ordinary


def test_s3_44_to_47_each_priority_says_what_it_is_and_what_is_done(medical):
    """S3-44."""
    told = {name: priority.meaning.fr for name, priority in medical.priorities.items()}
    assert "la majorité des utilisateurs" in told["p1"]
    assert "À corriger en priorité" in told["p1"]
    assert "sans contournement" in told["p2"]
    assert "en moins de 12\u00a0heures ouvrables" in told["p2"]
    assert "version ultérieure" in told["p3"]
    assert "l’ensemble des P4" in told["p4"]


def test_s3_45_a_p2_is_late_when_12_business_hours_are_used_up(desk):
    """S3-45: LESS than 12 hours. From Monday 10:00 six and a half that day, the rest on Tuesday: 13:30 is too late."""
    ticket = incident(desk, *P2)
    sharp = desk.at("2026-03-03 13:30")
    assert (sharp - ticket.resolve_by).total_seconds() == 1
    desk.now = sharp
    desk.resolve(ticket, "application")
    assert desk.ticket(ticket.id).resolved_at > ticket.resolve_by


def test_s3_49_p2_alone_has_a_delay_for_its_solution(medical):
    """S3-49."""
    resolutions = {name: priority.target.resolution for name, priority in medical.priorities.items()}
    assert resolutions == {"p1": None, "p2": Span.parse("43199s"), "p3": None, "p4": None}


def test_s3_48_taking_it_is_no_answer_and_a_call_is_one(desk):
    """S3-48."""
    ticket = incident(desk, *P1)
    desk.press("take", INES, ticket)
    assert desk.ticket(ticket.id).answered_at is None
    assert desk.ticket(ticket.id).respond_by == desk.at("2026-03-02 11:00")
    desk.fill("call", INES, ticket, outcome="reached", text="Rappelé le client.")
    assert desk.ticket(ticket.id).answered_at == desk.now


# -- work


def test_s3_9_and_28_there_are_three_tiers(medical):
    """S3-9."""
    tiers = {name: group.escalates_to for name, group in medical.groups.items()}
    assert tiers == {"assistance": "technical", "technical": "rnd", "rnd": None}


def test_s3_28_with_a_higher_tier_the_clock_runs_on_and_its_breach_names_the_next(desk):
    """S3-28: a P2 of Monday 10:00 is late on Tuesday at 13:30, although a higher tier works on it."""
    ticket = incident(desk, *P2)
    desk.fill("status", INES, ticket, status="escalated")
    assert desk.ticket(ticket.id).resolve_by == ticket.resolve_by
    desk.go_on(desk.at("2026-03-03 13:30"))
    assert any("Service technique" in words for words in desk.said(ticket, "internal"))


def test_s3_24_the_solution_says_whether_it_was_the_application_or_technical(desk, medical):
    """S3-24."""
    assert {"application", "technical"} <= set(medical.natures)
    ticket = incident(desk)
    desk.resolve(ticket, "technical")
    assert "Technique" in desk.card(ticket)


def test_s3_25_a_question_waits_for_the_client(desk):
    """S3-25."""
    ticket = incident(desk, *P2)
    desk.fill("ask", INES, ticket, text="Depuis quand?")
    assert "En attente du client" in desk.card(ticket)
    assert desk.ticket(ticket.id).resolve_by is None


def test_s3_27_the_client_hears_how_it_goes_as_the_priority_says_or_as_agreed(desk):
    """S3-27: every two hours for a P1 of Monday 10:00; agreed upon with the client, every four."""
    ticket = incident(desk, *P1)
    assert ticket.update_by == desk.at("2026-03-02 12:00")
    desk.fill("cadence", INES, ticket, every="4h")
    assert desk.ticket(ticket.id).update_by == desk.at("2026-03-02 14:00")


def test_s3_29_and_30_approved_by_the_client_it_is_closed(desk, medical):
    """S3-30: what is resolved waits for the approval; S3-29: then it is closed, and the client is told."""
    assert medical.desk.on_yes is OnYes.CLOSE
    ticket = incident(desk)
    desk.resolve(ticket, "application")
    assert desk.ticket(ticket.id).phase is Phase.RESOLVED
    reply = desk.press("confirm", AMELIE, ticket)
    assert reply.becomes is not None
    assert desk.ticket(ticket.id).phase is Phase.CLOSED


def test_s3_32_two_messages_five_business_days_apart_and_closed_five_after(desk):
    """S3-32: resolved on Monday 2 March at 10:00; reminded on Monday the 9th, closed on Monday the 16th."""
    ticket = incident(desk)
    desk.resolve(ticket, "application")
    before = len(desk.said(ticket, "public"))
    desk.go_on(desk.at("2026-03-09 09:59"))
    assert len(desk.said(ticket, "public")) == before
    desk.go_on(desk.at("2026-03-09 10:00"))
    assert len(desk.said(ticket, "public")) == before + 1
    desk.go_on(desk.at("2026-03-16 09:59"))
    assert desk.ticket(ticket.id).phase is Phase.RESOLVED
    desk.go_on(desk.at("2026-03-16 10:00"))
    assert desk.ticket(ticket.id).phase is Phase.CLOSED


def test_s3_33_and_34_two_reminders_then_closed_and_a_new_incident_cites_it(desk):
    """S3-33: asked on 2 March, reminded on the 9th and the 16th, closed on the 23rd. S3-34: a follow-up is offered."""
    ticket = incident(desk)
    desk.fill("ask", INES, ticket, text="Quelle facture?")
    desk.deliver()
    before = len(desk.said(ticket, "public"))
    desk.go_on(desk.at("2026-03-16 10:00"))
    assert len(desk.said(ticket, "public")) == before + 2
    desk.go_on(desk.at("2026-03-23 09:59"))
    assert desk.ticket(ticket.id).phase is Phase.WAITING
    desk.go_on(desk.at("2026-03-23 10:00"))
    assert desk.ticket(ticket.id).phase is Phase.CLOSED
    assert "followup" in buttons_of(desk.slack.in_thread(desk.thread(ticket, "public"))[-1].body)


def test_s3_35_and_36_the_managers_hear_of_every_breach(medical):
    """S3-35."""
    assert set(medical.clocks.escalate) == {Clock.RESPONSE, Clock.RESOLUTION}


def test_s3_24_the_specialist_has_a_checklist_and_the_client_does_not_read_it(desk):
    """S3-24: FROM CONTACTING THE CLIENT TO CLOSING, IN THIS ORDER."""
    ticket = incident(desk)
    steps = ("Communiquer avec le client", "Documenter l’incident", "applicative, ou technique", "diagnostic")
    steps += ("base de connaissances", "correctifs", "suivi", "Documenter la solution", "Fermer")
    card = desk.card(ticket, "internal")
    places = [card.index(step, card.index("☐")) for step in steps]
    assert places == sorted(places)
    assert "☐" not in desk.card(ticket)


# -- escalation by the client


def contacts(desk, level, product):
    return desk.policy.escalation.levels[level - 1].contacts_for(product)


def test_s3_37_and_42_there_are_three_levels_and_each_is_asked_for_in_turn(desk, medical):
    """S3-37, S3-40..42: THE NEXT LEVEL OPENS A BUSINESS DAY AFTER THE ONE BEFORE, THE LAST ALSO FOR THE ACTION PLAN."""
    names = [level.name.fr for level in medical.escalation.levels]
    assert names == ["Satisfaction de la clientèle", "Direction du service d’assistance", "Vice-présidence"]
    ticket = incident(desk)
    desk.fill("escalate", AMELIE, ticket, reason="Toujours en panne.")
    desk.now = desk.at("2026-03-03 09:59")
    with pytest.raises(LevelLocked):
        desk.press("escalate", AMELIE, ticket)
    desk.now = desk.at("2026-03-03 10:00")
    desk.fill("escalate", AMELIE, ticket, reason="Toujours en panne.")
    desk.fill("escalate", AMELIE, ticket, reason="Le plan ne convient pas.", plan="unsatisfied")
    assert desk.ticket(ticket.id).escalation == 3


@pytest.mark.parametrize(
    ("product", "whom"),
    [
        ("billing", "Recherche et développement"),
        ("imaging", "Recherche et développement"),
        ("medical", "Produits médicaux"),
    ],
)
def test_s3_38_the_first_level_answers_by_product(desk, product, whom):
    """S3-38: THE TECHNICAL TEAM LEAD, WHO ANSWERS FOR THE PRODUCT, AND THE DIRECTOR OF CUSTOMER ASSISTANCE."""
    names = [contact.name.fr for contact in contacts(desk, 1, product)]
    assert names == ["Service technique", whom, "Service d’assistance à la clientèle"]


def test_s3_39_each_contact_can_be_called_and_written_to_and_a_mobile_is_for_levels_2_and_3(medical):
    """S3-39: NAME, TITLE, TELEPHONE WITH EXTENSION, TOLL-FREE, E-MAIL; A MOBILE FROM LEVEL 2 ON."""
    for number, level in enumerate(medical.escalation.levels, 1):
        for contact in level.contacts:
            assert all((contact.phone, contact.extension, contact.toll_free, contact.email))
            assert (contact.mobile is not None) == (number > 1)


def test_s3_39_whoever_escalates_gets_the_contacts_directly(desk):
    """S3-39: IN THEIR OWN MESSAGES, WITH EVERY WAY TO REACH THEM."""
    ticket = incident(desk, product="medical")
    desk.fill("escalate", AMELIE, ticket, reason="Toujours en panne.")
    desk.deliver()
    direct = [message.text for message in desk.slack.messages if message.room == f"dm:{AMELIE.handle.user}"]
    [told] = [text for text in direct if "Produits médicaux" in text]
    for words in ("Chef d’équipe", "Chef de produit", "Directrice", "287", "555-0101", "medical@example.org"):
        assert words in told


def test_s3_40_and_41_then_a_director_then_the_vice_president(desk):
    """S3-40, S3-41."""
    for product in desk.policy.products:
        [second], [third] = contacts(desk, 2, product), contacts(desk, 3, product)
        assert (second.role.fr, third.role.fr) == ("Directrice", "Vice-présidente")
