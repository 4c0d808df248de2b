"""Buttons from the registry: what may be pressed on a surface, for a ticket in its phase. Rights are checked later."""

from __future__ import annotations

from collections.abc import Mapping

from chatdesk.core.document import Actions, Button
from chatdesk.core.model import Ticket
from chatdesk.core.operation import AnyOperation, Surface
from chatdesk.core.words import Words
from chatdesk.core.work import possible


def ticket_buttons(
    operations: Mapping[str, AnyOperation], surface: Surface, ticket: Ticket, words: Words
) -> tuple[Actions, ...]:
    """Return the row of a surface's buttons for a ticket, or nothing where none applies."""
    buttons = tuple(
        Button(verb=operation.verb, label=words(operation.label), subject=str(ticket.id), style=operation.style)
        for operation in possible(operations, ticket.phase, surface)
        if operation.offered(ticket)
    )
    return (Actions(buttons),) if buttons else ()


def start_buttons(operations: Mapping[str, AnyOperation], words: Words, subject: str) -> tuple[Actions, ...]:
    """Return the buttons that start something about a subject: a product, or a message."""
    return _row(operations, Surface.PANEL, words, subject)


def home_buttons(operations: Mapping[str, AnyOperation], words: Words) -> tuple[Actions, ...]:
    """Return the buttons of the home tab."""
    return _row(operations, Surface.HOME, words, "")


def _row(operations: Mapping[str, AnyOperation], surface: Surface, words: Words, subject: str) -> tuple[Actions, ...]:
    buttons = tuple(
        Button(verb=operation.verb, label=words(operation.label), subject=subject, style=operation.style)
        for operation in operations.values()
        if surface in operation.surfaces
    )
    return (Actions(buttons),) if buttons else ()
