"""The faculty's desk, rule by rule, as its people see it on Slack and on Discord (S0, S1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatdesk.core.policy import ProductPolicy
from tests.fakes.world import shipped

pytestmark = pytest.mark.anyio

ACCESS = {"facts__account": "Léa Fortin, études cliniques", "facts__access_level": "read"}
CORRECTION = {"facts__record": "Stage 4411", "facts__correction": "Le milieu a changé."}
REPORT = {"facts__period": "Hiver", "facts__report_purpose": "Agrément"}
SECONDS = timedelta(minutes=1)
"""More than a ticket takes to be opened."""
AGENTS = ("Inès", "Martel", "Sam Okafor", "Maya")


MOVED = {
    "name": "Ancien portail",
    "retired": {
        "text": {
            "en": "This content has moved, and this site closes in June. Please update your bookmarks.",
            "fr": "Ce contenu a déménagé, et ce site ferme en juin. Veuillez mettre vos signets à jour.",
        },
        "link": "https://portal.example.org",
    },
}
"""A product that the desk no longer helps with, as a policy says it; the shipped one has none."""


@pytest.fixture(scope="module")
def policy():
    desk = shipped("faculty")
    moved = ProductPolicy.model_validate({**MOVED, "group": "service_desk"})
    return desk.model_copy(update={"products": {**desk.products, "portal": moved}})


# -- S0: what is offered


async def test_what_moved_says_so_and_links_to_where_it_is_now(amelie, noah):
    """S0-1: on its page and in the list, for whoever looks for it; nothing about it is opened."""
    for reader, language in ((amelie, "fr"), (noah, "en")):
        page = await reader.types("/ticket catalogue portal")
        assert MOVED["retired"]["text"][language] in page.words
        assert MOVED["retired"]["link"] in str(page.message.raw)
        assert "open" not in page.message.verbs
        assert MOVED["retired"]["text"][language] in (await reader.types("/ticket catalogue")).words


async def test_whoever_asks_for_help_with_what_moved_reads_where_it_went(amelie):
    """S0-1: above the form, which offers the other products."""
    form = (await amelie.types("/ticket open portal")).form
    assert MOVED["retired"]["text"]["fr"] in form.words
    assert "Où le trouver désormais" in form.words
    assert "portal" not in form.asked["product"].options
    assert "crm" in form.asked["product"].options


async def test_a_requester_is_offered_a_form_for_a_service(amelie):
    """S0-2: by a command, and from the page of a service."""
    assert "Nouvelle demande" in (await amelie.types("/ticket open")).words
    page = await amelie.types("/ticket catalogue learning")
    assert "Nouvelle demande" in (await amelie.presses_on(page.message, "open")).words


async def test_the_catalogue_describes_each_service(amelie):
    """S0-3: a line for each, a page behind it."""
    catalogue = (await amelie.types("/ticket catalogue")).words
    for product in shipped("faculty").products.values():
        assert f"{product.name.fr} – {product.meaning.fr}" in catalogue
    page = (await amelie.types("/ticket catalogue placements")).words
    assert "Milieux, capacités, horaires et attribution des stages" in page
    assert "Ce que vous pouvez demander" in page


async def test_help_with_access_is_a_service_of_its_own(amelie, ines):
    """S0-4: it asks whose access and which, and its group is the service desk."""
    form = await amelie.begins_to_open("accounts", "access")
    answer = await form.send(title="Accès au CRM", description="Nouvelle collègue", **ACCESS)
    assert not answer.errors
    assert form.asked["facts.account"].label == "Accès pour qui\u00a0?"
    assert set(form.asked["facts.access_level"].options) == {"read", "edit", "manage"}
    card = await ines.facts(ines.desk.newest())
    assert card["Groupe"] == "Centre de services"
    assert card["Accès pour qui ?"] == "Léa Fortin, études cliniques"
    assert card["Type d’accès"] == "Consultation"


async def test_help_in_using_a_solution_is_offered_and_the_desk_explains_itself(amelie):
    """S0-5: as a kind of request, and in the list of what can be typed."""
    form = await amelie.begins_to_open("learning")
    assert form.asked["kind"].options["question"].startswith("Assistance à l’utilisation")
    told = (await amelie.types("/ticket help")).words
    assert "/ticket open" in told
    assert "/ticket catalogue" in told


async def test_a_services_page_links_to_its_guide(amelie):
    """S0-7."""
    page = await amelie.types("/ticket catalogue crm")
    assert "Guide" in page.words
    assert "https://services.example.org/crm" in str(page.message.raw)


async def test_a_requester_lists_all_their_requests_with_their_state(amelie, ines):
    """S0-8: those under way and those that have a solution, each with its status and who acts next."""
    waiting, solved = await amelie.opens(title="Stage introuvable"), await amelie.opens(title="Écran blanc")
    await ines.presses(solved, "resolve", solution="Rechargez la page.", nature="advice")
    shown = (await amelie.types("/ticket list")).words
    assert f"{waiting.reference} Stage introuvable\nNouveau · Centre de services" in shown
    assert f"{solved.reference} Écran blanc\nRésolu · Demandeur" in shown


async def test_every_kind_is_received_assigned_and_processed(amelie, ines):
    """S0-9: a problem and a request go the same way, each to the group that takes it."""
    for kind, facts in (("incident", {}), ("report", REPORT)):
        ticket = await amelie.opens("crm", kind, **facts)
        await ines.presses(ticket, "take")
        assert (await ines.facts(ticket))["Assigné à"] == "Inès Martel"
        assert (await amelie.facts(ticket))["Statut"] == "En cours"
        await ines.presses(ticket, "resolve", solution="C’est fait.", nature="delivery")
        assert (await amelie.facts(ticket))["Statut"] == "Résolu"


async def test_a_question_is_about_how_something_is_done(amelie):
    """S0-10."""
    asked = (await amelie.begins_to_open("crm")).asked["kind"]
    assert asked.options["question"] == "Assistance à l’utilisation – Une question sur la façon de faire"


async def test_an_incident_is_a_problem_of_behaviour_or_speed(amelie):
    """S0-11."""
    asked = (await amelie.begins_to_open("crm")).asked["kind"]
    assert asked.options["incident"] == "Problème – Un comportement anormal, une erreur ou une lenteur"


async def test_a_request_is_for_access_a_correction_or_a_report(amelie):
    """S0-12."""
    asked = (await amelie.begins_to_open("crm")).asked["kind"]
    assert [asked.options[kind].partition(" – ")[0] for kind in ("access", "data_correction", "report")] == [
        "Demande d’accès",
        "Correction de données",
        "Rapport",
    ]


async def test_a_services_page_says_who_answers_for_it_and_for_whom_it_is(amelie):
    """S0-13, S0-14: two pilots where there are two, promoter, owner, product manager; the whole community."""
    page = (await amelie.types("/ticket catalogue placements")).words
    for told in (
        "Pilote de service : Bureau des stages",
        "Second pilote de service : Bureau des études cliniques",
        "Promoteur : Services technologiques",
        "Propriétaire : Bureau des stages",
        "Responsable de produit : Équipe des solutions de stage",
    ):
        assert told in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "L’ensemble de la communauté de la faculté, incluant les intervenants en milieux de stage" in page


async def test_the_form_is_the_products_own(amelie):
    """S0-15: a placement site is asked about placements, a course about the learning platform."""
    asked = []
    for product in ("placements", "learning"):
        form = await amelie.begins_to_open(product)
        await form.send(title="Aide", description="Comment faire?")
        asked.append({field.label for field in form.asked.values()})
    placements, learning = asked
    assert "Milieu de stage" in placements - learning
    assert "Sigle du cours" in learning - placements


async def test_the_form_offers_the_five_intents(amelie):
    """S0-16: help in using it, a problem, a service, an outage, an improvement."""
    asked = (await amelie.begins_to_open("crm")).asked["kind"]
    assert [label.partition(" – ")[0] for label in asked.options.values()] == [
        "Assistance à l’utilisation",
        "Problème",
        "Demande d’accès",
        "Correction de données",
        "Rapport",
        "Signaler une panne",
        "Proposer une amélioration",
    ]


async def test_an_outage_is_reported_by_whoever_meets_it(amelie, ines):
    """S0-16: the form says what counts as one, and the agents read on their card that it is one."""
    asked = (await amelie.begins_to_open("evaluations")).asked["kind"]
    assert asked.options["outage"] == "Signaler une panne – Plus personne ne peut l’utiliser"
    ticket = await amelie.opens("evaluations", "outage", facts__form_name="Tous")
    assert (await ines.facts(ticket))["Type"] == "Signaler une panne"


async def test_an_outage_that_is_known_need_not_be_reported_again(amelie, ines):
    """S0-16: announced in the room where tickets are opened, it can be followed to its end without a ticket."""
    form = (await ines.types("/ticket announce evaluations Formulaires inaccessibles")).form
    await form.send(text="Un serveur redémarre.")
    told = [seen for seen in await amelie.looks_at("intake") if "Formulaires inaccessibles" in seen.words]
    asked = (await amelie.types("/ticket open evaluations")).form.asked
    follows = await amelie.presses_on(told[0], "follow")
    await (await ines.types("/ticket over")).form.send(text="C’était le réseau.")
    assert len(told) == 1
    assert "Panne : Formulaires d’évaluation" in told[0].words.replace("\N{NO-BREAK SPACE}", " ")
    assert "je veux savoir quand elle est terminée" in next(iter(asked["outage"].options.values()))
    assert "Formulaires inaccessibles" in follows.words
    assert "C’était le réseau." in (await amelie.direct())[-1].words
    assert amelie.desk.newest() is None


# -- S0: the ways in


async def test_the_generic_form_takes_what_somebody_cannot_place(amelie, ines):
    """S0-17: no solution needs to be known."""
    form = (await amelie.types("/ticket open")).form
    assert form.asked["product"].options["other"].startswith("Autre sujet – Vous ne savez pas de quelle solution")
    ticket = await amelie.opens("other", "question", title="Qui appeler?")
    assert (await ines.facts(ticket))["Groupe"] == "Centre de services"


async def test_a_services_page_opens_the_form_with_that_service(amelie):
    """S0-18."""
    page = await amelie.types("/ticket catalogue evaluations")
    form = (await amelie.presses_on(page.message, "open")).form
    assert form.asked["product"].begins == "evaluations"
    await form.choose(kind="question")
    answer = await form.send(title="Grille", description="Où est-elle?", facts__form_name="Stage 2")
    assert not answer.errors
    assert (await amelie.facts(amelie.desk.newest()))["Produit"] == "Formulaires d’évaluation"


async def test_a_button_where_a_solution_is_used_knows_the_solution_and_the_person(noah, ines):
    """S0-19: the panel's form has the product chosen, and does not ask again what Noah told once."""
    await noah.opens("crm", "question", facts__phone="555-0142, ext. 12")
    await ines.types("/ticket panel placements", room="talk")
    panel = next(seen for seen in reversed(await noah.looks_at("talk")) if "open" in seen.verbs)
    assert "Gestion des stages" in panel.words
    form = (await noah.presses_on(panel, "open")).form
    assert form.asked["product"].begins == "placements"
    await form.choose(kind="question")
    await form.send(title="Where?", description="I cannot find it.")
    assert "facts.phone" not in form.asked
    card = await ines.facts(ines.desk.newest())
    assert (card["Demandeur"], card["Téléphone et poste"]) == ("Noah Clark", "555-0142, ext. 12")


async def test_a_button_at_the_door_helps_those_who_cannot_get_in(amelie, ines):
    """S0-20: the panel of accounts and access asks for nothing but what that needs."""
    await ines.types("/ticket panel accounts", room="talk")
    panel = next(seen for seen in reversed(await amelie.looks_at("talk")) if "open" in seen.verbs)
    assert "Connexion aux solutions de la faculté" in panel.words
    form = (await amelie.presses_on(panel, "open")).form
    assert form.asked["product"].begins == "accounts"
    assert list(form.asked["kind"].options) == ["question", "incident", "access", "outage"]


async def test_teacher_and_resident_use_the_same_form(amelie, noah, ines):
    """S0-21: whoever they are, each in their language, it arrives at the same desk."""
    asked = []
    for requester in (amelie, noah):
        form = await requester.begins_to_open("crm", "question")
        await form.send(title="Accès", description="Depuis hier")
        asked.append([field for field in form.asked if field != "facts.phone"])  # asked once only
        assert (await ines.facts(ines.desk.newest()))["Demandeur"] == requester.name
    assert asked[0] == asked[1]


async def test_product_and_kind_bring_a_request_to_the_right_group(amelie, ines):
    """S0-22: an access to the learning platform goes to the service desk, a problem with it to the applications."""
    problem = await amelie.opens("learning", "incident")
    access = await amelie.opens("learning", "access", **ACCESS)
    assert (await ines.facts(problem))["Groupe"] == "Soutien aux applications"
    assert (await ines.facts(access))["Groupe"] == "Centre de services"
    assert (await amelie.facts(problem))["Groupe responsable"] == "Soutien aux applications"


async def test_what_a_group_needs_to_know_is_asked_and_must_be_told(amelie, sam):
    """S0-23: a correction names the record and what is right; without it the form does not leave."""
    form = await amelie.begins_to_open("crm", "data_correction")
    answer = await form.send(title="Erreur", description="Un stage", facts__record="Stage 4411")
    assert set(answer.errors) == {"facts.correction"}
    ticket = await amelie.opens("crm", "data_correction", **CORRECTION)
    card = await sam.facts(ticket)
    assert card["Dossier à corriger"] == "Stage 4411"
    assert card["Ce qui est erroné et ce qui est exact"] == "Le milieu a changé."


async def test_all_work_on_a_request_stands_in_its_history(amelie, ines):
    """S0-24: what was said to the requester, and the notes."""
    ticket = await amelie.opens()
    await ines.says(ticket, "Le cache est plein")
    await ines.presses(ticket, "reply", text="Nous regardons.")
    for said in ("Le cache est plein", "Nous regardons."):
        assert said in (await ines.types(f"/ticket show {ticket.id}")).words


# -- S0: time


async def test_the_desk_is_open_on_business_days_for_eight_hours(amelie, desk):
    """S0-25, S0-26: a request of a Friday afternoon is due on Monday; why is told, with the hours."""
    await desk.clock.to("next friday 16:00")
    ticket = await amelie.opens("crm", "question")
    (answer_by,) = (await amelie.card(ticket)).moments
    assert desk.clock.wall(answer_by) == "Monday 16:00"
    told = (await amelie.types(f"/ticket why {ticket.id}")).words
    assert "lundi–vendredi 8\u00a0h\u00a030 à 16\u00a0h\u00a030 (America/Toronto)" in told


async def test_a_first_answer_takes_eight_opening_hours_at_most(amelie, desk):
    """S0-27: the card says by when, the explanation how much time that is."""
    await desk.clock.to("next business day 10:00")
    ticket = await amelie.opens("crm", "question")
    (answer_by,) = (await amelie.card(ticket)).moments
    assert answer_by == desk.clock.moment("next business day 10:00")
    assert "8\u00a0heures d’ouverture" in (await amelie.types(f"/ticket why {ticket.id}")).words


async def solved_within(amelie, days: int, kind: str, **facts: str) -> bool:
    """Whether the card of a request made now promises a solution in so many business days."""
    due = amelie.desk.clock.in_business_days(days)
    promised = (await amelie.card(await amelie.opens("crm", kind, **facts))).moments[-1]
    return abs(promised - due) < SECONDS


async def test_a_problem_is_solved_in_three_business_days_at_most(amelie, desk):
    """S0-28a: an outage sooner than another problem."""
    await desk.clock.to("next business day 10:00")
    assert await solved_within(amelie, 3, "incident")
    assert await solved_within(amelie, 1, "outage")


async def test_a_request_is_answered_for_in_one_to_five_business_days(amelie, desk):
    """S0-28b: an access in one, a correction in three, a report in five."""
    await desk.clock.to("next business day 10:00")
    assert await solved_within(amelie, 1, "access", **ACCESS)
    assert await solved_within(amelie, 3, "data_correction", **CORRECTION)
    assert await solved_within(amelie, 5, "report", **REPORT)


async def test_an_improvement_becomes_a_proposal_without_a_delay(amelie, ines):
    """S0-29: the form says so, the card promises no date, why is told; it ends as a proposal, and not as a service."""
    form = await amelie.begins_to_open("crm", "improvement")
    assert "Votre idée devient une proposition" in form.words
    assert not (await form.send(title="Un export", description="En CSV", facts__phone="555-0143")).errors
    ticket = amelie.desk.newest()
    assert (await amelie.card(ticket)).moments == ()
    assert "Aucun délai" in (await amelie.types(f"/ticket why {ticket.id}")).words
    await ines.presses(ticket, "resolve", solution="Le comité l’évalue.", nature="project")
    (notice,) = await amelie.below(ticket, "Le comité l’évalue.")
    assert "Transmis à titre de proposition" in notice.words


# -- S1: who reads what


async def test_requester_and_agents_talk_through_the_ticket(amelie, ines):
    """S1-1, S1-4: what one says in their thread, the other reads in theirs."""
    ticket = await amelie.opens()
    await amelie.says(ticket, "Toujours en panne")
    assert [seen for seen in await ines.below(ticket, "Toujours en panne") if "Amélie Roy" in seen.words]
    await ines.presses(ticket, "reply", text="Essayez encore.")
    (answer,) = await amelie.below(ticket, "Essayez encore.")
    assert "Centre de services de la faculté" in answer.words
    assert amelie.who in answer.mentions


async def test_no_agent_is_named_to_a_requester(amelie, ines, sam):
    """S1-2, S1-16: taken, passed on, answered and solved, under the desk's name; nobody can be written to apart."""
    ticket = await amelie.opens("crm", "incident")
    await ines.presses(ticket, "take")
    await ines.presses(ticket, "ask", text="Depuis quand?")
    await amelie.says(ticket, "Depuis hier")
    await sam.presses(ticket, "reply", text="Nous regardons.")
    await sam.presses(ticket, "resolve", solution="Rechargez la page.", nature="advice")
    read = await amelie.reads_everywhere()
    assert "Nous regardons." in read
    assert [name for name in AGENTS if name in read] == []
    shown = (await amelie.types(f"/ticket show {ticket.id}")).words
    assert [name for name in AGENTS if name in shown] == []


async def test_whoever_takes_a_ticket_over_finds_everything_in_it(amelie, ines, sam):
    """S1-3: handed over with a reason, it brings all that was said along."""
    ticket = await amelie.opens("other", "question", title="Stage introuvable")
    await amelie.says(ticket, "Depuis hier")
    await ines.says(ticket, "Vu avec le bureau des stages")
    await ines.presses(ticket, "transfer", group="applications", reason="C’est un bogue")
    assert (await sam.facts(ticket))["Groupe"] == "Soutien aux applications"
    assert await sam.below(ticket, "C’est un bogue")
    shown = (await sam.types(f"/ticket show {ticket.id}")).words
    assert "Depuis hier" in shown
    assert "Vu avec le bureau des stages" in shown
    await amelie.says(ticket, "Et encore aujourd’hui")
    assert await sam.below(ticket, "Et encore aujourd’hui")


async def test_who_follows_a_ticket_is_told_and_all_know_of_each_other(amelie, noah, ines):
    """S1-5, S1-17: a watcher is named in the thread, and notified of what the desk answers."""
    ticket = await amelie.opens()
    await amelie.presses(ticket, "watch", people=[noah.who])
    (welcome,) = await amelie.below(ticket, "suit maintenant")
    assert noah.who in welcome.mentions
    await ines.presses(ticket, "reply", text="C’est réglé.")
    (answer,) = await noah.below(ticket, "C’est réglé.")
    assert answer.mentions >= {amelie.who, noah.who}
    assert "Noah Clark" in (await amelie.types(f"/ticket show {ticket.id}")).words


async def test_what_agents_write_among_themselves_stays_there(amelie, ines, sam):
    """S1-6, S1-7: a remark in their thread is a note of the ticket; the group reads it, the requester never."""
    ticket = await amelie.opens("crm", "incident")
    await ines.says(ticket, "Le fournisseur est prévenu")
    assert await sam.below(ticket, "Le fournisseur est prévenu")
    assert "Le fournisseur est prévenu" in (await sam.types(f"/ticket show {ticket.id}")).words
    assert "fournisseur est prévenu" not in await amelie.reads_everywhere()
    assert "fournisseur est prévenu" not in (await amelie.types(f"/ticket show {ticket.id}")).words


async def test_who_works_along_is_told_of_notes_and_all_know_of_each_other(amelie, ines, sam):
    """S1-8, S1-18: Sam is no member of the service desk; he is told of its notes, and the requester of nothing."""
    ticket = await amelie.opens("other", "question")
    await ines.presses(ticket, "collaborate", people=[sam.who])
    assert any(ticket.reference in seen.words for seen in await sam.direct())
    await ines.says(ticket, "Peux-tu regarder?")
    assert any("Peux-tu regarder?" in seen.words for seen in await sam.direct())
    shown = (await ines.types(f"/ticket show {ticket.id}")).words
    assert "Collaborateurs" in shown
    assert "Sam Okafor" in shown
    assert "Collaborateurs" not in (await amelie.types(f"/ticket show {ticket.id}")).words


async def test_what_tells_of_a_file_does_not_carry_it(amelie, ines):
    """S1-10: the agents read its name, and find it where it was shared."""
    ticket = await amelie.opens()
    await amelie.shares(ticket, "ecran.png", "Voici l’écran")
    (copy,) = await ines.below(ticket, "Voici l’écran")
    assert "ecran.png" in copy.words
    assert not copy.raw.get("files")
    assert not copy.raw.get("attachments")


async def test_all_that_was_said_is_kept_in_the_ticket(amelie, ines):
    """S1-12: question, answer, call, note and solution, in its history."""
    ticket = await amelie.opens()
    said = ("Depuis quand?", "Depuis hier", "Le câble est usé", "Rappel à midi", "Câble remplacé")
    await ines.presses(ticket, "ask", text=said[0])
    await amelie.says(ticket, said[1])
    await ines.says(ticket, said[2])
    await ines.presses(ticket, "call", outcome="reached", text=said[3])
    await ines.presses(ticket, "resolve", solution=said[4], nature="correction")
    shown = (await ines.types(f"/ticket show {ticket.id}")).words
    assert [each for each in said if each not in shown] == []


# -- S1: what the desk says by itself


async def receipts(requester, ticket) -> list:
    return [seen for seen in await requester.direct() if ticket.reference in seen.words]


async def test_a_receipt_goes_to_whoever_opened_by_the_form_and_to_nobody_else(amelie, noah, ines):
    """S1-20: with the number; a ticket that an agent opened for somebody brings them none."""
    own = await amelie.opens(title="Écran blanc")
    (receipt,) = await receipts(amelie, own)
    assert "Nous avons reçu votre demande" in receipt.words
    assert "Écran blanc" in receipt.words
    others = await ines.opens_for(noah, "other", "question", title="Par téléphone", description="Il a appelé")
    assert "Par téléphone" in (await noah.card(others)).words
    assert await receipts(noah, others) == []


async def test_the_closing_notice_goes_out_at_resolved(amelie, ines):
    """S1-21: the solution and its nature, and whether it helped."""
    ticket = await amelie.opens()
    await ines.presses(ticket, "resolve", solution="Rechargez la page.", nature="workaround")
    (notice,) = await amelie.below(ticket, "est résolu")
    assert "Solution de contournement" in notice.words
    assert "Rechargez la page." in notice.words
    assert amelie.who in notice.mentions
    await amelie.presses(ticket, "confirm")
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"


async def test_the_desk_says_nothing_else_by_itself(amelie, ines, desk):
    """S1-22: nothing on the way, no reminder, and the end after five business days without a word."""
    await desk.clock.to("next business day 10:00")
    ticket = await amelie.opens("crm", "incident")
    await ines.presses(ticket, "take")
    assert await amelie.below(ticket) == []
    await ines.presses(ticket, "resolve", solution="Rechargez la page.", nature="advice")
    await desk.clock.to(desk.clock.in_business_days(5) + SECONDS)
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"
    assert len(await amelie.below(ticket)) == 1
    assert len(await receipts(amelie, ticket)) == 1
