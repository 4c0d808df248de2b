"""Buttons and menus as Discord's components, and what was pressed, read back from their ids. Pure.

An option of a menu carries what the same button's id would: choosing it takes the same road.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chatdesk.adapters._cutting import cut
from chatdesk.adapters._discord.spans import Payload
from chatdesk.core.document import Actions, Button, Style
from chatdesk.core.words import N_, Words

BUTTON: Final = "cd:"
MENU: Final = "menu:"
LONGEST_LABEL: Final = 80
LONGEST_CUSTOM_ID: Final = 100
LONGEST_OPTION: Final = 100
LONGEST_PLACEHOLDER: Final = 150
MOST_OPTIONS: Final = 25
BUTTONS_A_ROW: Final = 5
MOST_ROWS: Final = 5
_STYLES: Final = {Style.PRIMARY: 1, Style.PLAIN: 2, Style.DANGER: 4}


def action_rows(blocks: Iterable[Actions], words: Words) -> list[Payload]:
    """Return all buttons of a message in rows, then its menus; where rows run out, the last buttons are left out."""
    blocks = tuple(blocks)
    menus = _menus([button for block in blocks for button in block.more], words)
    rows = button_rows(tuple(_button(button) for block in blocks for button in block.buttons))
    return [*rows[: MOST_ROWS - len(menus)], *menus]


def button_rows(buttons: tuple[Payload, ...]) -> list[Payload]:
    """Return buttons in rows, each once: Discord refuses a message in which two have the same id."""
    once = list({button["custom_id"]: button for button in buttons}.values())[: MOST_ROWS * BUTTONS_A_ROW]
    return [
        {"type": 1, "components": once[start : start + BUTTONS_A_ROW]} for start in range(0, len(once), BUTTONS_A_ROW)
    ]


def button(custom_id: str, label: str, style: Style = Style.PLAIN) -> Payload:
    """Return a button; its id is never cut, so it may not fit."""
    return {"type": 2, "style": _STYLES[style], "label": cut(label, LONGEST_LABEL), "custom_id": _whole(custom_id)}


def _button(drawn: Button) -> Payload:
    return button(_id(drawn), drawn.label or drawn.verb, drawn.style)


def _menus(buttons: list[Button], words: Words) -> list[Payload]:
    """Return rows with a list each, every choice once.

    Discord's clients send nothing when what is chosen already is chosen again, as after a form that was put away. So
    one may also choose nothing, which does nothing, and then the same again.
    """
    options = list({_id(each): _option(each) for each in buttons}.values())[: MOST_OPTIONS * MOST_ROWS]
    return [
        {
            "type": 1,
            "components": [
                {
                    "type": 3,
                    "custom_id": f"{MENU}{start}",
                    "placeholder": cut(words(N_("More…")), LONGEST_PLACEHOLDER),
                    "min_values": 0,
                    "max_values": 1,
                    "options": options[start : start + MOST_OPTIONS],
                }
            ],
        }
        for start in range(0, len(options), MOST_OPTIONS)
    ]


def _option(drawn: Button) -> Payload:
    return {"label": cut(drawn.label or drawn.verb, LONGEST_OPTION), "value": _whole(_id(drawn))}


def _id(drawn: Button) -> str:
    return f"{BUTTON}{drawn.verb}:{drawn.subject}"


def _whole(custom_id: str) -> str:
    if len(custom_id) > LONGEST_CUSTOM_ID:
        raise ValueError(f"the id of button {custom_id[:40]}… is too long for Discord")
    return custom_id


def pressed(data: Payload) -> tuple[str, str] | None:
    """Return the verb and the subject of a button that was pressed or chosen; None where it is no button of ours."""
    custom_id = str(data.get("custom_id") or "")
    if custom_id.startswith(MENU):
        custom_id = str(next(iter(data.get("values") or ()), ""))
    if not custom_id.startswith(BUTTON):
        return None
    verb, _, subject = custom_id.removeprefix(BUTTON).partition(":")
    return verb, subject
