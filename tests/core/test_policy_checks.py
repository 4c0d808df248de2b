"""The parts of a policy fit each other, and every way in which they do not is told with its place."""

import pytest

from chatdesk.core.findings import suggestion
from chatdesk.core.policy import Policy
from chatdesk.core.policy_checks import CHECKS, SECTIONS, missing_rooms, problems
from chatdesk.desks.loader import load_policy
from chatdesk.desks.problems import path_text


@pytest.fixture(scope="module")
def faculty():
    return load_policy("faculty").model_dump(mode="json", exclude_none=True)


@pytest.fixture
def found(faculty):
    """Change the faculty's policy by paths to values (None takes away), and tell what is wrong with it then."""

    def find(*changes):
        data = _copy(faculty)
        for path, value in changes:
            *way, last = path.split(".")
            part = data
            for step in way:
                part = part.setdefault(step, {})
            if value is None:
                del part[last]
            else:
                part[last] = value
        policy = Policy.model_validate(data)
        return [f"{path_text(finding.path)}: {finding.message}" for finding in problems(policy)]

    return find


def _copy(value):
    return {key: _copy(each) for key, each in value.items()} if isinstance(value, dict) else value


def test_the_shipped_policy_has_no_mistake(found):
    assert found() == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("desk.calendar", "facultee", "desk.calendar: there is no calendar 'facultee'; did you mean 'faculty'?"),
        ("default_priority", "norm", "default_priority: there is no priority 'norm'; did you mean 'normal'?"),
        ("products.crm.group", "apps", "products.crm.group: there is no group 'apps'; known here: "),
        ("products.crm.facts", ["phon"], "products.crm.facts[0]: there is no fact 'phon'; did you mean 'phone'?"),
        ("products.crm.kinds", ["x"], "products.crm.kinds[0]: there is no kind 'x'; known here: question, "),
        ("kinds.access.group", "x", "kinds.access.group: there is no group 'x'"),
        ("kinds.access.facts", ["y"], "kinds.access.facts[0]: there is no fact 'y'"),
        ("kinds.access.opened_by", "sales", "kinds.access.opened_by: there is no group 'sales'"),
        ("opening.facts", ["z"], "opening.facts[0]: there is no fact 'z'"),
        ("moves.take", "work", "moves.take: there is no status 'work'"),
        ("statuses.new.next", ["gone"], "statuses.new.next[0]: there is no status 'gone'"),
        ("matrix.unit.soon", "mid", "matrix.unit.soon: there is no priority 'mid'"),
        ("matrix.unit.never", "low", "matrix.unit.never: there is no urgency 'never'"),
        ("matrix.nobody", {}, "matrix.nobody: there is no impact 'nobody'"),
    ],
)
def test_an_id_that_nothing_has_is_told(found, path, value, told):
    assert any(line.startswith(told) for line in found((path, value)))


def test_a_matrix_without_holes_is_asked_for(found):
    assert found(("matrix.unit.soon", None), ("matrix.person", None)) == [
        "matrix.unit: has no priority for the urgency 'soon'",
        "matrix: has no row for the impact 'person'",
    ]
    assert found(("matrix", None)) == [
        "matrix: is missing: with 'impacts' and 'urgencies' it gives each pair its priority"
    ]


def test_a_form_that_asks_for_an_impact_needs_some(found):
    assert found(("matrix", None), ("impacts", None)) == [
        "opening.impact: the form asks for it, but 'impacts' names none"
    ]


def test_a_desk_without_impacts_and_urgencies_needs_no_matrix(found):
    assert found(("matrix", None), ("impacts", None), ("urgencies", None), ("opening", None)) == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("moves.open", "in_progress", "moves.open: 'in_progress' is in the phase 'working'; this step needs new"),
        (
            "moves.resolve",
            "closed",
            "moves.resolve: 'closed' is in the phase 'closed'; this step needs resolved or waiting",
        ),
        ("moves.close", "resolved", "moves.close: 'resolved' is in the phase 'resolved'; this step needs closed"),
        (
            "moves.cancel",
            "resolved",
            "moves.cancel: 'resolved' is in the phase 'resolved'; this step needs cancelled or closed",
        ),
        (
            "moves.ask",
            "waiting_supplier",
            "moves.ask: 'waiting_supplier' is in the phase 'suspended'; this step needs waiting",
        ),
        ("moves.answer", "closed", "moves.answer: 'closed' is in the phase 'closed'; this step needs new or working"),
        (
            "statuses.waiting_requester.next",
            ["resolved"],
            "statuses.waiting_requester.next: does not lead to 'in_progress', which 'moves.answer' needs",
        ),
        (
            "statuses.resolved.next",
            ["closed"],
            "statuses.resolved.next: does not lead to 'in_progress', which 'moves.refuse' needs",
        ),
        (
            "statuses.closed.next",
            ["new"],
            "statuses.closed.next: an ended ticket stays ended: this phase leads nowhere",
        ),
        ("statuses.new.next", ["new", "in_progress"], "statuses.new.next: a status does not lead to itself"),
        (
            "statuses.lost",
            {"name": "Lost", "phase": "working", "actor": "You", "next": ["closed"]},
            "statuses.lost: no way leads here from 'new'",
        ),
        (
            "statuses.in_progress.next",
            [],
            "statuses.in_progress: from here no ticket can ever be closed or cancelled",
        ),
    ],
)
def test_a_table_of_statuses_that_leads_astray_is_told(found, path, value, told):
    assert told in found((path, value))


def test_a_status_that_a_solution_shares_with_a_question_leads_where_both_need(found):
    """S2-12: an answer and a refusal put it back to work, a confirmation closes it."""
    one = (("moves.resolve", "waiting_requester"), ("statuses.in_progress.next", ["waiting_requester", "cancelled"]))
    told = found(*one, ("statuses.waiting_requester.next", ["new"]))
    assert [line for line in told if line.startswith("statuses.waiting") and "moves." in line] == [
        f"statuses.waiting_requester.next: does not lead to {status!r}, which 'moves.{step}' needs"
        for status, step in (("in_progress", "answer"), ("in_progress", "refuse"), ("closed", "close"))
    ]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("waiting_supplier", []),
        ("in_progress", []),
        (
            "waiting_requester",
            ["'waiting_requester' is in the phase 'waiting'; what a group is handed is its own to work on"],
        ),
        ("closed", ["'closed' is in the phase 'closed'; what a group is handed is its own to work on"]),
        ("gone", ["there is no status 'gone'; known here: new, "]),
    ],
)
def test_what_a_group_is_handed_is_its_own_to_work_on(found, status, told):
    """S2-11."""
    lines = found(("groups.applications.status", status))
    assert [line.startswith(f"groups.applications.status: {each}") for line, each in zip(lines, told, strict=True)] == [
        True for _ in told
    ]


def test_what_is_called_off_may_read_as_closed(found):
    """S2-12."""
    gone = [line for line in found(("moves.cancel", "closed")) if line.startswith("moves")]
    assert gone == []


def test_rooms_are_shared_by_nobody(found):
    assert found(
        ("rooms", {"slack": {"intake": "C1"}}),
        ("groups.service_desk.rooms", {"slack": "C1", "discord": "5"}),
        ("groups.applications.rooms", {"slack": "C2", "discord": "5"}),
    ) == [
        "groups.service_desk.rooms.slack: 'C1' is already the intake room",
        "groups.applications.rooms.discord: '5' is already the room of 'service_desk'",
    ]


@pytest.mark.parametrize(
    ("path", "length", "limit"),
    [
        ("statuses.new.name", 41, 40),
        ("products.crm.name", 76, 75),
        ("kinds.report.name", 76, 75),
        ("natures.advice", 76, 75),
        ("facts.phone.label", 46, 45),
        ("opening.warning", 2001, 2000),
    ],
)
def test_a_text_too_long_for_its_place_is_told(found, path, length, limit):
    assert found((path, "x" * length)) == [f"{path}: {length} characters, and there is room for {limit}"]
    assert found((path, "x" * limit)) == []


def test_the_language_that_is_too_long_is_named(found):
    assert found(("statuses.new.name", {"en": "New", "fr": "x" * 41})) == [
        "statuses.new.name.fr: 41 characters, and there is room for 40"
    ]


def test_a_list_of_choices_has_an_end(found):
    products = {f"p{number}": {"name": f"P{number}", "group": "service_desk"} for number in range(101)}

    assert found(("products", products)) == ["products: 101 choices, and a list holds 100"]


def test_two_names_that_read_the_same_and_ids_named_twice_are_told(found):
    assert found(
        ("kinds.report.name", {"en": "report an OUTAGE", "fr": "Rapport"}), ("products.crm.kinds", ["access"] * 2)
    ) == [
        "kinds.outage.name.en: reads the same as 'report'",
        "products.crm.kinds: names 'access' twice",
    ]


def test_missing_rooms_are_an_intake_and_one_for_each_group_on_some_platform(faculty):
    data = _copy(faculty)
    data["groups"]["applications"]["rooms"] = {"discord": "5"}

    assert [path_text(finding.path) for finding in missing_rooms(Policy.model_validate(data), "slack")] == [
        "rooms.slack",
        "groups.service_desk.rooms.slack",
    ]


def test_every_check_names_sections_that_exist():
    for check in CHECKS:
        assert check.needs <= SECTIONS


def test_a_long_list_of_what_there_is_ends():
    told = suggestion("zzz", [f"product{number}" for number in range(50)])

    assert told.endswith("product19, …")
    assert suggestion("zzz", []) == ""


@pytest.mark.parametrize(
    ("platform", "private", "told"),
    [
        ("discord", "direct", "rooms.discord.private: on discord direct messages hold no threads"),
        ("discord", None, "rooms.discord.private: on discord direct messages hold no threads"),
        ("slack", "thread", "rooms.slack.private: on slack a thread cannot have members of its own"),
        ("discord", "thread", ""),
        ("slack", "direct", ""),
        ("matrix", "thread", ""),
    ],
)
def test_threads_are_kept_private_in_a_way_that_the_platform_has(found, platform, private, told):
    rooms = {"intake": "123"} | ({"private": private} if private else {})
    findings = found(("desk.threads", "private"), (f"rooms.{platform}", rooms))
    assert [finding for finding in findings if told and finding.startswith(told)] == findings
    assert bool(findings) == bool(told)
    assert found(("desk.threads", "public"), (f"rooms.{platform}", rooms)) == []
