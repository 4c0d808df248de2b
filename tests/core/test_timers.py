"""Timers: what the desk says and does by itself, when, to whom; what ends it, and what never happens twice."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from chatdesk.core.calendar import Opening
from chatdesk.core.delivery import Permanent
from chatdesk.core.document import RoleMention
from chatdesk.core.errors import FormRejected
from chatdesk.core.model import InternalEntry, Phase, TicketId
from chatdesk.core.policy_time import (
    Clock,
    ClockMode,
    ClocksPolicy,
    Do,
    LaddersPolicy,
    SchedulePolicy,
    StepPolicy,
    Target,
    WarningsPolicy,
)
from chatdesk.core.policy_values import LocalText
from chatdesk.core.spans import Share, Span
from chatdesk.core.timekeeper import FiringFailed, Timekeeper
from chatdesk.core.timers import DESK_TIMERS, TICKET_TIMERS
from chatdesk.core.timers.timer import TicketTimer
from chatdesk.desks.calendars import Calendars
from tests.fakes.platform import buttons_of, text_of
from tests.fakes.world import AMELIE, DESK_ROOM, INES, INTAKE, MONDAY, SAMUEL, World, faculty

TARGET = Target(response=Span.parse("4h"), resolution=Span.parse("8h"))
WARN = WarningsPolicy(response=Share(75), resolution=Span.parse("1h"))


def step(after: str, do: Do, **told: object) -> StepPolicy:
    return StepPolicy(after=Span.parse(after), do=do, **told)


LADDERS = LaddersPolicy(
    confirmation=(step("5d", Do.REMIND), step("5d", Do.CLOSE)),
    information=(step("5d", Do.REMIND), step("5d", Do.REMIND), step("5d", Do.CANCEL)),
)


def toronto(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in Toronto in March 2026; its clocks change in the night to Sunday the 8th."""
    return datetime(2026, 3, day, hour + (5 if day < 8 else 4), minute, tzinfo=UTC)


def timed(target: Target = TARGET, **sections: object):
    policy = faculty()
    priorities = {name: priority.model_copy(update={"target": target}) for name, priority in policy.priorities.items()}
    plain = {"clocks": ClocksPolicy(), "ladders": LaddersPolicy(), "schedule": SchedulePolicy()}
    return policy.model_copy(update={"priorities": priorities, **plain, **sections})


@pytest.fixture
def desk(store):
    """A desk; MONDAY is a Monday, 10:00 in Toronto, and the faculty is open from 8:30 to 16:30."""
    return lambda **sections: World(store, timed(**sections))


def internal(world, ticket):
    return world.slack.in_thread(world.thread(ticket, "internal"))


def public(world, ticket):
    return world.slack.in_thread(world.thread(ticket, "public"))


def opened(world, **answers):
    ticket = world.open(**answers)
    world.deliver()
    return ticket


def resolve(world, ticket):
    world.fill("resolve", INES, ticket, solution="Redémarrez.", nature="advice")
    world.deliver()


def reply(world, ticket, text="Nous regardons."):
    form = world.fill("reply", INES, ticket, text=text).form
    world.fill("reply", INES, ticket, hidden=form.hidden, text=text)


# -- warnings and breaches


def test_a_warning_goes_to_the_agents_thread_and_mentions_the_group_where_nobody_has_it(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.go_on(MONDAY + timedelta(hours=2, minutes=59))
    assert internal(world, ticket) == []
    world.go_on(MONDAY + timedelta(hours=3))
    (warning,) = internal(world, ticket)
    assert ticket.reference in warning.text
    assert len(warning.deliveries[0].people) == 2  # Inès and Samuel are in the service desk's room
    assert "take" in buttons_of(warning.body)
    assert public(world, ticket) == []


def test_a_warning_mentions_the_assignee_alone_once_there_is_one(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.press("take", INES, ticket)
    world.go_on(MONDAY + timedelta(hours=3))
    (warning,) = internal(world, ticket)
    (person,) = warning.deliveries[0].people
    assert world.ticket(ticket.id).assignee == person


def test_s3_48_taking_a_ticket_stops_no_clock_and_a_delivered_reply_does(desk):
    """S3-48."""
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.press("take", INES, ticket)
    reply(world, ticket)
    assert world.ticket(ticket.id).answered_at is None
    world.advance(minutes=5)
    world.deliver()
    assert world.ticket(ticket.id).answered_at == MONDAY + timedelta(minutes=5)
    world.go_on(MONDAY + timedelta(hours=5))
    assert all("première réponse" not in message.text for message in internal(world, ticket))


def test_s3_48_an_answer_that_is_never_delivered_stops_nothing(desk):
    """S3-48."""
    world = desk()
    ticket = opened(world)
    reply(world, ticket)
    world.slack.refuse(*[Permanent("no")] * 3)
    world.deliver()
    assert world.ticket(ticket.id).answered_at is None


def test_s3_48_a_recorded_call_is_an_answer(desk):
    """S3-48."""
    world = desk()
    ticket = opened(world)
    world.fill("call", INES, ticket, outcome="reached", text="Rappelé, on regarde demain.")
    assert world.ticket(ticket.id).answered_at == MONDAY
    world.deliver()
    assert "Rappelé" in public(world, ticket)[0].text
    assert "CANARYINES" not in public(world, ticket)[0].text


def test_an_agent_who_writes_in_the_open_has_answered(desk):
    world = desk()
    ticket = opened(world)
    world.say(INES, world.thread(ticket, "public"), "Bonjour, je regarde.")
    assert world.ticket(ticket.id).answered_at == MONDAY


def test_a_desk_that_answers_automatically_has_not_answered(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    with world.store.begin() as unit:
        work = world.desk.own_work(unit, world.now, unit.ticket(ticket.id))
        work.tell_requester()
    world.deliver()
    assert world.ticket(ticket.id).answered_at is None


def test_s3_36_a_breach_is_told_to_the_managers_privately(desk):
    """S3-36."""
    world = desk(clocks=ClocksPolicy(escalate=(Clock.RESOLUTION,)))
    ticket = opened(world)
    world.go_on(toronto(3, 9, 59))
    assert world.slack.in_room("dm:U0MAYA") == []
    world.go_on(toronto(3, 10))
    (told,) = world.slack.in_room("dm:U0MAYA")
    assert ticket.reference in told.text
    texts = [message.text for message in internal(world, ticket)]
    assert len(texts) == 2  # the answer on Monday at 14:00, the solution on Tuesday at 10:00


def test_s3_28_a_breach_names_the_next_tier(desk):
    """S3-28."""
    policy = timed()
    groups = policy.groups | {
        "service_desk": policy.groups["service_desk"].model_copy(update={"escalates_to": "applications"})
    }
    world = desk(groups=groups)
    ticket = opened(world)
    world.go_on(toronto(3, 10))
    assert "Soutien aux applications" in internal(world, ticket)[-1].text


def test_a_pause_keeps_the_breach_back_by_as_long_as_it_lasted(desk):
    world = desk()
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.go_on(toronto(3, 10))
    assert world.ticket(ticket.id).resolve_by is None
    world.say(AMELIE, world.thread(ticket, "public"), "Firefox")
    assert world.ticket(ticket.id).resolve_by == toronto(4, 10)


def test_what_was_overdue_stays_overdue_while_paused(desk):
    world = desk()
    ticket = opened(world)
    world.go_on(toronto(3, 11))
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    assert world.ticket(ticket.id).resolve_by == toronto(3, 10)


def test_a_raised_priority_that_is_late_already_fires_at_once_and_once(desk):
    policy = timed(Target(resolution=Span.parse("30h")))
    urgent = policy.priorities["critical"].model_copy(update={"target": Target(resolution=Span.parse("1h"))})
    world = desk(priorities=policy.priorities | {"critical": urgent})
    ticket = opened(world)
    world.go_on(toronto(3, 12))
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="Tous")
    world.go_on(toronto(3, 13))
    assert sum("n’a pas été résolu" in message.text for message in internal(world, ticket)) == 1


# -- once, late, and at fault


def test_a_late_timer_fires_once_and_says_so(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.advance(hours=3, minutes=30)
    assert world.keeper.fire(world.now).count == 1
    assert world.keeper.fire(world.now).count == 0
    world.deliver()
    (warning,) = internal(world, ticket)
    assert "en retard" in warning.text


def test_a_timer_of_an_instant_that_has_moved_does_nothing(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    stale = world.policy.model_copy(update={"clocks": ClocksPolicy()})
    world.desk.policy = stale
    world.advance(hours=3)
    assert world.keeper.fire(world.now).count == 1
    world.deliver()
    assert internal(world, ticket) == []


def test_what_fired_does_not_fire_again_when_the_ticket_is_saved(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.go_on(MONDAY + timedelta(hours=3))
    world.press("take", INES, ticket)
    world.go_on(MONDAY + timedelta(hours=3, minutes=30))
    assert len(internal(world, ticket)) == 1


def test_a_clock_that_goes_back_fires_nothing_twice(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.go_on(MONDAY + timedelta(hours=3))
    world.now = MONDAY
    assert world.keeper.fire(world.now).count == 0
    world.go_on(MONDAY + timedelta(hours=3))
    assert len(internal(world, ticket)) == 1


def test_a_timer_at_fault_undoes_its_batch_and_the_others_fire_without_it(store):
    def fail(_firing):
        raise ZeroDivisionError

    def due(clocks):
        return clocks.ticket.opened_at + timedelta(minutes=1)

    world = World(store, timed(clocks=ClocksPolicy(warn=WARN)))
    world.desk.timers |= {"faulty": TicketTimer(kind="faulty", past="failed", due=due, fire=fail)}
    ticket = opened(world)
    world.advance(hours=3)
    with pytest.raises(FiringFailed) as caught:
        world.keeper.fire(world.now)
    assert caught.value.timer.kind == "faulty"
    fault = frozenset({caught.value.timer})
    assert world.keeper.fire(world.now, later=fault).count == 1
    assert world.next_timer() == caught.value.timer.due
    world.deliver()
    assert len(internal(world, ticket)) == 1


def test_every_timer_has_a_name_of_its_own():
    kinds = [timer.kind for timer in (*TICKET_TIMERS, *DESK_TIMERS)]
    assert len(kinds) == len(set(kinds))


# -- reminders


def test_agents_are_reminded_of_a_ticket_that_nobody_qualified(desk):
    world = desk(clocks=ClocksPolicy(unqualified=Span.parse("2h")))
    ticket = opened(world)
    other = opened(world)
    world.fill("qualify", INES, other, impact="person", urgency="soon", reason="Une personne")
    world.go_on(MONDAY + timedelta(hours=2))
    (reminder,) = internal(world, ticket)
    assert "qualify" in buttons_of(reminder.body)
    assert not any("encore" in message.text for message in internal(world, other))


def test_s3_27_the_agent_is_reminded_to_report_and_every_word_starts_anew(desk):
    """S3-27."""
    world = desk(target=Target(update=Span.parse("2h")))
    ticket = opened(world)
    world.go_on(MONDAY + timedelta(hours=1))
    reply(world, ticket)
    world.go_on(MONDAY + timedelta(hours=2, minutes=30))
    assert sum("reply" in buttons_of(each.body) for each in internal(world, ticket)) == 0
    world.go_on(MONDAY + timedelta(hours=3))
    assert sum("reply" in buttons_of(each.body) for each in internal(world, ticket)) == 1


def test_s3_27_a_cadence_of_its_own_wins_over_the_policys(desk):
    """S3-27."""
    world = desk(target=Target(update=Span.parse("2h")))
    ticket = opened(world)
    world.fill("cadence", INES, ticket, every="1d")
    assert world.ticket(ticket.id).update_by == toronto(3, 10)
    world.fill("cadence", INES, ticket, every="")
    assert world.ticket(ticket.id).update_by == toronto(2, 12)


def test_reminders_wait_for_the_end_of_the_quiet_hours_and_warnings_do_not(desk):
    policy = timed()
    night = policy.calendars["faculty"].model_copy(
        update={"week": {day: (Opening.parse("0:00-24:00"),) for day in ("monday", "tuesday")}}
    )
    quiet = ClocksPolicy(unqualified=Span.parse("12h"), quiet=Opening.parse("20:00-7:30"), warn=WARN)
    world = desk(target=Target(resolution=Span.parse("13h")), calendars={"faculty": night}, clocks=quiet)
    ticket = opened(world)
    world.go_on(toronto(3, 7, 29))
    assert ["qualify" in buttons_of(each.body) for each in internal(world, ticket)] == [False, False]
    world.go_on(toronto(3, 7, 30))
    assert ["qualify" in buttons_of(each.body) for each in internal(world, ticket)] == [False, False, True]


# -- ladders


def test_s3_32_two_messages_five_business_days_apart_then_closed_five_after(desk):
    """S3-32."""
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    before = len(public(world, ticket))
    world.go_on(toronto(9, 9, 59))
    assert len(public(world, ticket)) == before
    world.go_on(toronto(9, 10))
    reminder = public(world, ticket)[-1]
    assert len(public(world, ticket)) == before + 1
    assert {"confirm", "refuse"} <= buttons_of(reminder.body).keys()
    world.go_on(toronto(16, 9, 59))
    assert world.ticket(ticket.id).phase is Phase.RESOLVED
    world.go_on(toronto(16, 10))
    closed = world.ticket(ticket.id)
    assert closed.phase is Phase.CLOSED
    assert "fermé" in public(world, ticket)[-1].text
    assert "followup" in buttons_of(world.slack.in_room("dm:U0AMELIE")[-1].body)


def test_s3_32_a_process_that_was_down_does_not_remind_and_close_in_one_breath(desk):
    """S3-32."""
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    world.now = toronto(18, 10)
    world.keeper.fire(world.now)
    assert world.keeper.fire(world.now).count == 0
    assert world.ticket(ticket.id).phase is Phase.RESOLVED
    world.go_on(toronto(25, 10))
    assert world.ticket(ticket.id).phase is Phase.CLOSED


@pytest.mark.parametrize("answer", ["yes", "no", "words"])
def test_s3_32_any_answer_ends_the_ladder(desk, answer):
    """S3-32."""
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    if answer == "yes":
        world.press("confirm", AMELIE, ticket)
    elif answer == "no":
        world.fill("refuse", AMELIE, ticket, reason="Toujours rien.")
    else:
        world.say(AMELIE, world.thread(ticket, "public"), "Je vérifie demain.")
    world.deliver()
    said = len(public(world, ticket))
    phase = world.ticket(ticket.id).phase
    world.go_on(toronto(30, 10))
    assert len(public(world, ticket)) == said
    assert world.ticket(ticket.id).phase is phase


def test_s3_32_a_refusal_begins_the_ladder_anew_with_the_next_solution(desk):
    """S3-32."""
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    world.go_on(toronto(9, 10))
    world.fill("refuse", AMELIE, ticket, reason="Toujours rien.")
    world.go_on(toronto(10, 10))
    resolve(world, ticket)
    assert world.ticket(ticket.id).ladder_step == 0
    world.go_on(toronto(17, 10))
    assert world.ticket(ticket.id).phase is Phase.RESOLVED
    world.go_on(toronto(24, 10))
    assert world.ticket(ticket.id).phase is Phase.CLOSED


def test_s3_33_after_two_reminders_without_the_information_it_ends(desk):
    """S3-33."""
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.go_on(toronto(17, 10))
    assert sum("toujours besoin" in each.text for each in public(world, ticket)) == 2
    world.go_on(toronto(23, 10))
    ended = world.ticket(ticket.id)
    assert ended.phase is Phase.CANCELLED
    assert ended.cancel_reason


def test_s3_33_an_answer_puts_it_back_to_work_and_ends_the_ladder(desk):
    """S3-33."""
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.go_on(toronto(9, 10))
    world.say(AMELIE, world.thread(ticket, "public"), "Firefox")
    world.go_on(toronto(30, 10))
    assert world.ticket(ticket.id).phase is Phase.WORKING
    assert sum("toujours besoin" in each.text for each in public(world, ticket)) == 1


def test_s2_21_the_closing_is_left_to_the_agent_in_charge(desk):
    """S2-21."""
    world = desk(ladders=LaddersPolicy(confirmation=(step("5d", Do.AGENT),)))
    ticket = opened(world)
    resolve(world, ticket)
    world.go_on(toronto(9, 10))
    assert world.ticket(ticket.id).phase is Phase.RESOLVED
    assert "close" in buttons_of(internal(world, ticket)[-1].body)


def test_s1_22_a_step_that_tells_nothing_ends_the_ticket_on_its_card_alone(desk):
    """S1-22."""
    world = desk(ladders=LaddersPolicy(confirmation=(step("5d", Do.CLOSE, tells=False),)))
    ticket = opened(world)
    resolve(world, ticket)
    said = len(public(world, ticket))
    world.go_on(toronto(9, 10))
    assert world.ticket(ticket.id).phase is Phase.CLOSED
    assert len(public(world, ticket)) == said


def test_the_reminder_says_when_it_closes(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    world.go_on(toronto(9, 10))
    reminder = public(world, ticket)[-1]
    moments = [span.at for block in reminder.body.blocks for span in getattr(block, "line", ()) if hasattr(span, "at")]
    assert moments == [toronto(16, 10)]


# -- the desk's own


def test_each_group_gets_its_queue_in_the_morning_of_a_business_day(desk):
    world = desk(schedule=SchedulePolicy(digest=time(8, 45)))
    ticket = opened(world)
    world.keeper.arm(world.now)
    world.go_on(toronto(3, 8, 44))
    assert not any("Bonjour" in each.text for each in world.slack.in_room(DESK_ROOM))
    world.go_on(toronto(3, 8, 45))
    (digest,) = [each for each in world.slack.in_room(DESK_ROOM) if "Bonjour" in each.text]
    assert ticket.reference in digest.text
    world.go_on(toronto(9, 8, 45))
    assert sum("Bonjour" in each.text for each in world.slack.in_room(DESK_ROOM)) == 5  # none on the week-end


def test_s4_14_a_closing_day_is_announced_where_requesters_are(desk):
    """S4-14."""
    policy = timed()
    closed = {
        date(2026, 3, 12): LocalText(en="Inventory", fr="Inventaire"),
        date(2026, 3, 13): LocalText(en="Inventory", fr="Inventaire"),
    }
    calendars = {"faculty": policy.calendars["faculty"].model_copy(update={"closed": closed})}
    world = desk(calendars=calendars, schedule=SchedulePolicy(closing_notice=Span.parse("2d")))
    world.keeper.arm(world.now)
    world.go_on(toronto(10, 8, 29))
    assert world.slack.in_room(INTAKE) == []
    world.go_on(toronto(10, 8, 30))
    (announced,) = world.slack.in_room(INTAKE)
    assert "du jeudi 12\u00a0mars au vendredi 13\u00a0mars" in announced.text
    assert "Inventaire" in announced.text
    opens = [span.at for block in announced.body.blocks for span in block.line if hasattr(span, "at")]
    assert opens == [toronto(16, 8, 30)]


# -- a policy that changed


def test_a_changed_calendar_counts_open_tickets_anew_and_the_history_says_so(store):
    world = World(store, timed())
    ticket = opened(world)
    assert world.ticket(ticket.id).resolve_by == toronto(3, 10)
    later = timed(Target(resolution=Span.parse("12h")))
    again = World(store, later)
    assert again.keeper.is_recount_due()
    assert again.keeper.recount(again.now, TicketId(0)) is None
    assert not again.keeper.is_recount_due()
    assert again.ticket(ticket.id).resolve_by == toronto(3, 14)
    with store.read() as unit:
        newest = unit.internal_history(ticket.id, 1)[0]
    assert isinstance(newest, InternalEntry)
    assert newest.verb == "recount"
    assert ("2026-03-03 10:00", "2026-03-03 14:00") in [(each.before, each.after) for each in newest.changes]
    again.go_on(toronto(3, 13, 59))
    assert internal(again, ticket) == []
    again.go_on(toronto(3, 14))
    assert len(internal(again, ticket)) == 1


def test_the_same_policy_counts_nothing_anew(store):
    world = World(store, timed())
    world.keeper.recount(world.now, TicketId(0))
    same = World(store, timed())
    assert not Timekeeper(same.desk).is_recount_due()


# -- why


def test_the_desk_can_say_why_in_the_persons_language(desk):
    world = desk()
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.advance(hours=1)
    paused = text_of(world.press("why", AMELIE, ticket).document)
    assert "en pause" in paused
    assert "8\u00a0heures d’ouverture" in paused
    world.say(AMELIE, world.thread(ticket, "public"), "Firefox")
    why = text_of(world.press("why", AMELIE, ticket).document)
    assert "1\N{NO-BREAK SPACE}h" in why
    assert "En attente du demandeur" in why
    assert "8\u00a0h\u00a030 à 16\u00a0h\u00a030 (America/Toronto)" in why
    english = text_of(world.press("why", SAMUEL, ticket).document)
    assert "8 opening hours" in english


def test_the_calendars_of_a_policy_are_built_once(desk):
    world = desk()
    calendars = Calendars(world.policy)
    assert calendars("faculty") is calendars("faculty")


def test_the_timer_of_the_howto_works_as_it_says(desk):
    page = (Path(__file__).parents[2] / "docs" / "howto" / "add-a-timer.md").read_text(encoding="utf-8")
    told: dict[str, object] = {}
    exec(textwrap.dedent(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]), told)
    world = desk()
    world.desk.timers |= {"orphan": told["ORPHAN"]}
    orphan, taken = opened(world), opened(world)
    world.press("take", INES, taken)
    world.go_on(toronto(3, 10))
    assert "Nobody has taken" in " ".join(message.text for message in internal(world, orphan))
    assert "Nobody has taken" not in " ".join(message.text for message in internal(world, taken))


def test_a_group_with_a_role_where_its_thread_is_is_mentioned_by_it(desk):
    policy = timed()
    groups = policy.groups | {
        "service_desk": policy.groups["service_desk"].model_copy(update={"roles": {"slack": "S0DESK"}})
    }
    world = desk(clocks=ClocksPolicy(warn=WARN), groups=groups)
    ticket = opened(world)
    world.go_on(MONDAY + timedelta(hours=3))
    (warning,) = internal(world, ticket)
    assert RoleMention("S0DESK") in warning.body.blocks[0].line
    assert not warning.deliveries[0].people


def test_a_member_who_muted_the_ticket_is_not_mentioned_with_the_group(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.press("mute", SAMUEL, ticket)
    world.go_on(MONDAY + timedelta(hours=3))
    assert len(internal(world, ticket)[0].deliveries[0].people) == 1


@pytest.mark.parametrize("every", ["often", "0h", "-1d", "999999999h", "1.5h"])
def test_s3_27_a_cadence_that_is_no_span_comes_back_at_its_field(desk, every):
    """S3-27."""
    world = desk()
    ticket = opened(world)
    with pytest.raises(FormRejected) as rejected:
        world.fill("cadence", INES, ticket, every=every)
    assert list(rejected.value.fields) == ["every"]
    assert world.ticket(ticket.id).update_every == ""


# -- what a change of the policy, or a moment, must not do


def test_a_priority_or_kind_that_left_the_policy_freezes_nothing(store):
    world = World(store, timed())
    ticket = opened(world)
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="Tous")
    priorities = {name: each for name, each in world.policy.priorities.items() if name != "critical"}
    kinds = {name: each for name, each in world.policy.kinds.items() if name != "question"}
    again = World(store, timed().model_copy(update={"priorities": priorities, "kinds": kinds}))
    assert again.keeper.recount(again.now, TicketId(0)) is None
    assert again.ticket(ticket.id).resolve_by == toronto(3, 10)  # as the default priority says
    again.press("take", INES, ticket)


def test_a_question_that_never_arrives_starts_no_ladder(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.slack.refuse(*[Permanent("no")] * 3)
    world.deliver()
    world.go_on(toronto(30, 10))
    assert world.ticket(ticket.id).phase is Phase.WAITING


def test_a_ladder_counts_from_when_the_question_arrived(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.now = toronto(4, 10)
    world.go_on(toronto(11, 9, 59))
    assert sum("toujours besoin" in each.text for each in public(world, ticket)) == 0
    world.go_on(toronto(11, 10))
    assert sum("toujours besoin" in each.text for each in public(world, ticket)) == 1


def test_a_waiting_status_set_by_hand_asks_nothing_and_starts_no_ladder(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    world.press("take", INES, ticket)
    world.fill("status", INES, ticket, status="waiting_requester")
    world.go_on(toronto(30, 10))
    assert world.ticket(ticket.id).phase is Phase.WAITING
    assert public(world, ticket) == []


def test_a_ladder_of_another_length_goes_on_where_the_ticket_is(store):
    world = World(store, timed(ladders=LADDERS))
    ticket = opened(world)
    resolve(world, ticket)
    world.go_on(toronto(9, 10))
    short = World(store, timed(ladders=LaddersPolicy(confirmation=(step("10d", Do.CLOSE),))))
    short.slack = world.slack
    short.now = toronto(9, 12)
    short.keeper.recount(short.now, TicketId(0))
    short.go_on(toronto(23, 9, 59))
    assert short.ticket(ticket.id).phase is Phase.RESOLVED
    short.go_on(toronto(23, 10))
    assert short.ticket(ticket.id).phase is Phase.CLOSED


def test_a_timer_that_holds_no_more_arms_what_does(store):
    old = World(store, timed(clocks=ClocksPolicy(warn=WARN)))
    new = World(store, timed(Target(response=Span.parse("6h"), resolution=Span.parse("9h"))))
    ticket = opened(old)
    new.slack = old.slack
    new.go_on(toronto(3, 12))
    assert len(internal(new, ticket)) == 2  # answer and solution, each breached once, by the new targets


def test_what_fires_late_at_night_waits_for_the_end_of_the_quiet_hours(desk):
    quiet = ClocksPolicy(unqualified=Span.parse("2h"), quiet=Opening.parse("18:00-8:00"))
    world = desk(target=Target(), clocks=quiet)
    ticket = opened(world)
    world.now = toronto(3, 2, 30)
    fired = world.keeper.fire(world.now)
    assert (fired.count, list(fired.waiting.values())) == (0, [toronto(3, 8, 30)])
    world.now = toronto(3, 8, 30)
    assert world.keeper.fire(world.now).count == 1
    world.deliver()
    assert len(internal(world, ticket)) == 1


def test_a_date_that_is_new_is_not_called_late(desk):
    policy = timed(Target(resolution=Span.parse("30h")))
    urgent = policy.priorities["critical"].model_copy(update={"target": Target(resolution=Span.parse("1h"))})
    world = desk(priorities=policy.priorities | {"critical": urgent}, clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.go_on(toronto(2, 12))
    world.fill("qualify", INES, ticket, impact="faculty", urgency="now", reason="Tous")
    world.go_on(toronto(2, 13))
    (breach,) = [each for each in internal(world, ticket) if "à temps" in each.text]
    assert "retard" not in breach.text
    assert not any("bientôt" in each.text for each in internal(world, ticket))


def test_a_clock_that_has_stopped_keeps_what_it_was_measured_by(store):
    world = World(store, timed())
    ticket = opened(world)
    reply(world, ticket)
    world.deliver()
    resolve(world, ticket)
    measured = world.ticket(ticket.id)
    later = World(store, timed(Target(response=Span.parse("1h"), resolution=Span.parse("2h"))))
    later.keeper.recount(later.now, TicketId(0))
    later.press("confirm", AMELIE, ticket)
    closed = later.ticket(ticket.id)
    assert (closed.respond_by, closed.resolve_by) == (measured.respond_by, measured.resolve_by)


def test_a_status_that_pauses_no_more_lets_the_clock_run_from_then_on(store):
    world = World(store, timed())
    ticket = opened(world)
    world.fill("status", INES, ticket, status="waiting_supplier")
    world.advance(hours=1)
    statuses = world.policy.statuses | {
        "waiting_supplier": world.policy.statuses["waiting_supplier"].model_copy(update={"clock": ClockMode.RUNS})
    }
    again = World(store, timed(statuses=statuses))
    again.now = world.now
    again.keeper.recount(again.now, TicketId(0))
    assert again.ticket(ticket.id).resolve_by == toronto(3, 11)


def test_a_card_shows_no_clock_that_there_is_not(desk):
    world = desk(target=Target(response=Span.parse("4h")))
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.deliver()
    assert not any("en pause" in each.text for each in world.slack.messages)


def test_a_call_begins_the_ladder_anew(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    world.fill("ask", INES, ticket, text="Quel navigateur?")
    world.go_on(toronto(9, 10))
    world.fill("call", INES, ticket, outcome="reached", text="Rappellera demain.")
    world.go_on(toronto(16, 9, 59))
    assert sum("toujours besoin" in each.text for each in public(world, ticket)) == 1


def test_who_muted_the_ticket_is_offered_nothing_privately(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    world.press("mute", AMELIE, ticket)
    before = len(world.slack.in_room("dm:U0AMELIE"))
    world.go_on(toronto(16, 10))
    assert world.ticket(ticket.id).phase is Phase.CLOSED
    assert len(world.slack.in_room("dm:U0AMELIE")) == before


def test_the_group_is_told_where_the_assignee_hears_nothing(desk):
    world = desk(clocks=ClocksPolicy(warn=WARN))
    ticket = opened(world)
    world.press("take", INES, ticket)
    world.press("mute", INES, ticket)
    world.go_on(MONDAY + timedelta(hours=3))
    (warning,) = internal(world, ticket)
    (person,) = warning.deliveries[0].people
    assert person != world.ticket(ticket.id).assignee


def test_after_words_about_a_solution_agents_are_left_to_close_it(desk):
    world = desk(ladders=LADDERS)
    ticket = opened(world)
    resolve(world, ticket)
    world.say(AMELIE, world.thread(ticket, "public"), "Merci !")
    world.deliver()
    assert "close" in buttons_of(internal(world, ticket)[-1].body)
