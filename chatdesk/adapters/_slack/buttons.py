"""Buttons and menus in Block Kit, and what was pressed, read back from their ids. Pure.

An option of a menu carries what the same button's id and value would: choosing it takes the same road.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chatdesk.adapters._slack.spans import Block, plain
from chatdesk.core.document import Actions, Button, Style
from chatdesk.core.words import N_, Words

BUTTON: Final = "do:"
MENU: Final = "menu:"
LONGEST_LABEL: Final = 75
LONGEST_VALUE: Final = 2000
LONGEST_OPTION_VALUE: Final = 150
LONGEST_PLACEHOLDER: Final = 150
MOST_OPTIONS: Final = 100
MOST_ELEMENTS: Final = 25


def action_rows(actions: Actions, words: Words, taken: int) -> list[list[Block]]:
    """Draw a row of buttons with its menu, in as many rows as Slack needs; `taken` numbers are used above."""
    elements = [_button(button, taken + number) for number, button in enumerate(actions.buttons, 1)]
    taken += len(elements)
    for number, start in enumerate(range(0, len(actions.more), MOST_OPTIONS), 1):
        elements.append(_menu(actions.more[start : start + MOST_OPTIONS], words, taken + number))
    return [elements[start : start + MOST_ELEMENTS] for start in range(0, len(elements), MOST_ELEMENTS)]


def _button(button: Button, number: int) -> Block:
    drawn: Block = {
        "type": "button",
        "action_id": f"{BUTTON}{button.verb}:{number}",
        "text": plain(button.label or button.verb, LONGEST_LABEL),
    }
    if button.subject:
        drawn["value"] = _whole(button.subject, LONGEST_VALUE, button)
    if button.style is not Style.PLAIN:
        drawn["style"] = button.style.value
    return drawn


def _menu(buttons: tuple[Button, ...], words: Words, number: int) -> Block:
    return {
        "type": "static_select",
        "action_id": f"{MENU}{number}",
        "placeholder": plain(words(N_("More…")), LONGEST_PLACEHOLDER),
        "options": list(_options(buttons)),
    }


def _options(buttons: tuple[Button, ...]) -> Iterator[Block]:
    for button in buttons:
        value = _whole(f"{BUTTON}{button.verb}:{button.subject}", LONGEST_OPTION_VALUE, button)
        yield {"text": plain(button.label or button.verb, LONGEST_LABEL), "value": value}


def _whole(value: str, limit: int, button: Button) -> str:
    """Return a value, which is never cut: what is too long is a fault of ours."""
    if len(value) > limit:
        raise ValueError(f"the subject of button {button.verb} is too long for Slack")
    return value


def pressed(action: Block) -> tuple[str, str] | None:
    """Return the verb and the subject of a button that was pressed or chosen; None where it is no button of ours."""
    action_id = str(action.get("action_id"))
    if action_id.startswith(MENU):
        chosen = str((action.get("selected_option") or {}).get("value") or "")
        verb, _, subject = chosen.removeprefix(BUTTON).partition(":")
        return (verb, subject) if verb else None
    if not action_id.startswith(BUTTON):
        return None
    return action_id.removeprefix(BUTTON).partition(":")[0], str(action.get("value") or "")
