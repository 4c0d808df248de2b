"""The one table of who may do what: a requester's verbs are these and no others; what nobody is named for is denied."""

from __future__ import annotations

import pytest

from chatdesk.core.access import STAFF, Role, check, table
from chatdesk.core.errors import NotAllowed
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.words import words_in

EVERYBODY = {
    *("open", "list", "catalogue", "statuses", "roster", "designate", "access", "follow", "unfollow"),
    *("help", "profile", "link", "join", "offer", "revise", "retract"),
}
REQUESTERS = {
    "show",
    "comment",
    "confirm",
    "refuse",
    "followup",
    "watch",
    "cancel",
    "mute",
    "unmute",
    "why",
    "escalate",
}


def test_every_operation_stands_in_the_table_with_somebody_who_may():
    assert set(table(OPERATIONS)) == {operation.verb for operation in OPERATIONS}
    assert all(table(OPERATIONS).values())


def test_anybody_and_requesters_may_do_this_and_nothing_else():
    rows = table(OPERATIONS)
    assert {verb for verb, roles in rows.items() if Role.ANYONE in roles} == EVERYBODY
    assert {verb for verb, roles in rows.items() if Role.REQUESTER in roles} == REQUESTERS


def test_only_the_requester_says_whether_it_is_solved():
    rows = table(OPERATIONS)
    assert rows["confirm"] == rows["refuse"] == {Role.REQUESTER}
    assert not rows["confirm"] & STAFF


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.verb)
def test_without_any_role_everything_is_denied(operation):
    with pytest.raises(NotAllowed):
        check(operation, frozenset(), words_in("en"))
