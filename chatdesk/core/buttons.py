"""Buttons from the registry: what may be pressed on a surface, for a ticket in its phase. Rights are checked later.

A card shows five buttons at most. What an operation puts on the card's menu, and what has no room, is behind "More…".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from chatdesk.core.document import Actions, Button
from chatdesk.core.model import Ticket
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.words import Words
from chatdesk.core.work import possible

MOST_BUTTONS: Final = 5
_MENUS: Final = {Surface.PUBLIC_CARD: Surface.PUBLIC_MENU, Surface.INTERNAL_CARD: Surface.INTERNAL_MENU}


def ticket_buttons(
    operations: Mapping[str, AnyOperation], surface: Surface, ticket: Ticket, words: Words, *more: Button
) -> tuple[Actions, ...]:
    """Return the row of a surface's buttons for a ticket, or nothing where none applies. A card's has a menu."""
    buttons = _about(ticket, possible(operations, ticket.phase, surface), words)
    menu = possible(operations, ticket.phase, _MENUS[surface]) if surface in _MENUS else ()
    return _row(buttons, (*_about(ticket, menu, words), *more))


def buttons_for(
    operations: Mapping[str, AnyOperation], verbs: tuple[str, ...], ticket: Ticket, words: Words
) -> tuple[Actions, ...]:
    """Return a row of buttons for some verbs, those that apply to the ticket now."""
    named = (operations[verb] for verb in verbs if verb in operations)
    return _row(_about(ticket, (operation for operation in named if ticket.phase in operation.phases), words))


def start_buttons(operations: Mapping[str, AnyOperation], words: Words, subject: str) -> tuple[Actions, ...]:
    """Return the buttons that start something about a subject: a product, or a message."""
    return _row(_on(Surface.PANEL, operations, words, subject))


def home_buttons(operations: Mapping[str, AnyOperation], words: Words) -> tuple[Actions, ...]:
    """Return the buttons of the home tab."""
    return _row(_on(Surface.HOME, operations, words, ""))


def _row(buttons: tuple[Button, ...], lesser: tuple[Button, ...] = ()) -> tuple[Actions, ...]:
    """Return a row with a menu at its end; what would be alone in the menu is a button where there is room."""
    shown, more = buttons[:MOST_BUTTONS], (*buttons[MOST_BUTTONS:], *lesser)
    if len(more) == 1 and len(shown) < MOST_BUTTONS:
        shown, more = (*shown, *more), ()
    return (Actions(shown, more),) if shown or more else ()


def _about(ticket: Ticket, usable: Iterable[AnyOperation], words: Words) -> tuple[Button, ...]:
    return tuple(_button(each, words, str(ticket.id)) for each in usable if each.offered(ticket))


def _on(surface: Surface, operations: Mapping[str, AnyOperation], words: Words, subject: str) -> tuple[Button, ...]:
    return tuple(_button(each, words, subject) for each in operations.values() if surface in each.surfaces)


def _button(operation: AnyOperation, words: Words, subject: str) -> Button:
    return Button(verb=operation.verb, label=words(operation.label), subject=subject, style=operation.style)
