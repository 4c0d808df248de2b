"""Two small readers of what is sent, written from the platforms' documents and not from the code under test.

Each gives lines of (character, looks): `s` for strong, `e` for emphasis, `x` for struck, `c` for code. Spaces have no
looks but in code. Discord's are those of its help centre's "Markdown Text 101", Slack's those of rich text blocks.
"""

from __future__ import annotations

import re

_DISCORD = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<ticks>`+)(?P<code>[^\n]*?[^`\n])(?P=ticks)(?!`)|<(?P<link>https?://[^\s<>]+)>"
    r"|(?P<mark>\*\*\*|\*\*|\*|~~)|(?P<char>[\s\S])"
)
_INERT = re.compile(r"\\[!-/:-@\[-`{-~]|(`+)[^\n]*?[^`\n]\1(?!`)|<https?://[^\s<>]+>")
JOINER = "\u2060"
_MARKS = {"*": "e", "**": "s", "~~": "x"}


def discord_shows(content: str) -> list[list[tuple[str, str]]]:
    """The lines of a quotation as a client draws them; every mark and every block must be closed."""
    lines: list[list[tuple[str, str]]] = []
    in_code = False
    for quoted in content.split("\n"):
        assert quoted.startswith("> "), quoted
        line = quoted.removeprefix("> ")
        if line == "```":
            in_code = not in_code
        elif in_code:
            assert "```" not in line
            lines.append([(char, "c") for char in line if char != JOINER])
        else:
            lines.append(_discord_line(re.sub(r"^((?:\\> )? *)- ", r"\1• ", line)))
    assert not in_code, f"left open: {content!r}"
    return lines


def _discord_line(line: str) -> list[tuple[str, str]]:
    looks: set[str] = set()
    shown = []
    for found in _DISCORD.finditer(line):
        if mark := found["mark"]:
            for one in ["**", "*"] if mark == "***" else [mark]:
                looks ^= {_MARKS[one]}
        elif found["code"]:
            shown += [(char, "".join(sorted({*looks, "c"}))) for char in found["code"]]
        else:
            text = found["escaped"] or found["link"] or found["char"]
            shown += [(char, "" if char.isspace() else "".join(sorted(looks))) for char in text]
    assert not looks, f"left open: {line!r}"
    return [(char, of) for char, of in shown if char != JOINER]


def left_live(content: str) -> str:
    """What Discord would still act on in a quotation, beside looks, lists, code and bare addresses."""
    if re.search(r"<@[!&]?\d|<#\d|@everyone|@here", content, re.IGNORECASE):
        return content
    outside = re.sub(r"^> ```\n(?:> .*\n)*?> ```$", "", content, flags=re.MULTILINE)
    outside = _INERT.sub("·", outside)
    return "".join(
        re.findall(r"[_|`<>\[\]]|https?://|:\w+:|^\s*(?:#|-#)", re.sub("^> ", "", outside, flags=re.MULTILINE))
    )


_NAMES = {"bold": "s", "italic": "e", "strike": "x", "code": "c"}


def slack_shows(block: dict) -> list[list[tuple[str, str]]]:
    """The lines of a rich text block as a client draws them."""
    lines: list[list[tuple[str, str]]] = []
    for element in block["elements"]:
        lines.append([])
        for part in element["elements"]:
            looks = "".join(sorted(_NAMES[name] for name in part.get("style", ())))
            looks = "c" if element["type"] == "rich_text_preformatted" else looks
            assert set(part) <= {"type", "text", "style"} or set(part) <= {"type", "url", "style"}, part
            for char in part.get("text") or part["url"]:
                if char == "\n":
                    lines.append([])
                else:
                    lines[-1].append((char, "" if char.isspace() and "c" not in looks else looks))
    return lines
