"""The medical software vendor's desk, rule by rule, as its people see it on Slack and on Discord (S3).

Its calendar is Québec's, from 8:00 to 16:30. Time begins on Monday, 5 March 2035, in a critical period of two days;
Good Friday is the 23rd. Amélie is a super user of Northwind, which has the extended service. Noah is one of Contoso,
which has three sites, in the tests that ask for `noah`; in those that ask for a `stranger` he is nobody's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from chatdesk.core.policy_customers import CriticalPeriodPolicy
from tests.fakes.world import shipped

pytestmark = pytest.mark.anyio

P1 = {"impact": "majority", "urgency": "critical"}
P2 = {"impact": "essential", "urgency": "critical"}
P3 = {"impact": "limited", "urgency": "ordinary"}
P4 = {"impact": "minor", "urgency": "ordinary"}
PHONE = {"facts__phone": "800 555-0142, poste 12"}
ANSWER_BY, SOLUTION_BY = "Première réponse au plus tard", "Solution au plus tard"
SECONDS = timedelta(minutes=1)
"""More than a ticket takes to be opened."""


@pytest.fixture(scope="module")
def policy():
    policy = shipped("medical")
    period = CriticalPeriodPolicy(
        name={"en": "Year’s end in billing", "fr": "Fin d’année de facturation"},
        begins=date(2035, 3, 5),
        ends=date(2035, 3, 6),
        urgency="critical",
    )
    return policy.model_copy(update={"critical_periods": {"year_end": period}})


@pytest.fixture(scope="module", autouse=True)
async def known(running_desk):
    """Amélie is on her list, and she and Noah said once by which telephone they are reached."""
    people = running_desk.people
    await running_desk.enrol(people.amelie, "northwind", "day")
    for who in (people.amelie, people.noah):
        assert not (await (await who.types("/ticket profile")).form.send(**PHONE)).errors


@pytest.fixture
async def noah(desk):
    await desk.enrol(desk.people.noah, "contoso", "day")
    yield desk.people.noah
    desk.strike_off(desk.people.noah)


@pytest.fixture
def stranger(desk):
    yield desk.people.noah
    desk.strike_off(desk.people.noah)


async def incident(requester, impact: str, urgency: str, product: str = "billing", **typed: str):
    """An incident, with its impact and urgency."""
    return await requester.opens(product, "incident", impact=impact, urgency=urgency, **typed)


async def resolved(requester, agent):
    """An incident that is solved, and waits to be approved."""
    ticket = await incident(requester, **P3)
    await agent.presses(ticket, "resolve", solution="Correctif installé et testé.", nature="application")
    return ticket


# -- critical periods


async def test_what_stops_most_users_in_a_critical_period_is_critical_and_comes_first(amelie, ines, desk):
    """S3-44: the form says which period it is, and begins with it; in the queue a P1 stands before what was there."""
    assert (
        "Période critique\N{NO-BREAK SPACE}: Fin d’année de facturation" in (await amelie.types("/ticket open")).words
    )
    earlier = await incident(amelie, **P3)
    form = await amelie.begins_to_open("billing", "incident")
    assert form.asked["urgency"].begins == "critical"
    assert form.asked["impact"].options["majority"].startswith("La majorité des utilisateurs est interrompue")
    assert not (await form.send(title="Arrêt", description="Plus rien", impact="majority")).errors
    critical = desk.newest()
    assert (await amelie.facts(critical))["Priorité"].startswith("P1 – Critique")
    assert "À corriger en priorité" in (await amelie.types(f"/ticket show {critical.id}")).words
    queue = (await ines.types("/ticket queue")).words
    assert queue.index(critical.reference) < queue.index(earlier.reference)
    await desk.clock.to("next wednesday 8:00")
    assert (await amelie.begins_to_open("billing", "incident")).asked["urgency"].begins == ""


# -- who may open


async def test_nobody_but_super_users_opens_an_incident(stranger):
    """S3-13: others read whom they ask, in place of the form."""
    answer = await stranger.types("/ticket open")
    assert answer.form is None
    assert "Only the super users whom your organisation has designated may open an incident" in answer.words


async def test_there_are_super_users_for_all_shifts_two_at_most(amelie):
    """S3-10, S3-50: five shifts, each with its places, and where somebody must be named still."""
    page = (await amelie.types("/ticket roster")).words
    for shift in (
        "Jour · 1\N{NO-BREAK SPACE}place libre",
        "Soir · 2\N{NO-BREAK SPACE}places",
        "Nuit · 2\N{NO-BREAK SPACE}places",
        "Fin de semaine · 2",
        "Jours fériés · 2",
    ):
        assert shift in page
    assert page.count("Personne\N{NO-BREAK SPACE}: ") == 4


async def test_a_client_names_its_super_users_by_the_form(amelie, ines, stranger):
    """S3-11, S3-12, S3-14, S3-15, S3-52: what is asked and confirmed about them; approved, they read what they do."""
    page = await amelie.types("/ticket roster")
    told = {"joins": [stranger.who], "facts__function": "Radiologie", **PHONE, "facts__email": "noah@example.org"}
    answers = []
    for terms in ({}, {"terms": "confirmed"}):
        form = (await amelie.presses_on(page.message, "designate")).form
        assert "Toute personne désignée connaît assez bien les produits" in form.words
        assert "Nous la formons et tenons ses connaissances à jour, à nos frais" in form.words
        await form.choose(shift="night")
        answers.append((await form.send(**told, **terms)).errors)
    assert form.asked["facts.csa"].label == "Centre de services autorisé (CSA)"
    assert [set(errors) for errors in answers] == [{"terms"}, set()]
    await ines.presses(amelie.desk.newest(), "approve")
    (welcome,) = [seen.words for seen in await stranger.direct() if "As a super user" in seen.words]
    assert "first-level help with the products: Billing, Imaging, Medical" in welcome
    page = (await amelie.types("/ticket roster")).words
    for words in ("Noah Clark", "Radiologie", "noah@example.org", "800 555-0142, poste 12"):
        assert words in page


async def test_a_change_names_who_is_on_the_list_and_who_comes(amelie, ines, sam, stranger, desk):
    """S3-50, S3-51: a third one has no place; named for somebody who leaves, both read it."""
    await desk.enrol(stranger, "northwind", "day")
    form = (await amelie.types("/ticket designate northwind")).form
    await form.choose(shift="day")
    told = {"joins": [sam.who], "facts__function": "Accueil", **PHONE, "facts__email": "sam@example.org"}
    told["terms"] = "confirmed"
    refused = await form.send(**told)
    assert "Amélie Roy, Noah Clark" in refused.told
    (leaves,) = [number for number, name in form.asked["leaves"].options.items() if name == "Noah Clark"]
    assert not (await refused.form.send(**told, leaves=leaves)).errors
    change = desk.newest()
    assert await ines.below(change, "Sam Okafor à la place de Noah Clark")
    await ines.presses(change, "approve")
    assert any("You are no longer on the list" in seen.words for seen in await stranger.direct())
    assert "Sam Okafor" in (await amelie.types("/ticket roster")).words
    desk.strike_off(sam)


async def test_the_vendor_asks_that_somebody_be_taken_off(amelie, ines, maya, stranger, desk):
    """S3-16: the client is asked for somebody else, without the reason; a manager approves."""
    await desk.enrol(stranger, "northwind", "day")
    form = (await ines.types("/ticket withdraw northwind")).form
    (place,) = [value for value, name in form.asked["place"].options.items() if name.startswith("Noah Clark")]
    await form.choose(place=place)
    assert not (await form.send(reason="Connaît mal les produits")).errors
    assert any("Noah Clark" in seen.words and "designate" in seen.verbs for seen in await amelie.direct())
    asked = desk.newest()
    assert any(asked.reference in seen.words for seen in await maya.direct())
    await maya.types(f"/ticket approve {asked.id}")
    assert "Noah Clark" not in (await amelie.types("/ticket roster")).words
    for reader in (amelie, stranger):
        assert "Connaît mal" not in await reader.reads_everywhere()


# -- one place, its hours


async def test_all_clients_have_one_place_to_talk_to(amelie, noah, ines):
    """S3-1: whatever the product, whoever asks, it arrives at customer assistance."""
    page = (await amelie.types("/ticket catalogue imaging")).words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Point de contact unique : Service d’assistance à la clientèle" in page
    for requester, product, site in ((amelie, "imaging", ""), (noah, "medical", "hospital")):
        card = await ines.facts(await incident(requester, **P3, product=product, site=site))
        assert (card["Demandeur"], card["Groupe"]) == (requester.name, "Assistance à la clientèle")


async def test_specialists_record_what_is_said_inside_and_outside(amelie, ines, sam):
    """S3-2: a message, a call and a note, each in its thread; whoever goes on with it reads all of them."""
    ticket = await incident(amelie, **P3)
    await amelie.says(ticket, "Depuis ce matin")
    await ines.says(ticket, "Le service technique est prévenu")
    await ines.presses(ticket, "call", outcome="reached", text="Rappelée à midi")
    await ines.presses(ticket, "transfer", group="technical", reason="Un serveur")
    shown = (await sam.types(f"/ticket show {ticket.id}")).words
    for said in ("Depuis ce matin", "Le service technique est prévenu", "Rappelée à midi"):
        assert said in shown
    read = " ".join(seen.words for seen in await amelie.sees(ticket))
    assert "Rappelée à midi" in read
    assert "est prévenu" not in read


async def test_each_product_can_be_reached_in_five_ways(amelie):
    """S3-3: telephone, toll-free number, fax, e-mail and portal, on its page."""
    for product, name in (("billing", "Facturation"), ("imaging", "Imagerie"), ("medical", "Médical")):
        page = (await amelie.types(f"/ticket catalogue {product}")).words.replace("\N{NO-BREAK SPACE}", " ")
        assert name in page
        for channel in ("Téléphone : 555-0100", "Sans frais : 1 800 555-0101", "Télécopieur : 555-0102", "Courriel : "):
            assert channel in page
        assert "support@example.org" in page
        assert "Portail client" in page


async def test_the_service_is_there_on_weekdays_from_8_to_16_30(amelie, desk):
    """S3-4: four hours of Tuesday 16:00 reach to Wednesday 11:30, and why is told."""
    await desk.clock.to("next tuesday 16:00")
    ticket = await incident(amelie, **P3)
    (answer_by,) = (await amelie.card(ticket)).moments
    assert desk.clock.wall(answer_by) == "Wednesday 11:30"
    assert (
        "lundi–vendredi 8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00 à 16\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"
        in (await amelie.types(f"/ticket why {ticket.id}")).words
    )


async def test_what_comes_after_hours_is_taken_in_charge_on_the_next_business_day(amelie, desk):
    """S3-6: four hours of Friday 20:00 begin on Monday at 8:00."""
    await desk.clock.to("next friday 20:00")
    (answer_by,) = (await amelie.card(await incident(amelie, **P3))).moments
    assert desk.clock.wall(answer_by) == "Monday 12:00"


async def test_the_service_is_closed_on_public_holidays(amelie, desk):
    """S3-5: four hours of Thursday 16:00 reach to Monday, and why is told."""
    await desk.clock.to(datetime(2035, 3, 22, 16, tzinfo=desk.clock.zone))
    ticket = await incident(amelie, **P3)
    (answer_by,) = (await amelie.card(ticket)).moments
    assert desk.clock.wall(answer_by) == "Monday 11:30"
    assert "Fermé le vendredi 23\N{NO-BREAK SPACE}mars" in (await amelie.types(f"/ticket why {ticket.id}")).words


async def test_from_16_30_some_products_have_a_longer_service_for_p1_by_contract(amelie, noah, desk):
    """S3-7: an hour of 16:00 ends at 17:00 for a P1 in imaging; without the option, or else, on the next day."""
    await desk.clock.to("next tuesday 16:00")
    for requester, declared, product, site, due in (
        (amelie, P1, "imaging", "", "Tuesday 17:00"),
        (noah, P1, "imaging", "hospital", "Wednesday 08:30"),
        (amelie, P1, "billing", "", "Wednesday 08:30"),
        (amelie, P2, "imaging", "", "Wednesday 09:30"),
    ):
        card = await requester.card(await incident(requester, **declared, product=product, site=site))
        assert desk.clock.wall(card.moments[0]) == due


# -- an incident from its beginning


async def test_what_is_required_is_asked_on_every_channel(amelie, ines):
    """S3-19: client number, name, telephone, product, reason and impact; of a super user the first three are known."""
    line = "/ticket openfor"
    form = await ines.begins_to_open("billing", "incident", line=line, customer="contoso", site="hospital")
    assert "20588" in form.asked["customer"].options["contoso"]
    answer = await form.send(title="Panne", description="")
    assert {"requester", "description", "impact"} <= set(answer.errors)
    told = {"requester": [amelie.who], "description": "Plus rien", **P3}
    assert set((await form.send(title="Panne", **told)).errors) == {"facts.phone"}
    assert "poste" in form.asked["facts.phone"].hint
    ticket = await incident(amelie, **P3)
    card = await ines.facts(ticket)
    assert "20417" in card["Client"]
    assert (card["Demandeur"], card["Téléphone"]) == ("Amélie Roy", PHONE["facts__phone"])


async def test_no_p1_or_p2_for_a_test_but_for_a_beta_site_at_risk(noah):
    """S3-22: both are needed, Beta and a go-live date at risk; it is told at the impact."""
    told = {"title": "Stopped", "description": "Nothing works", **P1}
    gate = "An incident of a test or training environment is neither P1 nor P2"
    refused = await (await noah.begins_to_open("billing", "incident", site="trial")).send(**told)
    assert gate in refused.errors["impact"]
    form = await noah.begins_to_open("billing", "incident", site="classroom")
    refused = await form.send(**told, facts__go_live="safe")
    assert gate in refused.errors["impact"]
    assert not (await refused.form.send(**told, facts__go_live="at_risk")).errors
    assert (await noah.facts(noah.desk.newest()))["Priority"].startswith("P1")


async def test_the_client_follows_an_incident_to_its_end(amelie, ines, sam):
    """S3-8, S3-9: created, taken in charge, passed to a higher tier, resolved, closed: each on both cards."""
    ticket = await incident(amelie, **P3)
    higher = "Transmis à l’échelon supérieur"
    assert (await amelie.facts(ticket))["Statut"] == (await ines.facts(ticket))["Statut"] == "Nouveau"
    for who, verb, told, reader, status in (
        (ines, "take", {}, ines, "En traitement"),
        (ines, "status", {"status": "escalated"}, ines, higher),
        (ines, "transfer", {"group": "technical", "reason": "Un serveur"}, sam, higher),
        (sam, "resolve", {"solution": "Serveur relancé.", "nature": "technical"}, sam, "Résolu"),
        (amelie, "confirm", {}, sam, "Fermé"),
    ):
        await who.presses(ticket, verb, **told)
        assert (await amelie.facts(ticket))["Statut"] == (await reader.facts(ticket))["Statut"] == status
    assert higher in (await amelie.types(f"/ticket show {ticket.id}")).words


async def test_for_a_p1_a_call_is_recommended(amelie, desk):
    """S3-17: on its card, quoting it, until the telephone closes; on no other."""
    await desk.clock.to("next business day 10:00")
    critical = await amelie.card(await incident(amelie, **P1))
    assert "Nous vous recommandons d’appeler aussi, en mentionnant MED-" in critical.words
    assert "555-0100" in critical.words
    assert "On répond au téléphone jusqu’à" in critical.words
    assert "d’appeler" not in (await amelie.card(await incident(amelie, **P2))).words


async def test_the_form_is_for_one_incident(amelie):
    """S3-18."""
    assert "Un seul incident à la fois" in (await amelie.types("/ticket open")).words


async def test_a_call_becomes_an_incident_of_the_caller(noah, ines):
    """S3-20: an agent writes it down in full; it is Noah's."""
    told = {"customer": "contoso", "site": "hospital", "description": "Écran noir depuis midi", **P3, **PHONE}
    ticket = await ines.opens_for(noah, "billing", "incident", **told)
    assert "Écran noir depuis midi" in (await noah.card(ticket)).words
    card = await ines.facts(ticket)
    assert card["Demandeur"] == "Noah Clark"
    assert card["Téléphone"] == "800 555-0142, poste 12"


async def test_a_priority_is_assigned_and_the_team_that_supports_it(amelie, ines, sam, desk):
    """S3-21: whoever asks declares, support is reminded after an hour, and decides."""
    await desk.clock.to("next business day 10:00")
    ticket = await incident(amelie, **P3)
    await desk.clock.to(desk.clock.local().replace(hour=11, minute=1))
    (reminder,) = await ines.below(ticket, "Personne n’a encore qualifié")
    reason = {"reason": "Une fonction essentielle"}
    await ines.presses(ticket, "qualify", on=reminder, impact="essential", urgency="ordinary", **reason)
    await ines.presses(ticket, "transfer", group="technical", reason="Un serveur")
    card = await sam.facts(ticket)
    assert card["Priorité"].startswith("P2 – Élevée")
    assert card["Groupe"] == "Service technique"


# -- when it is taken in charge


async def test_each_priority_has_its_hours_and_p2_alone_a_date_for_its_solution(amelie, desk):
    """S3-23, S3-43, S3-49: one, two, four and eight opening hours from 8:00, and less than twelve to solve a P2."""
    await desk.clock.to("next monday 8:00")
    for declared, name, due in (
        (P1, "P1 – Critique", ["Monday 09:00"]),
        (P2, "P2 – Élevée", ["Monday 10:00", "Tuesday 11:29"]),
        (P3, "P3 – Normale", ["Monday 12:00"]),
        (P4, "P4 – Basse", ["Monday 16:00"]),
    ):
        card = await amelie.card(await incident(amelie, **declared))
        facts = amelie.facts_in(card)
        assert facts["Priorité"].startswith(name)
        assert [label for label in (ANSWER_BY, SOLUTION_BY) if label in facts] == [ANSWER_BY, SOLUTION_BY][: len(due)]
        assert [desk.clock.wall(moment) for moment in card.moments[: len(due)]] == due


async def test_an_essential_function_without_a_workaround_is_corrected_in_twelve_hours(amelie, desk):
    """S3-45: so is what disturbs in a critical period; the card says by when, less than twelve opening hours on."""
    options = (await amelie.begins_to_open("billing", "incident")).asked["impact"].options
    assert options["essential"] == "Une fonction essentielle est arrêtée – Sans solution de contournement"
    assert options["disturbing"] == "Un problème important – Il perturbe les activités"
    await desk.clock.to("next monday 8:00")
    ticket = await incident(amelie, "disturbing", "critical")
    assert (
        "À corriger en moins de 12\N{NO-BREAK SPACE}heures ouvrables"
        in (await amelie.types(f"/ticket show {ticket.id}")).words
    )
    card = await amelie.card(ticket)
    assert amelie.facts_in(card)["Priorité"].startswith("P2 – Élevée")
    assert desk.clock.wall(card.moments[1]) == "Tuesday 11:29"  # eight and a half on Monday, a second less on Tuesday


async def test_taken_in_charge_means_that_the_client_was_reached(amelie, ines):
    """S3-48: by a message or a call; taking the incident keeps the date on its card."""
    for verb, told in (("reply", {}), ("call", {"outcome": "reached"})):
        ticket = await incident(amelie, **P3)
        await ines.presses(ticket, "take")
        assert ANSWER_BY in await amelie.facts(ticket)
        await ines.presses(ticket, verb, text="Nous regardons.", **told)
        assert ANSWER_BY not in await amelie.facts(ticket)


# -- the work on it


async def test_a_specialist_goes_by_a_checklist(amelie, ines):
    """S3-24: from the first contact to the closing, in order; the client does not read it."""
    ticket = await incident(amelie, **P3)
    card = (await ines.card(ticket)).words
    steps = ("Communiquer avec", "Documenter l’incident", "applicative, ou technique", "diagnostic")
    steps += ("base de connaissances", "correctifs", "suivi auprès", "Documenter la solution", "Fermer l’incident")
    places = [card.index(step) for step in steps]
    assert places == sorted(places)
    assert "☐" not in (await amelie.card(ticket)).words


async def test_what_a_diagnosis_needs_is_asked_for(amelie, ines):
    """S3-25: the client reads the question, and has to act; the answer brings the incident back to work."""
    ticket = await incident(amelie, **P3)
    await ines.presses(ticket, "ask", text="Depuis quelle version ?")
    (question,) = await amelie.below(ticket, "Depuis quelle version")
    assert amelie.who in question.mentions
    card = await amelie.facts(ticket)
    assert (card["Statut"], card["Doit agir"].partition(" ")[0]) == ("En attente du client", "Client")
    await amelie.says(ticket, "La 12")
    assert (await amelie.facts(ticket))["Statut"] == "En traitement"


async def test_when_it_is_solved_and_tested_the_client_is_told(amelie, ines):
    """S3-26: with the fix; what the status says of it is that it was tested."""
    ticket = await resolved(amelie, ines)
    (told,) = await amelie.below(ticket, "Correctif installé et testé.")
    assert "Applicative" in told.words
    assert amelie.who in told.mentions
    assert "Résolu et mis à l’essai" in (await amelie.types("/ticket statuses")).words


async def test_the_client_hears_how_it_gets_on_as_often_as_agreed(amelie, ines, desk):
    """S3-27: a P1 every two hours; agreed upon, every four: then the specialist is told, and reports."""
    await desk.clock.to("next business day 8:00")
    usual, agreed = await incident(amelie, **P1), await incident(amelie, **P1)
    await ines.presses(agreed, "cadence", every="4h")
    await desk.clock.to(desk.clock.local().replace(hour=11))
    assert [len(await ines.below(each, "attend de vos nouvelles")) for each in (usual, agreed)] == [1, 0]
    await desk.clock.to(desk.clock.local().replace(hour=12, minute=1))
    (reminder,) = await ines.below(agreed, "attend de vos nouvelles")
    await ines.presses(agreed, "reply", on=reminder, text="Le correctif arrive.")
    assert await amelie.below(agreed, "Le correctif arrive.")


async def test_what_is_not_solved_in_time_goes_to_a_higher_tier(amelie, ines, sam, maya, desk):
    """S3-28, S3-35: a P2 is late: its group and the managers are told; handing over begins with the next tier."""
    await desk.clock.to("next business day 8:00")
    ticket = await incident(amelie, **P2)
    await ines.presses(ticket, "reply", text="Nous regardons.")
    await desk.clock.to("next business day 11:31")
    (late,) = await ines.below(ticket, "Service technique")
    assert any(ticket.reference in seen.words for seen in await maya.direct())
    form = (await ines.begins(ticket, "transfer", on=late if "transfer" in late.verbs else None)).form
    assert form.asked["group"].begins == "technical"
    assert not (await form.send(reason="Le délai est dépassé")).errors
    assert (await sam.facts(ticket))["Groupe"] == "Service technique"


# -- its end


async def test_approved_by_the_client_it_is_closed_and_they_are_told(amelie, ines):
    """S3-29, S3-30: what is resolved waits for the approval, and nothing else that the client can press closes it."""
    ticket = await resolved(amelie, ines)
    assert (await amelie.facts(ticket))["Statut"] == "Résolu"
    assert not any({"close", "cancel"} & seen.verbs for seen in await amelie.sees(ticket))
    await amelie.presses(ticket, "confirm")
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"
    assert await amelie.below(ticket, f"{ticket.reference} est fermé")


async def test_without_an_answer_it_is_closed_after_two_messages(amelie, ines, desk):
    """S3-32: five business days after the solution a reminder, five after that the end."""
    await desk.clock.to("next business day 10:00")
    ticket = await resolved(amelie, ines)
    first, second = desk.clock.in_business_days(5), desk.clock.in_business_days(10)
    await desk.clock.to(first + SECONDS)
    assert len(await amelie.below(ticket)) == 2
    await desk.clock.to(second - SECONDS)
    assert (await amelie.facts(ticket))["Statut"] == "Résolu"
    await desk.clock.to(second + SECONDS)
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"


async def test_a_message_left_by_telephone_is_a_contact(amelie, ines, desk):
    """S3-31: the client reads of it, the next step counts from it, and they are not reached by it (S3-48)."""
    await desk.clock.to("next business day 10:00")
    ticket = await incident(amelie, **P3)
    await ines.presses(ticket, "ask", text="Quelle facture ?")
    await desk.clock.to("next business day 10:00")
    await ines.presses(ticket, "call", outcome="message", text="Rappelez-moi au 555-0100")
    assert await amelie.below(ticket, "a laissé un message")
    due = desk.clock.in_business_days(5)
    await desk.clock.to(due - SECONDS)
    assert len(await amelie.below(ticket)) == 2
    await desk.clock.to(due + SECONDS)
    assert len(await amelie.below(ticket)) == 3


async def test_for_lack_of_information_it_is_closed_after_two_reminders(amelie, ines, desk):
    """S3-33, S3-34: five, ten and fifteen business days after the question; a new incident cites it."""
    await desk.clock.to("next business day 10:00")
    ticket = await incident(amelie, **P3, title="Facture perdue")
    await ines.presses(ticket, "ask", text="Quelle facture ?")
    last = desk.clock.in_business_days(15)
    await desk.clock.to(desk.clock.in_business_days(10) + SECONDS)
    assert len(await amelie.below(ticket)) == 3
    assert (await amelie.facts(ticket))["Statut"] == "En attente du client"
    await desk.clock.to(last + SECONDS)
    assert (await amelie.facts(ticket))["Statut"] == "Fermé"
    form = (await amelie.begins(ticket, "followup")).form
    assert not (await form.send(description="La facture 4411.", **P3)).errors
    assert f"Fait suite à {ticket.reference}" in (await amelie.card(amelie.desk.newest())).words


# -- escalation


async def test_a_specialist_asks_for_a_manager_and_so_does_a_client(amelie, ines, maya):
    """S3-36: the managers read who asked, and why; of the specialist's request the client reads nothing."""
    ticket = await incident(amelie, **P3)
    await ines.presses(ticket, "involve", reason="Le client menace de partir")
    assert any("Le client menace de partir" in seen.words for seen in await maya.direct())
    assert "menace de partir" not in await amelie.reads_everywhere()
    await amelie.presses(ticket, "escalate", reason="Toujours en panne.")
    told = [seen.words for seen in await maya.direct() if ticket.reference in seen.words]
    assert len(told) == 2
    assert "Toujours en panne." in told[1]


async def escalated(requester, ticket, **typed: str) -> str:
    """Ask for the next level; return whom one may turn to, as told directly."""
    await requester.presses(ticket, "escalate", reason="Toujours en panne.", **typed)
    return (await requester.direct())[-1].words.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_client_asks_for_somebody_higher_up_level_by_level(amelie, desk):
    """S3-37, S3-39..42: the second opens after a business day, with a mobile, the third also for an action plan."""
    await desk.clock.to("next business day 10:00")
    ticket = await incident(amelie, **P3)
    assert "Satisfaction de la clientèle" in await escalated(amelie, ticket)
    refused = await amelie.begins(ticket, "escalate")
    assert refused.form is None
    assert "échelon 2, « Direction du service d’assistance », s’ouvre le" in refused.words.replace("\xa0", " ")
    await desk.clock.to("next business day 10:01")
    told = await escalated(amelie, ticket)
    assert "Direction du service d’assistance" in told
    assert "Directrice" in told
    assert "555-0112" in told
    told = await escalated(amelie, ticket, plan="unsatisfied")
    assert "Vice-présidence" in told
    assert "Vice-présidente" in told


async def test_the_first_level_depends_on_the_product(amelie):
    """S3-38, S3-39: name, title, telephone, toll-free number and e-mail of each; no mobile yet."""
    tickets = [await incident(amelie, **P3, product=product) for product in ("medical", "imaging")]
    medical, imaging = [await escalated(amelie, ticket) for ticket in tickets]
    assert "Produits médicaux · Chef de produit" in medical
    assert "Recherche et développement · Directeur" in imaging
    assert "Recherche et développement" not in medical
    for told in (medical, imaging):
        assert "Service technique · Chef d’équipe" in told
        assert "Service d’assistance à la clientèle · Directrice" in told
        assert told.count("Téléphone : ") == told.count("Sans frais : ") == told.count("Courriel : ") == 3
        assert "Cellulaire" not in told


# -- what a solution may be


async def test_a_p3_is_got_around_or_handed_to_the_follow_up_of_changes(amelie, ines):
    """S3-46: a workaround, a later version, the follow-up of changes: the client reads which."""
    ticket = await incident(amelie, **P3)
    shown = (await amelie.types(f"/ticket show {ticket.id}")).words
    assert "P3 – Normale" in shown
    assert "peut être fermé, ou transmis pour le suivi des changements" in shown
    natures = (await ines.begins(ticket, "resolve")).form.asked["nature"].options
    assert natures["workaround"] == "Solution de contournement"
    await ines.presses(ticket, "resolve", solution="Nous l’étudions.", nature="change")
    assert await amelie.below(ticket, "Transmis pour le suivi des changements")


async def test_a_p4_is_of_little_impact_and_comes_with_a_later_version(amelie, ines):
    """S3-47."""
    asked = (await amelie.begins_to_open("billing")).asked
    assert asked["impact"].options["minor"] == "Un problème mineur – Peu ou pas d’impact sur les activités"
    ticket = await incident(amelie, **P4)
    shown = (await amelie.types(f"/ticket show {ticket.id}")).words
    assert "P4 – Basse" in shown
    assert "Un changement est priorisé avec l’ensemble des P4" in shown
    await ines.presses(ticket, "resolve", solution="Classé.", nature="later_version")
    assert await amelie.below(ticket, "Mise à jour dans une version ultérieure")


# -- the policy itself


async def test_the_policy_has_a_version(amelie):
    """S3-53: the help says which."""
    assert "Version 1 de notre politique" in (await amelie.types("/ticket help")).words
