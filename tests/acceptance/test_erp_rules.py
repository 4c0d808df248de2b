"""The ERP vendor's desk, rule by rule, as its people see it on Slack and on Discord (S2)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.fakes.world import shipped

pytestmark = pytest.mark.anyio

PATCH = {"facts__fix": "4711", "facts__wished_for": "Vendredi soir"}
LICENCE = {"facts__client": "Horlogerie du Doubs", "facts__licensed": "Module de paie, 40 personnes"}
HOUR = timedelta(hours=1)
SECONDS = timedelta(minutes=1)
"""More than a request takes to be opened."""
DUE = ("Première réponse au plus tard", "Solution au plus tard")


@pytest.fixture(scope="module")
def policy():
    return shipped("erp")


@pytest.fixture(scope="module")
def staff():
    """Inès does everything but sell; Sam is in sales administration."""
    return {"ines": ("customer_service", "experts", "rnd"), "sam": ("sales_administration",), "maya": ()}


async def worked_on(requester, agent, **typed: str):
    """A request for support that was qualified, and is worked on."""
    ticket = await requester.opens(kind="support", **typed)
    await agent.presses(ticket, "qualify", priority="medium", reason="Contournable, mais coûteux")
    await agent.presses(ticket, "take")
    return ticket


async def handled(requester, agent, **typed: str):
    """A request with a solution, which the requester is asked to confirm."""
    ticket = await worked_on(requester, agent, **typed)
    await agent.presses(ticket, "resolve", solution="Rechargez la page.", nature="advice")
    return ticket


async def closed(requester, agent, **typed: str):
    """A request that was confirmed and closed."""
    ticket = await handled(requester, agent, **typed)
    await requester.presses(ticket, "confirm")
    await agent.presses(ticket, "close")
    return ticket


# -- what is asked for


async def test_a_client_makes_a_request_of_customer_services_and_follows_it(amelie, ines):
    """S2-1, S2-13: one desk for the product; the list tells how it gets on, and who must act."""
    page = (await amelie.types(f"/ticket catalogue {next(iter(amelie.desk.policy.products))}")).words
    assert "Premier niveau\N{NO-BREAK SPACE}: Customer Services" in page
    ticket = await worked_on(amelie, ines, title="Clôture bloquée")
    listed = (await amelie.types("/ticket list")).words
    assert f"{ticket.reference} Clôture bloquée\nEn cours · Customer Service (ServiceDesk)" in listed


async def test_a_requests_number_begins_with_spt(amelie, ines):
    """S2-2: for the client and for the agents."""
    ticket = await amelie.opens(title="Clôture bloquée")
    for reader in (amelie, ines):
        assert f"SPT-{ticket.id} · Clôture bloquée" in (await reader.card(ticket)).words


async def test_a_request_has_a_category_and_a_type(amelie):
    """S2-3: both are read, in the form, in the catalogue and on the card."""
    asked = (await amelie.begins_to_open(kind="patch")).asked["kind"]
    assert [label.partition(" – ")[0] for label in asked.options.values()] == [
        "Assistance › Support",
        "Administration › Patch",
    ]
    page = (await amelie.types(f"/ticket catalogue {next(iter(amelie.desk.policy.products))}")).words
    assert all(f"{name} – " in page for name in ("Assistance › Support", "Administration › Patch"))
    assert (await amelie.facts(await amelie.opens(kind="patch", **PATCH)))["Type"] == "Administration › Patch"


async def test_support_is_help_with_the_erp_under_a_service_level(amelie):
    """S2-4: the card says by when there is an answer and a solution."""
    page = (await amelie.types(f"/ticket catalogue {next(iter(amelie.desk.policy.products))}")).words
    assert "Support – Aide ou questions relatives à l’ERP" in page
    card = await amelie.facts(await amelie.opens(kind="support"))
    assert card["Type"].endswith("Support")
    assert set(DUE) <= set(card)


async def test_a_patch_arranges_for_a_fix_without_a_service_level(amelie):
    """S2-5: it asks which fix and when; the card promises no date."""
    ticket = await amelie.opens(kind="patch", **PATCH)
    card = await amelie.facts(ticket)
    assert card["Type"].endswith("Patch")
    assert not set(DUE) & set(card)
    assert "Vendredi soir" in (await amelie.types(f"/ticket show {ticket.id}")).words


async def test_a_licence_is_a_key_to_be_made_without_a_service_level(amelie, ines, sam):
    """S2-6: the card promises no date."""
    ticket = await sam.opens_for(amelie, kind="licence", **LICENCE)
    for reader in (amelie, ines):
        card = await reader.facts(ticket)
        assert card["Type"] == "Administration › Licence"
        assert not set(DUE) & set(card)


async def test_sales_administration_alone_files_a_licence(amelie, ines, sam):
    """S2-7: no client is offered it, and no other agent; filed for a client, it is theirs to read and to follow."""
    for line, person in (("/ticket open", amelie), ("/ticket openfor", ines)):
        form = (await person.types(line)).form
        assert "licence" not in form.asked["kind"].options
    assert (await amelie.types("/ticket openfor")).form is None
    assert "Licence" not in (await amelie.types(f"/ticket catalogue {next(iter(amelie.desk.policy.products))}")).words
    ticket = await sam.opens_for(amelie, kind="licence", title="Clé de paie", **LICENCE)
    assert (await ines.facts(ticket))["Demandeur"] == "Amélie Roy"
    assert (await amelie.facts(ticket))["Type"] == "Administration › Licence"
    assert f"{ticket.reference} Clé de paie" in (await amelie.types("/ticket list")).words


async def test_support_weighs_a_request_by_what_each_priority_means(amelie, ines):
    """S2-8, S2-9, S2-10: Haute is Bloquante less that nothing gets around it; the client sees the one it has."""
    ticket = await amelie.opens(kind="support")
    form = (await ines.begins(ticket, "qualify")).form
    meanings = (
        "Bloquante – Processus vital pour l’entreprise bloqué et non contournable, risque",
        "Haute – Processus vital pour l’entreprise bloqué, risque de perte de chiffre",
        "Moyenne – Contournable difficilement et coûteux",
        "Basse – Facilement contournable ou confort",
    )
    shown = form.asked["priority"].options.values()  # Slack cuts a longer one
    assert all(option.startswith(meaning) for option, meaning in zip(shown, meanings, strict=True))
    assert not (await form.send(priority="blocking", reason="Plus une facture ne part")).errors
    assert (await amelie.facts(ticket))["Priorité"].startswith("Bloquante")


# -- its status


SEVEN = {
    "Ouvert": ("La demande a été envoyée", "Customer Service (FrontDesk)"),
    "Qualifié": ("La demande a été réceptionnée et validée", "Customer Service (Daily)"),
    "En cours": ("Nous travaillons à répondre à votre demande", "Customer Service (ServiceDesk)"),
    "En attente triage": ("La demande a été escaladée à un expert", "Expert de l’éditeur"),
    "En attente R&D": ("Une correction doit être développée par la R&D", "R&D"),
    "En attente client": ("Nous attendons une réponse ou un traitement de votre part", "Le client (vous)"),
    "Fermé": ("La demande a été traitée ou escaladée", "Personne"),
}


async def test_each_of_seven_statuses_says_what_it_means_and_who_must_act(amelie):
    """S2-11, S2-12: these seven, in the order of a request's life, and no other."""
    told = (await amelie.types("/ticket statuses")).words
    listed = [f"{name} – {meaning}\nDoit agir\N{NO-BREAK SPACE}: {actor}" for name, (meaning, actor) in SEVEN.items()]
    found = [told.find(each) for each in listed]
    assert -1 not in found
    assert found == sorted(found)
    assert told.count("Doit agir") == len(SEVEN)


RUNS, PAUSES, STOPS = "runs", "pauses", "stops"


def clock_on(card, facts, due) -> str:
    """What a card says of the solution: due at an instant, paused, or no word of it."""
    told = facts.get("Solution au plus tard")
    if told is None:
        return STOPS
    if "en pause depuis" in told:
        return PAUSES
    return RUNS if any(abs(moment - due) < SECONDS for moment in card.moments) else told


async def test_at_each_step_the_client_sees_status_actor_and_clock(amelie, ines, desk):
    """S2-12, S2-13, S2-14: whatever happens, one of the seven with its actor.

    For the client and for R&D the clock pauses, an hour each here; in triage it runs; solved, nothing is due.
    """
    await desk.clock.to("next business day 9:00")
    ticket = await amelie.opens(kind="support")
    dues = [desk.clock.in_business_days(5) + hours for hours in (timedelta(0), HOUR, 2 * HOUR)]
    does, asks = partial(ines.presses, ticket), partial(amelie.presses, ticket)
    way = (
        (None, "Ouvert", RUNS, 0),
        (partial(does, "qualify", priority="medium", reason="Contournable"), "Qualifié", RUNS, 0),
        (partial(does, "take"), "En cours", RUNS, 0),
        (partial(does, "status", status="waiting_triage"), "En attente triage", RUNS, 0),
        (partial(does, "status", status="in_progress"), "En cours", RUNS, 0),
        (partial(does, "status", status="waiting_rnd"), "En attente R&D", PAUSES, 0),
        (partial(does, "status", status="in_progress"), "En cours", RUNS, 1),
        (partial(does, "ask", text="Quelle version?"), "En attente client", PAUSES, 1),
        (partial(amelie.says, ticket, "La 12.3"), "En cours", RUNS, 2),
        (partial(does, "resolve", solution="Rechargez la page.", nature="advice"), "En attente client", STOPS, 2),
        (partial(asks, "confirm"), "En attente client", STOPS, 2),
        (partial(does, "close"), "Fermé", STOPS, 2),
    )
    for act, status, clock, hours in way:
        if act is not None:
            await act()
        card = await amelie.card(ticket)
        facts = amelie.facts_in(card)
        assert facts["Statut"] == status
        assert facts.get("Doit agir", "Personne") == SEVEN[status][1]
        assert clock_on(card, facts, dues[hours]) == clock
        if status.startswith("En attente") and clock != STOPS:
            desk.clock.advance(HOUR)
    assert f"{ticket.reference} Imprimante\nFermé · Personne" in (await amelie.types("/ticket list")).words


async def test_why_a_date_is_what_it_is_tells_of_a_pause(amelie, ines):
    """S2-14: which status pauses the clock, and how much time is left."""
    ticket = await worked_on(amelie, ines)
    await ines.presses(ticket, "status", status="waiting_rnd")
    told = (await amelie.types(f"/ticket why {ticket.id}")).words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Solution au plus tard en pause, il reste" in told
    assert "En pause : En attente R&D, depuis" in told


async def test_only_some_statuses_may_follow(amelie, ines):
    """S2-18: the form offers those; another is refused with what is allowed, and changes nothing."""
    ticket = await amelie.opens(kind="support")

    async def refused(verb: str, status: str, allowed: str, **typed: str) -> None:
        told = (await (await ines.begins(ticket, verb)).form.send(**typed)).told.replace("\N{NO-BREAK SPACE}", " ")
        assert f"est au statut « {status} » et ne peut passer qu’à {allowed}." in told
        assert (await amelie.facts(ticket))["Statut"] == status

    async def offered() -> list[str]:
        options = (await ines.begins(ticket, "status")).form.asked["status"].options
        return [label.partition(" – ")[0] for label in options.values()]

    assert await offered() == ["Qualifié"]
    await refused("ask", "Ouvert", "Qualifié", text="Quelle version?")
    await ines.presses(ticket, "qualify", priority="medium", reason="Contournable")
    await refused("resolve", "Qualifié", "En cours", solution="Rechargez la page.", nature="advice")
    await ines.presses(ticket, "take")
    assert await offered() == ["En attente triage", "En attente R&D", "En attente client"]
    await ines.presses(ticket, "status", status="waiting_triage")
    assert await offered() == ["En cours"]
    await refused("ask", "En attente triage", "En cours", text="Quelle version?")


# -- what is seen of it


async def test_a_request_in_detail_shows_ten_things(amelie, ines):
    """S2-15: number, description, type, qualification, commenting, activity, status, muting, people, dates."""
    ticket = await worked_on(amelie, ines, description="Elle ne finit pas")
    shown = await amelie.types(f"/ticket show {ticket.id}")
    facts = amelie.facts_in(shown.message)
    assert ticket.reference in shown.words
    assert "Elle ne finit pas" in shown.words
    assert facts["Type"].endswith("Support")
    assert "Contournable, mais coûteux" in shown.words
    assert {"comment", "mute"} <= shown.message.verbs
    assert "Amélie Roy a ouvert le billet" in shown.words
    assert facts["Statut"].startswith("En cours")
    assert (facts["Demandeur"], facts["Pris en charge par"]) == ("Amélie Roy", "Inès Martel")
    assert {"Ouverture", "Dernière modification"} <= set(facts)


async def test_notifications_can_be_switched_off_for_one_request(amelie, ines):
    """S2-16: it is still answered, and the client is no longer notified; another request of theirs notifies."""
    quiet, other = await amelie.opens(kind="support"), await amelie.opens(kind="support")
    shown = await amelie.types(f"/ticket show {quiet.id}")
    assert "en sourdine" in (await amelie.presses_on(shown.message, "mute")).words
    for ticket, notified in ((quiet, set()), (other, {amelie.who})):
        await ines.presses(ticket, "reply", text="Nous regardons.")
        (answer,) = await amelie.below(ticket, "Nous regardons.")
        assert answer.mentions == notified


async def test_activity_is_shown_newest_first(amelie, ines):
    """S2-17."""
    ticket = await amelie.opens(kind="support")
    await amelie.says(ticket, "Dès ce matin")
    await ines.presses(ticket, "reply", text="Nous regardons.")
    shown = (await amelie.types(f"/ticket show {ticket.id}")).words
    told = [shown.index(words) for words in ("Nous regardons.", "Dès ce matin", "a ouvert le billet")]
    assert told == sorted(told)


# -- its end


async def test_who_asked_is_asked_to_confirm_what_was_handled(amelie, ines):
    """S2-19: with the solution, by two buttons."""
    ticket = await handled(amelie, ines)
    prompt = (await amelie.sees(ticket))[-1]
    assert "Rechargez la page." in prompt.words
    assert prompt.verbs == {"confirm", "refuse"}
    assert (await amelie.facts(ticket))["Doit agir"] == "Le client (vous)"


async def test_a_comment_answers_as_well_as_a_button(amelie, ines):
    """S2-20: the agents read it, whoever wrote it is asked again; refuted, it is back to work with the reason."""
    ticket = await handled(amelie, ines)
    await amelie.says(ticket, "Toujours pas")
    assert await ines.below(ticket, "Toujours pas")
    asked = (await amelie.sees(ticket))[-1]
    if not asked.verbs:  # on Discord what one person is asked stands in their direct messages
        asked = (await amelie.direct())[-1]
    assert asked.verbs == {"confirm", "refuse"}
    await amelie.presses(ticket, "refuse", on=asked, reason="Même erreur")
    assert (await amelie.facts(ticket))["Statut"] == "En cours"
    assert await ines.below(ticket, "Même erreur")


async def test_the_agent_in_charge_closes_what_was_confirmed(amelie, ines):
    """S2-21: the client cannot; a yes leaves one click to the agent."""
    ticket = await handled(amelie, ines)
    await amelie.presses(ticket, "confirm")
    assert (await amelie.facts(ticket))["Statut"] != "Fermé"
    assert not any("close" in seen.verbs for seen in await amelie.sees(ticket))
    told = (await ines.sees(ticket))[-1]
    assert "Amélie Roy" in told.words
    assert "close" in told.verbs
    assert ines.who in told.mentions
    await ines.presses(ticket, "close", on=told)
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"


async def test_a_closed_request_stays_closed(amelie, ines):
    """S2-22: no button opens it again, and neither do words."""
    ticket = await closed(amelie, ines)
    await amelie.says(ticket, "Merci !")
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"
    again = {"refuse", "take", "resolve", "status", "confirm"}
    for reader in (amelie, ines):
        assert not any(again & seen.verbs for seen in await reader.sees(ticket))


async def test_what_follows_is_a_new_request_that_cites_the_closed_one(amelie, ines):
    """S2-23: with what is known of it filled in."""
    ticket = await closed(amelie, ines, title="Clôture bloquée")
    form = (await amelie.begins(ticket, "followup")).form
    assert not (await form.send(description="Cela revient.")).errors
    assert form.asked["title"].begins == "Clôture bloquée"
    follow_up = amelie.desk.newest()
    assert follow_up.id > ticket.id
    for reader in (amelie, ines):
        assert f"Fait suite à {ticket.reference}" in (await reader.card(follow_up)).words


async def test_closed_also_means_escalated_to_a_higher_level(amelie, ines):
    """S2-25: the record of the higher level must be told; the client reads it, and is asked for no confirmation."""
    ticket = await worked_on(amelie, ines)
    told = {"solution": "La suite se joue là.", "nature": "escalated"}
    assert set((await (await ines.begins(ticket, "resolve")).form.send(**told)).errors) == {"record"}
    await ines.presses(ticket, "resolve", **told, record="RD-4711")
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"
    card, notice = await amelie.card(ticket), (await amelie.sees(ticket))[-1]
    for seen in (card, notice):
        assert "Escaladée à un niveau supérieur" in seen.words
        assert "Dossier de niveau supérieur : RD-4711" in seen.words.replace("\N{NO-BREAK SPACE}", " ")
    assert amelie.who in notice.mentions
    assert not notice.verbs
    assert "followup" in card.verbs


# -- the rules themselves


async def test_the_rules_have_a_version(amelie, ines):
    """S2-26: below the list of what can be typed, for clients and for agents."""
    for reader in (amelie, ines):
        *_, below = (await reader.types("/ticket help")).words.partition("Cette liste.")
        assert "Version 7 de notre politique" in below
