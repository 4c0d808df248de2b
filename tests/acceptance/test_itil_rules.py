"""The second ERP vendor's desk, rule by rule, as its people see it on Slack and on Discord (S4).

Its calendar is that of Alsace. Time begins on Monday, 5 March 2035; Good Friday is the 23rd.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.fakes.world import shipped

pytestmark = pytest.mark.anyio

NUMBER = "555-0150"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def policy():
    return shipped("itil")


@pytest.fixture(scope="module", autouse=True)
async def with_access(running_desk):
    """Amélie stands for a direct client; Noah for nobody yet."""
    await running_desk.enrol(running_desk.people.amelie, "adatum", "always")


async def opens(requester, impact="person", urgency="soon", **typed: str):
    """A partial incident with the impact and the urgency that are declared."""
    declared = {"impact": impact, "urgency": urgency, "facts__process": "Commandes"}
    return await requester.opens("management", "incident_partial", **{**declared, **typed})


# -- good practices


async def test_articles_stand_beside_the_tool(amelie):
    """S4-1, S4-15: how the tool is used, and its rules, in the help and on a product's page."""
    for line in ("/ticket help", "/ticket catalogue management"):
        links = (await amelie.types(line)).message.links
        assert links["Utiliser le support"] == "https://help.example.org/usage"
        assert links["Les règles du support"] == "https://help.example.org/rules"


async def test_the_form_links_the_rules_which_speed_things_up(amelie):
    """S4-16."""
    form = (await amelie.types("/ticket open")).form
    assert form.links["Les règles du support"] == "https://help.example.org/rules"
    assert "Un billet conforme aux règles est traité plus vite" in form.words


async def test_the_rules_have_a_version(amelie):
    """S4-26: the help says which."""
    assert "Version 24 de notre politique" in (await amelie.types("/ticket help")).words


# -- whom it serves


async def test_the_desk_is_for_direct_clients_who_ask_for_access(noah, ines):
    """S4-6, S4-17: whoever has none reads how to get it; asked for by form and approved, they open a ticket."""
    refused = await noah.types("/ticket open")
    assert refused.form is None
    assert "You have no access to this desk. Direct clients ask for it with /ticket access" in refused.words
    assert "https://help.example.org/access" in refused.words
    form = (await noah.types("/ticket access")).form
    assert not (await form.send(customer_number="E-1234")).errors
    asked = noah.desk.newest()
    await ines.presses(asked, "approve")
    assert any("You may open tickets for Wingtip Europe" in seen.words for seen in await noah.direct())
    assert (await ines.facts(await opens(noah)))["Client"].startswith("Wingtip Europe")
    noah.desk.strike_off(noah)


async def test_the_clients_of_an_integrator_are_sent_to_it(noah):
    """S4-7: when they open a ticket, and when they ask for access."""
    form = (await noah.types("/ticket access")).form
    assert "Your integrator is your first contact" in (await form.send(customer_number="I-5021")).told
    await noah.desk.enrol(noah, "kuntz", "always")
    refused = await noah.types("/ticket open")
    assert refused.form is None
    assert "Your integrator is your first contact" in refused.words
    noah.desk.strike_off(noah)


# -- what the desk takes


async def test_the_form_takes_incidents_questions_and_accompaniment(amelie):
    """S4-2, S4-3: a total stop is told from a partial degradation."""
    kinds = (await amelie.begins_to_open("management")).asked["kind"].options
    assert [label.replace("\N{NO-BREAK SPACE}", " ") for label in list(kinds.values())[:5]] == [
        "Incident : rupture totale – Le service est totalement indisponible",
        "Incident : dégradation partielle – Le service fonctionne en partie, ou mal",
        "Question sur le fonctionnement – Comment fonctionnent nos solutions",
        "Question générale – Toute autre question",
        "Demande d’accompagnement – Quelqu’un pour vous accompagner",
    ]


async def test_an_evolution_is_not_taken_the_usual_contact_takes_it(amelie):
    """S4-4: whoever chooses it reads so."""
    form = await amelie.begins_to_open("management", "evolution")
    assert "ne traite ni les demandes d’évolution ni les suggestions" in form.words
    assert "votre interlocuteur habituel chez nous" in form.words


async def test_the_form_begins_with_no_password(amelie):
    """S4-5."""
    assert "N’écrivez jamais de mot de passe" in (await amelie.types("/ticket open")).words


# -- how else it is reached


async def test_in_difficulty_one_turns_to_customer_relations_as_documented(amelie, maya):
    """S4-8, S4-20: the form links the procedure; whoever sends it reads how to reach them, and managers hear of it."""
    ticket = await opens(amelie)
    form = (await amelie.begins(ticket, "escalate")).form
    assert "Relation clients" in form.words
    assert "https://help.example.org/escalation" in form.links.values()
    assert not (await form.send(reason="Rien n’avance.")).errors
    (told,) = (seen.words for seen in await amelie.direct() if f"L’escalade de {ticket.reference}" in seen.words)
    assert "555-0151" in told
    assert "relations@example.org" in told
    assert any("Rien n’avance." in seen.words for seen in await maya.direct())


async def test_the_telephone_is_for_a_critical_ticket_and_comes_after_it(amelie):
    """S4-9, S4-11: neither page nor form gives the number, nor another ticket; the critical one does, to be quoted."""
    assert NUMBER not in (await amelie.types("/ticket catalogue management")).words
    assert NUMBER not in (await amelie.begins_to_open("management", "incident_total")).words
    assert NUMBER not in (await amelie.card(await opens(amelie, "company", "soon"))).words
    critical = await opens(amelie, "company", "now")
    assert f"appelez-nous au {NUMBER} en mentionnant {critical.reference}" in (await amelie.card(critical)).words


async def test_direct_clients_and_partners_call_and_nobody_else(noah):
    """S4-10: a partner's critical ticket gives the number; whoever has no access gets no ticket, and no number."""
    assert NUMBER not in (await noah.types("/ticket open")).words
    await noah.desk.enrol(noah, "litware", "always")
    assert NUMBER in (await noah.card(await opens(noah, "company", "now"))).words
    noah.desk.strike_off(noah)


async def test_calls_are_taken_on_weekdays_from_8_to_18(amelie, desk):
    """S4-12: the card says until when, and on a Friday night from when."""
    await desk.clock.to("next friday 17:00")
    card = await amelie.card(await opens(amelie, "company", "now"))
    assert "On répond au téléphone jusqu’à" in card.words
    assert desk.clock.wall(card.moments[-1]) == "Friday 18:00"
    await desk.clock.to(desk.clock.local().replace(hour=20))
    card = await amelie.card(await opens(amelie, "company", "now"))
    assert desk.clock.wall(card.moments[-1]) == "Monday 08:00"


async def test_that_the_support_is_away_is_announced(amelie, ines, desk):
    """S4-14: where tickets are opened, until it is back."""
    form = (await ines.types("/ticket announce")).form
    await form.choose(subject="unavailable")
    answer = await form.send(title="Formation de l’équipe", text="De retour dans deux heures.", until="2h")
    assert not answer.errors
    for words in ("Le soutien n’est pas disponible", "Le soutien est de nouveau disponible"):
        (told,) = [seen for seen in await amelie.looks_at("intake") if "Formation de l’équipe" in seen.words]
        assert words in told.words
        await desk.clock.to(desk.clock.now() + timedelta(hours=2, minutes=1))


# -- how a ticket is qualified


async def test_a_ticket_is_qualified_by_support_in_its_hours(amelie, ines, desk):
    """S4-21: two service hours after Tuesday 17:00 support is reminded; whoever asks cannot qualify."""
    await desk.clock.to("next tuesday 17:00")
    ticket = await opens(amelie)
    assert "qualify" not in (await amelie.card(ticket)).verbs
    await desk.clock.to("next business day 8:59")
    assert await ines.below(ticket) == []
    await desk.clock.to(desk.clock.now() + 2 * MINUTE)
    (reminder,) = await ines.below(ticket)
    assert "qualify" in reminder.verbs


async def test_qualifying_goes_by_impact_and_urgency(amelie, ines):
    """S4-22: in one form, filled in with what was declared; the priority follows from both."""
    ticket = await opens(amelie)
    form = (await ines.begins(ticket, "qualify")).form
    assert (form.asked["impact"].begins, form.asked["urgency"].begins) == ("person", "soon")
    assert not (await form.send(impact="department", urgency="now", reason="Tout le service attend")).errors
    assert (await amelie.facts(ticket))["Statut"] == "Qualifié"
    assert (await ines.facts(ticket))["Priorité"].startswith("Haute")


async def test_what_was_declared_is_confirmed_or_changed(amelie, ines):
    """S4-23: whoever asked sees what they declared, and what support made of it."""
    confirmed, changed = await opens(amelie), await opens(amelie)
    assert (await amelie.facts(confirmed))["Priorité"] == "Basse (déclarée)"
    await ines.presses(confirmed, "qualify", reason="Une seule personne")
    await ines.presses(changed, "qualify", impact="company", urgency="now", reason="La production est arrêtée")
    assert (await amelie.facts(confirmed))["Priorité"] == "Basse"
    told = (await amelie.facts(changed))["Priorité"].replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Critique (déclarée : Basse)"


async def test_a_title_is_needed_short_and_explicit(amelie):
    """S4-24: the form says so, and does not leave without one."""
    form = await amelie.begins_to_open("management", "question_product")
    assert form.asked["title"].hint == "Court et le plus explicite possible."
    answer = await form.send(title="", description="Comment?", impact="person", urgency="later")
    assert set(answer.errors) == {"title"}


async def test_the_description_gives_reasons_for_impact_and_urgency(amelie):
    """S4-25: what it must hold stands beside it; all three are needed."""
    form = await amelie.begins_to_open("management", "question_product")
    assert form.asked["description"].hint.endswith("elle doit justifier l’impact et l’urgence que vous choisissez.")
    answer = await form.send(title="Export", description="")
    assert set(answer.errors) == {"description", "impact", "urgency"}


# -- how it ends


async def test_a_ticket_that_breaks_the_rules_is_cancelled_with_the_reason(amelie, ines):
    """S4-18: whoever asked reads which, what to do, and the article; the card keeps it."""
    ticket = await opens(amelie)
    await ines.presses(ticket, "cancel", cause="rules", reason="Deux sujets à la fois")
    (told,) = await amelie.below(ticket, "Non-respect des règles")
    assert "Un nouveau billet qui les respecte sera traité normalement" in told.words
    assert "Deux sujets à la fois" in told.words
    assert told.links["Les règles du support"] == "https://help.example.org/rules"
    card = await amelie.card(ticket)
    assert amelie.facts_in(card)["Statut"] == "Annulé"
    assert "Non-respect des règles" in card.words


async def test_cancelled_is_neither_solved_nor_in_any_figure(amelie, ines, sam, desk):
    """S4-19: all that the product teams had was late, and is cancelled; their figures are of nothing."""
    ticket = await opens(amelie, "company", "now")
    await ines.presses(ticket, "transfer", group="editors", reason="Un correctif")
    await desk.clock.to("next business day 17:00")
    await sam.presses(ticket, "cancel", reason="Doublon")
    assert (await amelie.facts(ticket))["Statut"] == "Annulé"
    told = (await sam.types("/ticket report")).words
    assert "0 open tickets · First answers in time: – · Solutions in time: –" in told


async def test_the_desk_is_closed_on_public_holidays(amelie, desk):
    """S4-13: on Thursday at 17:00 four hours go on to Tuesday, and why is told."""
    await desk.clock.to(datetime(2035, 3, 22, 17, tzinfo=desk.clock.zone))
    ticket = await opens(amelie, "department", "soon")
    card = await amelie.card(ticket)
    assert desk.clock.wall(card.moments[0]) == "Tuesday 11:00"
    assert "Fermé le vendredi 23\N{NO-BREAK SPACE}mars" in (await amelie.types(f"/ticket why {ticket.id}")).words
