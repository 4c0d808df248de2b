"""The desk by ITIL's practices says what its document says (S4), and people see it.

Its calendar is that of Alsace, Monday to Friday from 8:00 to 18:00: ten hours a day. 2 March 2026 is a Monday.
"""

from datetime import date

import pytest

from chatdesk.core.document import Link, lines_of
from chatdesk.core.errors import Diverted, FieldMissing, FormRejected, MayNotOpen, NoLevelLeft
from chatdesk.core.model import Phase
from chatdesk.core.policy_form import Ask
from chatdesk.core.words import words_in
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from tests.fakes.customers import enrol
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.shipped import ShippedDesk, reaches
from tests.fakes.world import AMELIE, INES, INTAKE, SAMUEL


@pytest.fixture(scope="module")
def itil():
    return load_policy("itil")


@pytest.fixture
def desk(store):
    return ShippedDesk(store, "itil", "2026-03-02 10:00")


def addresses(document):
    return {span.url for line in lines_of(document) for span in line if isinstance(span, Link)}


def opened(desk, impact="person", urgency="soon"):
    ticket = desk.open(
        product="management",
        kind="incident_partial",
        impact=impact,
        urgency=urgency,
        facts__process="Commandes",
    )
    desk.deliver()
    return ticket


def test_s4_2_and_3_the_accepted_kinds_tell_a_total_break_from_a_partial_one(desk, itil):
    """S4-2, S4-3: the form offers two kinds of incident, two of question, and the request for accompaniment.

    The last one is there to be sent elsewhere (S4-4), and the one before it for the form of access alone (S4-17).
    """
    assert list(itil.kinds) == [
        "incident_total",
        "incident_partial",
        "question_product",
        "question_general",
        "accompaniment",
        "access",
        "evolution",
    ]
    [field] = [field for field in desk.form("open", AMELIE, rest="management").fields if field.id == "kind"]
    labels = [option.label.replace("\N{NO-BREAK SPACE}", " ") for option in field.options]
    assert labels[:2] == ["Incident : rupture totale", "Incident : dégradation partielle"]


@pytest.mark.parametrize("product", ["management", "sales", "logistics", "other"])
def test_s4_4_an_evolution_is_refused_at_its_field_with_where_to_go(desk, product):
    """S4-4: EVOLUTIONS AND SUGGESTIONS ARE NOT TAKEN HERE: THE USUAL CONTACT IS; NO TICKET COMES OF IT."""
    [field] = [field for field in desk.form("open", AMELIE, rest=product).fields if field.id == "kind"]
    [option] = [option for option in field.options if option.label == "Évolution ou suggestion"]
    told = {"title": "Une idée", "description": "Un bouton vert", "impact": "person", "urgency": "later"}
    with pytest.raises(FormRejected) as caught:
        desk.fill("open", AMELIE, product=product, kind=option.value, **told)
    assert isinstance(caught.value.fields["kind"], Diverted)
    assert "interlocuteur habituel" in caught.value.fields["kind"].tell(words_in("fr"))
    desk.deliver()
    assert desk.slack.messages == []


def test_s4_5_the_form_begins_with_never_a_password(desk):
    """S4-5."""
    assert desk.form("open", AMELIE).intro.startswith("N’écrivez jamais de mot de passe")


def test_s4_6_and_7_it_is_for_direct_clients_and_the_others_ask_their_integrator(desk, itil):
    """S4-6: DIRECT CLIENTS OPEN. S4-7: THE CLIENTS OF AN INTEGRATOR ARE SENT TO THEIRS, ON BEHALF OF THEM TOO."""
    assert {product.audience.fr for product in itil.products.values()} == {"Clients Entreprise directs"}
    assert "leur intégrateur" in desk.form("open", AMELIE).intro
    assert {opened(desk).customer} <= {name for name, each in itil.customers.items() if each.kind == "direct"}
    enrol(desk, SAMUEL, "kuntz", shift="always")
    with pytest.raises(MayNotOpen) as caught:
        desk.press("open", SAMUEL)
    assert "your integrator" in caught.value.tell(words_in("en")).casefold()
    [customer] = [field for field in desk.form("openfor", INES).fields if field.id == "customer"]
    assert [option.value for option in customer.options if option.diverts] == ["kuntz"]


def test_s4_17_whoever_has_no_access_reads_where_to_ask_for_it(desk):
    """S4-17: THE ACCESS FORM; S4-7: OR THEIR INTEGRATOR."""
    with pytest.raises(MayNotOpen) as caught:
        desk.press("open", SAMUEL)
    told = caught.value.tell(words_in("en"))
    assert "https://help.example.org/access" in told
    assert "integrator" in told


def test_s4_8_whoever_is_in_difficulty_finds_customer_relations(desk, itil):
    """S4-8: IN THE CATALOGUE, AND ON A TICKET BY ESCALATING IT."""
    for product in itil.products:
        page = text_of(desk.press("catalogue", AMELIE, rest=product).document)
        assert "En cas de difficulté\N{NO-BREAK SPACE}: Relation clients" in page


def test_s4_9_and_11_the_number_is_told_by_a_critical_ticket_alone(desk, itil):
    """S4-9, S4-11: NEITHER FORM NOR CATALOGUE GIVES IT, FOR THE TICKET COMES BEFORE THE CALL; ITS CARD DOES."""
    told = [repr(desk.form("open", AMELIE, rest=product)) for product in itil.products]
    told += [text_of(desk.press("catalogue", AMELIE, rest=product).document) for product in itil.products]
    assert not any("555-0150" in words for words in told)
    assert "555-0150" not in desk.card(opened(desk, "company", "soon"))
    critical = opened(desk, "company", "now")
    assert f"555-0150 en mentionnant {critical.reference}" in desk.card(critical)


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-03-06 10:00", "jusqu’à"), ("2026-03-06 18:00", "à partir de")],
)
def test_s4_12_and_13_the_card_says_when_the_telephone_is_answered(desk, now, hours):
    """S4-12, S4-13: UNTIL 18:00 ON A WEEKDAY, THEN FROM THE NEXT OPENING."""
    desk.now = desk.at(now)
    assert hours in desk.card(opened(desk, "company", "now"))


def test_s4_12_the_desk_is_open_ten_hours_on_each_weekday(itil):
    """S4-12."""
    calendar = Calendars(itil)("support")
    week = [[str(opening) for opening in calendar.hours(date(2026, 3, day))] for day in range(2, 9)]
    assert week == [["8:00-18:00"]] * 5 + [[], []]


@pytest.mark.parametrize("day", ["2026-04-03", "2026-05-08", "2026-07-14", "2025-12-26"])
def test_s4_13_the_desk_is_closed_on_the_public_holidays_of_alsace(itil, day):
    """S4-13: Good Friday and 26 December are holidays there, and not in the rest of France."""
    assert Calendars(itil)("support").hours(date.fromisoformat(day)) == ()


def test_s4_13_a_span_goes_around_the_holidays(itil):
    """S4-13: Thursday 2 April 17:00, an hour until closing; Good Friday, the week-end and Easter Monday are closed."""
    assert reaches(itil, "2026-04-02 17:00", "2h") == "2026-04-07 09:00"


def test_s4_14_closing_days_are_announced_two_business_days_before(desk):
    """S4-14: closed from Friday 3 to Monday 6 April; announced on Wednesday the 1st at 8:00."""
    desk.keeper.arm(desk.now)
    desk.go_on(desk.at("2026-04-01 07:59"))
    assert desk.slack.in_room(INTAKE) == []
    desk.go_on(desk.at("2026-04-01 08:00"))
    [announced] = desk.slack.in_room(INTAKE)
    assert "du vendredi 3\u00a0avril au lundi 6\u00a0avril" in announced.text


def test_s4_15_to_17_help_and_every_product_link_the_articles(desk, itil):
    """S4-15: USAGE. S4-16: THE RULES. S4-17: THE ACCESS."""
    pages = {f"https://help.example.org/{page}" for page in ("usage", "rules", "access")}
    assert pages <= addresses(desk.press("help", AMELIE).document)
    for product in itil.products:
        assert pages <= addresses(desk.press("catalogue", AMELIE, rest=product).document)


def test_s4_16_the_form_links_the_rules(desk):
    """S4-16: THE RULES STAND WHERE A TICKET IS WRITTEN."""
    (link,) = desk.form("open", AMELIE).links
    assert (link.text, link.url) == ("Les règles du support", "https://help.example.org/rules")


def test_s4_20_the_requester_escalates_by_the_documented_procedure(desk):
    """S4-20: THE FORM LINKS IT, AND CUSTOMER RELATIONS (S4-8) ARE GIVEN TO WHOEVER ASKED."""
    ticket = opened(desk)
    (procedure,) = desk.form("escalate", AMELIE, ticket).links
    assert procedure.url == "https://help.example.org/escalation"
    desk.fill("escalate", AMELIE, ticket, reason="Rien n’avance.")
    desk.deliver()
    direct = [message.text for message in desk.slack.messages if message.room == f"dm:{AMELIE.handle.user}"]
    assert any("relations@example.org" in text for text in direct)
    with pytest.raises(NoLevelLeft):
        desk.press("escalate", AMELIE, ticket)


def test_s4_16_the_form_says_that_breaking_the_rules_cancels(desk):
    """S4-16."""
    assert "contraire aux règles est annulé" in desk.form("open", AMELIE).intro


def test_s4_18_cancelled_shows_the_reason(desk):
    """S4-18."""
    ticket = opened(desk)
    desk.fill("cancel", INES, ticket, cause="rules", reason="Deux sujets dans un ticket")
    card = desk.card(ticket)
    for words in ("Annulé", "Non-respect des règles", "Deux sujets dans un ticket"):
        assert words in card
    told = desk.slack.in_thread(desk.thread(ticket, "public"))[-1].body
    assert "https://help.example.org/rules" in addresses(told)


def test_s4_19_cancelled_is_neither_closed_nor_resolved(desk, itil):
    """S4-19."""
    phases = {itil.statuses[name].phase for name in (itil.moves.cancel, itil.moves.close, itil.moves.resolve)}
    assert len(phases) == 3
    ticket = opened(desk)
    desk.fill("cancel", INES, ticket, reason="Doublon")
    cancelled = desk.ticket(ticket.id)
    assert cancelled.phase is Phase.CANCELLED
    assert cancelled.resolved_at is None


def test_s4_21_agents_are_reminded_of_a_ticket_that_nobody_qualified_in_service_hours(desk):
    """S4-21: opened on Monday at 17:00, two service hours end on Tuesday at 9:00."""
    desk.now = desk.at("2026-03-02 17:00")
    ticket = opened(desk)
    desk.go_on(desk.at("2026-03-03 08:59"))
    assert desk.said(ticket, "internal") == []
    desk.go_on(desk.at("2026-03-03 09:00"))
    assert "qualify" in buttons_of(desk.slack.in_thread(desk.thread(ticket, "internal"))[-1].body)


@pytest.mark.parametrize(
    ("impact", "priorities"),
    [
        ("company", ["critical", "high", "normal"]),
        ("department", ["high", "normal", "low"]),
        ("person", ["normal", "low", "low"]),
    ],
)
def test_s4_22_the_priority_follows_impact_and_urgency(itil, impact, priorities):
    """S4-22."""
    assert [itil.priority_for(impact, urgency) for urgency in itil.urgencies] == priorities


def test_s4_23_declared_by_the_requester_then_confirmed_or_changed(desk):
    """S4-23: the card shows what was declared, then what support made of it beside it. Critical: an hour from 10:00."""
    ticket = opened(desk)
    assert "Basse (déclarée)" in desk.card(ticket)
    desk.fill("qualify", INES, ticket, impact="company", urgency="now", reason="Toute la production est arrêtée")
    card = desk.card(ticket).replace("\N{NO-BREAK SPACE}", " ")
    assert "Critique (déclarée : Basse)" in card
    assert "Qualifié" in card
    assert desk.ticket(ticket.id).respond_by == desk.at("2026-03-02 11:00")


def test_s4_22_and_23_agents_read_what_to_look_at_and_requesters_do_not(desk):
    """S4-5, S4-7, S4-22: NO PASSWORD, A DIRECT CLIENT, AND THE PRIORITY."""
    ticket = opened(desk)
    card = desk.card(ticket, "internal")
    for words in ("mot de passe", "intégrateur", "Confirmer ou modifier la priorité"):
        assert words in card
    assert "☐" not in desk.card(ticket)


def test_s4_24_and_25_title_description_impact_and_urgency_are_required(desk, itil):
    """S4-24, S4-25: and the form says that the description justifies the two."""
    assert (itil.opening.impact, itil.opening.urgency) == (Ask.REQUIRED, Ask.REQUIRED)
    with pytest.raises(FormRejected) as caught:
        desk.fill("open", AMELIE, product="management", kind="question_product", title="", description="")
    for field in ("title", "description", "impact", "urgency"):
        assert isinstance(caught.value.fields[field], FieldMissing)
    hints = {field.id: field.hint for field in desk.form("open", AMELIE).fields}
    assert "explicite" in hints["title"]
    assert "justifier l’impact et l’urgence" in hints["description"]
