"""What the cards offer: the few things that are done next as buttons, the rest behind "More…"."""

from dataclasses import replace

import pytest

from chatdesk.core.buttons import MOST_BUTTONS, buttons_for, ticket_buttons
from chatdesk.core.document import Actions, Button
from chatdesk.core.model import ENDED, OPEN, Phase
from chatdesk.core.operation import Surface
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.words import words_in
from tests.fakes.world import AMELIE, INES, faculty

REGISTRY = {operation.verb: operation for operation in OPERATIONS if operation.wanted(faculty())}
ENGLISH = words_in("en")


def row(ticket, surface, operations=REGISTRY):
    [row] = ticket_buttons(operations, surface, ticket, ENGLISH)
    return [button.verb for button in row.buttons], [button.verb for button in row.more]


def in_phase(world, phase, *, taken=True):
    ticket = world.open()
    assignee = ticket.requester if taken else None
    return replace(ticket, phase=phase, assignee=assignee)


@pytest.mark.parametrize("surface", [Surface.PUBLIC_CARD, Surface.INTERNAL_CARD])
@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("taken", [False, True])
def test_a_card_shows_five_buttons_at_most_in_every_phase(world, phase, surface, taken):
    buttons, _ = row(in_phase(world, phase, taken=taken), surface)
    assert 0 < len(buttons) <= 5


def test_a_new_ticket_is_taken_answered_resolved_or_noted_on_the_rest_is_in_the_menu(world):
    buttons, more = row(world.open(), Surface.INTERNAL_CARD)
    assert buttons == ["take", "reply", "ask", "resolve", "note"]
    assert more == [
        "show", "qualify", "assign", "transfer", "status", "call", "cadence", "why", "watch", "collaborate", "involve",
        "cancel",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "shown"),
    [
        *((phase, ["reply", "ask", "resolve", "note"]) for phase in sorted(OPEN)),
        (Phase.RESOLVED, ["reply", "close", "note"]),
        *((phase, ["note"]) for phase in sorted(ENDED)),
    ],
)
def test_what_an_agent_does_next_depends_on_the_phase(world, phase, shown):
    assert row(in_phase(world, phase), Surface.INTERNAL_CARD)[0] == shown


@pytest.mark.parametrize(
    ("phase", "shown", "menu"),
    [
        (Phase.WORKING, ["comment", "show"], ["why", "watch", "cancel"]),
        (Phase.RESOLVED, ["comment", "show"], ["why", "watch"]),
        (Phase.CLOSED, ["followup", "show", "why"], []),
    ],
)
def test_the_requester_comments_and_looks_the_rest_is_in_the_menu(world, phase, shown, menu):
    assert row(in_phase(world, phase), Surface.PUBLIC_CARD) == (shown, menu)


def test_what_has_no_room_as_a_button_goes_to_the_menu_first(world):
    eager = {
        verb: replace(
            operation, surfaces=frozenset({Surface.INTERNAL_CARD}) if verb == "assign" else operation.surfaces
        )
        for verb, operation in REGISTRY.items()
    }
    buttons, more = row(world.open(), Surface.INTERNAL_CARD, eager)
    assert len(buttons) == MOST_BUTTONS
    assert (buttons[-1], more[0]) == ("note", "assign")


def test_some_verbs_alone_have_no_menu(world):
    [actions] = buttons_for(REGISTRY, ("qualify", "take"), world.open(), ENGLISH)
    assert ([button.verb for button in actions.buttons], actions.more) == (["qualify", "take"], ())


def test_an_entry_of_the_menu_says_what_its_button_would(world):
    ticket = world.open()
    [actions] = ticket_buttons(REGISTRY, Surface.INTERNAL_CARD, ticket, ENGLISH)
    assert next(button for button in actions.more if button.verb == "transfer") == Button(
        verb="transfer", label="Hand over", subject=str(ticket.id)
    )


@pytest.mark.parametrize("who", [AMELIE, INES])
def test_the_details_offer_the_cards_row_and_muting_but_not_themselves(world, who):
    ticket = world.open()
    [actions] = [block for block in world.press("show", who, ticket).document.blocks if isinstance(block, Actions)]
    buttons, more = row(ticket, Surface.INTERNAL_CARD if who is INES else Surface.PUBLIC_CARD)
    assert [button.verb for button in actions.buttons] == [verb for verb in buttons if verb != "show"]
    assert [button.verb for button in actions.more] == [*(verb for verb in more if verb != "show"), "mute"]
