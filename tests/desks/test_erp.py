"""The ERP vendor's desk says what its document says (S2), and people see it.

Its calendar is that of the Jura, Monday to Friday from 8:00 to 17:00: nine hours a day. 2 March 2026 is a Monday.
"""

from datetime import date

import pytest

from chatdesk.core.chart import Chart
from chatdesk.core.errors import FieldMissing, FormRejected, NotNow, TransitionNotAllowed
from chatdesk.core.hearing import RoomMembers
from chatdesk.core.model import Phase
from chatdesk.core.policy_checks import missing_rooms
from chatdesk.core.policy_desk import OnYes, Threads
from chatdesk.core.words import words_in
from chatdesk.desks.calendars import Calendars
from chatdesk.desks.loader import load_policy
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.shipped import ShippedDesk, reaches
from tests.fakes.world import AMELIE, INES, MAYA, NOAH


@pytest.fixture(scope="module")
def erp():
    return load_policy("erp")


@pytest.fixture
def desk(store):
    return ShippedDesk(store, "erp", "2026-03-02 09:00")


@pytest.fixture
def opened(desk):
    """A request that is worked on since 9:00, of the priority Moyenne."""
    ticket = desk.open(product="erp", kind="support")
    desk.deliver()
    return ticket


def work_on(desk, ticket, priority="medium"):
    desk.fill("qualify", INES, ticket, priority=priority, reason="Contournable, mais coûteux")
    desk.press("take", INES, ticket)
    desk.deliver()


def status(desk, ticket):
    return desk.policy.statuses[desk.ticket(ticket.id).status].name.fr


SEVEN = {
    "Ouvert": ("La demande a été envoyée", "Customer Service (FrontDesk)"),
    "Qualifié": ("La demande a été réceptionnée et validée", "Customer Service (Daily)"),
    "En cours": ("Nous travaillons à répondre à votre demande", "Customer Service (ServiceDesk)"),
    "En attente triage": ("La demande a été escaladée à un expert", "Expert de l’éditeur"),
    "En attente R&D": ("Une correction doit être développée par la R&D", "R&D"),
    "En attente client": ("Nous attendons une réponse ou un traitement de votre part", "Le client (vous)"),
    "Fermé": ("La demande a été traitée ou escaladée", "Personne"),
}


def test_s2_2_requests_are_numbered_spt(opened):
    """S2-2."""
    assert opened.reference == "SPT-1001"


def offered(form):
    return [option.label for field in form.fields if field.id == "kind" for option in field.options]


def test_s2_3_a_type_is_chosen_and_read_after_its_category(desk, opened, erp):
    """S2-3: one product; the form offers the types by category, and the card and the catalogue read alike."""
    assert list(erp.products) == ["erp"]
    assert [(kind.category, kind.name.fr) for kind in erp.kinds.values()] == [
        ("assistance", "Support"),
        ("administration", "Patch"),
        ("administration", "Licence"),
    ]
    assert offered(desk.form("open", AMELIE)) == ["Assistance › Support", "Administration › Patch"]
    assert "Assistance › Support" in desk.card(opened)
    assert "Assistance › Support" in desk.card(opened, "internal")
    assert "Assistance › Support" in text_of(desk.press("show", AMELIE, opened).document)
    assert "Administration › Patch" in text_of(desk.press("catalogue", AMELIE, rest="erp").document)


def test_s2_4_to_6_support_alone_is_under_slo(desk, erp):
    """S2-4, S2-5, S2-6: the card of a patch shows no date, and nothing is due."""
    assert {name: kind.clock for name, kind in erp.kinds.items()} == {"support": True, "patch": False, "licence": False}
    patch = desk.open(product="erp", kind="patch", facts__fix="4711", facts__wished_for="Vendredi soir")
    assert (patch.respond_by, patch.resolve_by) == (None, None)
    assert "Solution au plus tard" not in desk.card(patch)
    support = desk.open(product="erp", kind="support")
    assert "Solution au plus tard" in desk.card(support)


def test_s2_7_sales_administration_alone_opens_a_licence_on_behalf_of_the_client(desk):
    """S2-7: neither the client nor the first level is offered it; the request is the client's, in their thread."""
    room = desk.policy.groups["sales_administration"].rooms["slack"]
    desk.desk.notice(RoomMembers(platform="slack", room=room, members=(MAYA,)), desk.now)
    licence = {"product": "erp", "kind": "licence", "title": "Clé", "description": "Dix postes de plus."}
    facts = {"facts.client": "Exemple SA", "facts.licensed": "Dix utilisateurs"}
    for who, verb, more in ((AMELIE, "open", {}), (INES, "openfor", {"requester": (AMELIE.handle,)})):
        assert "Administration › Licence" not in offered(desk.form(verb, who))
        with pytest.raises(FormRejected) as caught:
            desk.fill(verb, who, **licence, **facts, **more)
        assert "kind" in caught.value.fields
    assert "Administration › Licence" in offered(desk.form("openfor", MAYA))
    ticket = desk.fill("openfor", MAYA, requester=(AMELIE.handle,), **licence, **facts).ticket
    assert ticket.group == "customer_service"
    desk.deliver()
    [card] = desk.slack.in_room("dm:U0AMELIE")
    assert "Administration › Licence" in card.text


def test_s2_7_every_group_needs_a_room_where_its_members_are_found(erp):
    """S2-7: without one, sales administration had no members, and nobody could open a licence."""
    assert "groups.sales_administration.rooms.slack" in {
        ".".join(map(str, finding.path)) for finding in missing_rooms(erp, "slack")
    }


def test_s2_8_to_10_support_chooses_among_the_four_priorities_by_their_meaning(desk, opened):
    """S2-8, S2-9, S2-10: in the words of the document; Haute is Bloquante less "no workaround"."""
    [field] = [field for field in desk.form("qualify", INES, opened).fields if field.id == "priority"]
    assert {option.label: option.hint for option in field.options} == {
        "Bloquante": (
            "Processus vital pour l’entreprise bloqué et non contournable, risque de perte de chiffre d’affaires"
        ),
        "Haute": "Processus vital pour l’entreprise bloqué, risque de perte de chiffre d’affaires dans l’immédiat",
        "Moyenne": "Contournable difficilement et coûteux",
        "Basse": "Facilement contournable ou confort",
    }
    work_on(desk, opened, "blocking")
    assert "Bloquante" in desk.card(opened)


def test_s2_11_and_12_exactly_the_seven_statuses_with_their_meaning_and_whose_turn_it_is(erp):
    """S2-11, S2-12, S2-13."""
    told = {each.name.fr: (each.meaning.fr, each.actor.fr) for each in erp.statuses.values()}
    assert told == SEVEN
    assert list(told) == list(SEVEN)


def handed(desk, ticket, *groups):
    """The status after each of some groups was handed the request."""
    for group in groups:
        desk.fill("transfer", INES, ticket, group=group, reason="À vous")
        yield status(desk, ticket)


def test_s2_11_whoever_is_handed_a_request_has_it_in_their_status(desk, opened):
    """S2-11: to an expert and to R&D and back; S2-18: from one to the other by way of the work, told in the history."""
    work_on(desk, opened)
    groups = ("experts", "rnd", "customer_service")
    assert list(handed(desk, opened, *groups)) == ["En attente triage", "En attente R&D", "En cours"]
    assert "Customer Service (ServiceDesk)" in desk.card(opened)
    history = text_of(desk.press("show", AMELIE, opened).document).replace("\N{NO-BREAK SPACE}", " ")
    assert "À vous" not in history
    for change in (
        "En cours → En attente triage",
        "En attente triage → En cours",
        "En cours → En attente R&D",
        "En attente R&D → En cours",
    ):
        assert history.count(f"Statut : {change}") == 1


def test_s2_18_where_no_way_leads_to_it_and_while_the_client_is_awaited_the_status_stays(desk, opened):
    """S2-18: a request that nobody validated is no expert's; one that awaits the client goes on to do so."""
    assert list(handed(desk, opened, "experts")) == ["Ouvert"]
    assert list(handed(desk, opened, "customer_service")) == ["Ouvert"]
    work_on(desk, opened)
    desk.fill("ask", INES, opened, text="Quelle version?")
    assert (
        list(handed(desk, opened, "experts", "customer_service", "sales_administration")) == ["En attente client"] * 3
    )


def test_s2_12_and_13_the_card_always_shows_the_status_and_the_expected_actor(desk, opened):
    """S2-12."""
    card = desk.card(opened)
    assert "Ouvert" in card
    assert "Customer Service (FrontDesk)" in card
    work_on(desk, opened)
    card = desk.card(opened)
    assert "En cours" in card
    assert "Customer Service (ServiceDesk)" in card


def test_s2_14_the_clock_stands_still_for_the_client_and_for_rnd_and_runs_in_triage(desk, opened):
    """S2-14: five business days from Monday 9:00 are Monday 9 March 9:00.

    Asked at 10:00, answered at 12:00: two hours. Triage from 12:00 to 14:00: none. R&D from 14:00 to 15:00: one.
    """
    work_on(desk, opened)
    assert desk.ticket(opened.id).resolve_by == desk.at("2026-03-09 09:00")
    desk.now = desk.at("2026-03-02 10:00")
    desk.fill("ask", INES, opened, text="Quelle version?")
    assert desk.ticket(opened.id).resolve_by is None
    assert "en pause" in desk.card(opened)
    desk.now = desk.at("2026-03-02 12:00")
    desk.fill("comment", AMELIE, opened, text="12.3")
    assert desk.ticket(opened.id).resolve_by == desk.at("2026-03-09 11:00")
    desk.fill("status", INES, opened, status="waiting_triage")
    assert desk.ticket(opened.id).resolve_by == desk.at("2026-03-09 11:00")
    desk.now = desk.at("2026-03-02 14:00")
    desk.fill("status", INES, opened, status="in_progress")
    desk.fill("status", INES, opened, status="waiting_rnd")
    assert desk.ticket(opened.id).resolve_by is None
    desk.now = desk.at("2026-03-02 15:00")
    desk.fill("status", INES, opened, status="in_progress")
    assert desk.ticket(opened.id).resolve_by == desk.at("2026-03-09 12:00")


def test_s2_14_closed_stops_the_clock(erp):
    """S2-14."""
    assert erp.statuses["closed"].phase is Phase.CLOSED


def test_s2_15_the_details_show_the_people_involved(desk, opened):
    """S2-15: this desk tells who has the request; the other elements are the same at every desk."""
    work_on(desk, opened)
    told = text_of(desk.press("show", AMELIE, opened).document)
    for element in ("SPT-1001", "Je ne vois plus mes demandes.", "Support", "Contournable, mais coûteux", "Inès"):
        assert element in told


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("open", {"qualified"}),
        ("qualified", {"in_progress"}),
        ("waiting_triage", {"in_progress"}),
        ("waiting_rnd", {"in_progress"}),
        ("waiting_client", {"in_progress", "closed"}),
        ("closed", set()),
    ],
)
def test_s2_18_the_table_of_what_may_follow(erp, at, allowed):
    """S2-18."""
    assert set(erp.statuses[at].next) == allowed


def test_s2_18_from_en_cours_to_each_kind_of_waiting_and_to_the_end(erp):
    """S2-18."""
    assert set(erp.statuses["in_progress"].next) == {"waiting_triage", "waiting_rnd", "waiting_client", "closed"}


def test_s2_18_anything_else_is_refused_with_what_is_allowed(desk, opened):
    """S2-18."""
    with pytest.raises(TransitionNotAllowed) as caught:
        desk.fill("ask", INES, opened, text="Quelle version?")
    assert "Qualifié" in caught.value.tell(words_in("fr"))
    work_on(desk, opened)
    desk.fill("ask", INES, opened, text="Quelle version?")
    assert status(desk, opened) == "En attente client"


def test_s2_18_who_takes_a_request_before_it_was_validated_leaves_it_open(desk, opened):
    """S2-18."""
    desk.press("take", INES, opened)
    assert status(desk, opened) == "Ouvert"
    desk.fill("qualify", INES, opened, priority="low", reason="Confort")
    assert status(desk, opened) == "Qualifié"


def test_s2_19_to_21_a_confirmed_request_is_closed_by_the_agent_in_charge(desk, opened, erp):
    """S2-19, S2-20, S2-21: the requester is asked, says yes, and one click is left to the agent."""
    assert erp.desk.on_yes is OnYes.AGENT
    work_on(desk, opened)
    desk.resolve(opened, "correction")
    assert set(buttons_of(desk.slack.in_thread(desk.thread(opened, "public"))[-1].body)) == {"confirm", "refuse"}
    assert status(desk, opened) == "En attente client"
    desk.press("confirm", AMELIE, opened)
    desk.deliver()
    assert desk.ticket(opened.id).phase is Phase.RESOLVED
    assert buttons_of(desk.slack.in_thread(desk.thread(opened, "internal"))[-1].body) == {"close": "1001"}
    desk.press("close", INES, opened)
    assert status(desk, opened) == "Fermé"


def test_s2_12_and_20_who_is_asked_for_an_answer_and_who_for_a_confirmation_wait_in_one_status(desk, opened):
    """S2-12, S2-20: one status, and each of the two is answered in its own way."""
    work_on(desk, opened)
    desk.fill("ask", INES, opened, text="Quelle version?")
    assert (status(desk, opened), desk.ticket(opened.id).phase) == ("En attente client", Phase.WAITING)
    with pytest.raises(NotNow):
        desk.press("confirm", AMELIE, opened)
    desk.now = desk.at("2026-03-02 10:00")
    desk.resolve(opened, "correction")
    resolved = desk.ticket(opened.id)
    assert (status(desk, opened), resolved.phase, resolved.resolved_at) == (
        "En attente client",
        Phase.RESOLVED,
        desk.now,
    )
    desk.say(AMELIE, desk.thread(opened, "public"), "Je regarde", room="dm:U0AMELIE")
    assert desk.ticket(opened.id).phase is Phase.RESOLVED
    desk.go_on(desk.at("2026-04-30 10:00"))
    with pytest.raises(NotNow):
        desk.press("ask", INES, opened)
    desk.fill("refuse", AMELIE, opened, reason="Même erreur")
    assert (status(desk, opened), desk.ticket(opened.id).phase) == ("En cours", Phase.WORKING)


def test_s2_12_nothing_is_asked_twice_while_the_client_is_awaited(desk, opened):
    """S2-18: no status leads to itself; only a step with a phase of its own keeps one."""
    work_on(desk, opened)
    desk.fill("ask", INES, opened, text="Quelle version?")
    with pytest.raises(TransitionNotAllowed):
        desk.fill("ask", INES, opened, text="Et laquelle avant?")


def test_s2_12_what_was_called_off_is_closed_and_counts_as_cancelled(desk, opened):
    """S2-12, S4-19."""
    work_on(desk, opened)
    desk.fill("cancel", AMELIE, opened, reason="Trouvé moi-même")
    assert (status(desk, opened), desk.ticket(opened.id).phase) == ("Fermé", Phase.CANCELLED)
    assert "Trouvé moi-même" in desk.card(opened)
    with pytest.raises(NotNow):
        desk.press("close", INES, opened)


def test_s2_12_an_agent_is_offered_each_status_once_and_the_figures_name_it_once(desk, opened):
    """S2-12: one request awaits an answer, one a confirmation and is open no more; the figures count the first."""
    other = desk.open(product="erp", kind="support")
    work_on(desk, opened)
    work_on(desk, other)
    [field] = desk.form("status", INES, opened).fields
    assert [option.label for option in field.options] == ["En attente triage", "En attente R&D", "En attente client"]
    desk.fill("ask", INES, opened, text="Quelle version?")
    desk.resolve(other, "correction")
    charts = [block for block in desk.press("report", INES).document.blocks if isinstance(block, Chart)]
    [waiting] = [chart for chart in charts if "statut" in chart.title]
    assert (waiting.labels, waiting.series[0].values) == (("En attente client · Le client (vous)",), (1,))


def test_s2_20_a_comment_counts_and_a_refusal_puts_it_back_to_work(desk, opened):
    """S2-20: who comments is asked by the two buttons; S2-21: refuted, it is back to work."""
    work_on(desk, opened)
    desk.resolve(opened, "correction")
    desk.say(AMELIE, desk.thread(opened, "public"), "Toujours pas", room="dm:U0AMELIE")
    desk.deliver()
    asked = desk.slack.in_thread(desk.thread(opened, "public"))[-1]
    assert asked.only_for == "U0AMELIE"
    assert set(buttons_of(asked.body)) == {"confirm", "refuse"}
    desk.fill("refuse", AMELIE, opened, reason="Même erreur")
    assert status(desk, opened) == "En cours"


def test_s2_21_without_an_answer_the_agent_in_charge_decides(desk, opened):
    """S2-21: resolved on Monday at 10:00, reminded on the 9th, left to the agent on the 16th; nothing closes itself."""
    work_on(desk, opened)
    desk.now = desk.at("2026-03-02 10:00")
    desk.resolve(opened, "correction")
    before = len(desk.said(opened, "public"))
    desk.go_on(desk.at("2026-03-09 09:59"))
    assert len(desk.said(opened, "public")) == before
    desk.go_on(desk.at("2026-03-09 10:00"))
    assert len(desk.said(opened, "public")) == before + 1
    desk.go_on(desk.at("2026-03-16 10:00"))
    assert "close" in buttons_of(desk.slack.in_thread(desk.thread(opened, "internal"))[-1].body)
    desk.go_on(desk.at("2026-04-30 10:00"))
    assert desk.ticket(opened.id).phase is Phase.RESOLVED


def test_s2_22_and_23_a_closed_request_stays_closed_and_a_new_one_cites_it(desk, opened):
    """S2-22."""
    work_on(desk, opened)
    desk.resolve(opened, "advice")
    desk.press("confirm", AMELIE, opened)
    desk.press("close", INES, opened)
    for verb, who in (("resolve", INES), ("take", INES), ("refuse", AMELIE)):
        with pytest.raises(NotNow):
            desk.press(verb, who, opened)
    reply = desk.fill(
        "followup", AMELIE, opened, product="erp", kind="support", title="Encore", description="Cela revient."
    )
    assert reply.ticket.follows == opened.id
    assert "SPT-1001" in desk.card(reply.ticket)


def test_s2_25_a_request_that_goes_on_at_a_higher_level_is_closed_with_its_record(desk, opened):
    """S2-25, S2-11: "Fermé" also means escalated; nobody is asked whether it is solved, and everybody reads where."""
    work_on(desk, opened)
    desk.fill("resolve", INES, opened, solution="Nous la suivons là.", nature="escalated", record="R-4711")
    closed = desk.ticket(opened.id)
    assert (status(desk, opened), closed.phase, closed.record) == ("Fermé", Phase.CLOSED, "R-4711")
    desk.deliver()
    told = desk.slack.in_thread(desk.thread(opened, "public"))[-1]
    assert buttons_of(told.body) == {}
    for text in (
        told.text,
        desk.card(opened),
        desk.card(opened, "internal"),
        text_of(desk.press("show", AMELIE, opened).document),
    ):
        for said in ("Escaladée à un niveau supérieur", "Nous la suivons là.", "R-4711"):
            assert said in text
    assert text.count("R-4711") == 2, "beside the solution, and in the history"
    desk.go_on(desk.at("2026-04-30 10:00"))
    assert desk.slack.in_thread(desk.thread(opened, "public"))[-1] is told


def test_s2_25_without_the_record_it_is_not_taken(desk, opened):
    """S2-25: told at the field, and nothing is changed."""
    work_on(desk, opened)
    with pytest.raises(FormRejected) as caught:
        desk.fill("resolve", INES, opened, solution="Ailleurs", nature="escalated")
    assert isinstance(caught.value.fields["record"], FieldMissing)
    assert status(desk, opened) == "En cours"


def test_one_client_does_not_read_the_requests_of_another(desk, opened, erp):
    assert erp.desk.threads is Threads.PRIVATE
    desk.open(NOAH, product="erp", kind="support")
    desk.deliver()
    assert desk.slack.in_room("C0HELP") == []
    assert [opened.reference in message.text for message in desk.slack.in_room("dm:U0AMELIE")] == [True]
    assert len(desk.slack.in_room("dm:U0NOAH")) == 1


def test_the_desk_closes_on_the_holidays_of_the_jura(erp):
    """23 June 2026 is a Tuesday: of two hours from Monday 16:00, one is on Monday and one on Wednesday, until 9:00."""
    assert Calendars(erp)("customer_services").closed[date(2026, 6, 23)] == "Commémoration du plébiscite"
    assert reaches(erp, "2026-06-22 16:00", "2h") == "2026-06-24 09:00"
