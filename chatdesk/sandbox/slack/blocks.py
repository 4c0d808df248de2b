"""The limits of Block Kit's blocks, and of the views made of them (docs.slack.dev/reference/block-kit/blocks).

Slack truncates nothing: a text one character too long refuses the whole message or view.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.slack.breaches import Breaches
from chatdesk.sandbox.slack.elements import IN_ACTIONS, IN_INPUT, IN_SECTION, LONGEST_URL, check_element
from chatdesk.sandbox.slack.errors import Json, SlackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
LONGEST_SECTION = 3000
LONGEST_FIELD = 2000
MOST_FIELDS = 10
LONGEST_HEADER = 150
LONGEST_LABEL = 2000
LONGEST_MARKDOWN = 12_000
MOST_CONTEXT = 10
MOST_ACTIONS = 25
LONGEST_VIEW_TEXT = 24
LONGEST_PRIVATE_METADATA = 3000
LONGEST_VIEW_ID = 255
LARGEST_VIEW = 250_000

_ANY_TEXT = ("plain_text", "mrkdwn")
_VIEW_OPTIONAL = ("private_metadata", "callback_id", "external_id")
_VIEW_FIELDS = {
    "modal": (
        ("title", "blocks"),
        ("close", "submit", "clear_on_close", "notify_on_close", "submit_disabled", *_VIEW_OPTIONAL),
    ),
    "home": (("blocks",), _VIEW_OPTIONAL),
}


def checked_blocks(blocks: list[Json]) -> list[Json]:
    """A message's blocks with the ids Slack fills in, or `invalid_blocks`."""
    found = Breaches()
    given = _without_nulls(blocks)
    _check_blocks(found, given, "message", "/blocks")
    if found.messages:
        raise SlackError("invalid_blocks", found.messages)
    return with_ids(given)


def checked_view(view: Json, *kinds: str) -> Json:
    """A view of one of the kinds with the ids Slack fills in, or `invalid_arguments`."""
    found = Breaches()
    view = _without_nulls(view)
    kind = view.get("type")
    if str(kind) not in kinds:
        found.add(f"unsupported type: {kind}", "/view/type")
    else:
        _check_view(found, view, str(kind))
    if found.messages:
        raise SlackError("invalid_arguments", found.messages)
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    return {**view, "blocks": with_ids(view["blocks"])}


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and every interactive element has an id."""
    copy: list[Json] = json.loads(json.dumps(blocks))
    for block in copy:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in interactive_elements(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return copy


def _without_nulls(node: Any) -> Any:  # noqa: ANN401  # any JSON
    """A copy without the fields set to null, which count as not given."""
    if isinstance(node, dict):
        return {name: _without_nulls(value) for name, value in node.items() if value is not None}
    return [_without_nulls(item) for item in node] if isinstance(node, list) else node


def interactive_elements(block: Json) -> Iterator[Json]:
    """The elements of a block that people can use."""
    if block.get("type") == "actions":
        yield from block["elements"]
    elif block.get("type") == "input":
        yield block["element"]
    elif block.get("type") == "section" and block.get("accessory", {}).get("type", "image") != "image":
        yield block["accessory"]


def _check_view(found: Breaches, view: Json, kind: str) -> None:
    required, optional = _VIEW_FIELDS[kind]
    found.fields(view, required, optional, "/view")
    for name in ("title", "submit", "close"):
        if view.get(name) is not None and kind == "modal":
            found.text(view[name], LONGEST_VIEW_TEXT, f"/view/{name}")
    if view.get("private_metadata") is not None:
        length = LONGEST_PRIVATE_METADATA
        found.length(view["private_metadata"], length, "/view/private_metadata", shortest=0)
    for name in ("callback_id", "external_id"):
        if view.get(name) is not None:
            found.length(view[name], LONGEST_VIEW_ID, f"/view/{name}", shortest=0)
    if view.get("blocks") is not None:
        _check_blocks(found, view["blocks"], kind, "/view/blocks")
        if kind == "modal" and not view.get("submit"):
            _check_no_input(found, view["blocks"])
    if found.focused > 1:
        found.add("only one element can have `focus_on_load`", "/view")


def _check_no_input(found: Breaches, blocks: object) -> None:
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, dict) and block.get("type") == "input":
            found.add("must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input")


def _check_blocks(found: Breaches, blocks: object, surface: str, at: str) -> None:
    least = 1 if surface == "modal" else 0
    # Slack wants a block_id unique in the message or view, an action_id unique in its block.
    for index, block in enumerate(found.items(blocks, MOST_BLOCKS[surface], at, least=least)):
        place = f"{at}/{index}"
        check = _CHECKS.get(str(block.get("type")))
        if check is None:
            found.add(f"unsupported type: {block.get('type')}", f"{place}/type")
            continue
        found.identifier(block, "block_id", place, found.block_ids)
        check(found, block, place)
        element = block.get("element")
        if surface != "modal" and isinstance(element, dict) and element.get("type") == "file_input":
            found.add("unsupported type: file_input", f"{place}/element/type")


def _check_section(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, (), ("text", "fields", "accessory", "block_id", "expand"), at)
    if block.get("text") is None and block.get("fields") is None:
        found.add("must define either `text` or `fields`", at)
    if block.get("text") is not None:
        found.text(block["text"], LONGEST_SECTION, f"{at}/text", kinds=_ANY_TEXT)
    if block.get("fields") is not None:
        for index, field in enumerate(found.items(block["fields"], MOST_FIELDS, f"{at}/fields")):
            found.text(field, LONGEST_FIELD, f"{at}/fields/{index}", kinds=_ANY_TEXT)
    if block.get("accessory") is not None:
        check_element(found, block["accessory"], f"{at}/accessory", IN_SECTION, set())


def _check_header(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("text",), ("block_id", "level"), at)
    if "text" in block:
        found.text(block["text"], LONGEST_HEADER, f"{at}/text")


def _check_divider(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, (), ("block_id",), at)


def _check_image(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("alt_text",), ("image_url", "slack_file", "title", "block_id"), at)
    if "alt_text" in block:
        found.length(block["alt_text"], LONGEST_FIELD, f"{at}/alt_text")
    if "image_url" in block:
        found.length(block["image_url"], LONGEST_URL, f"{at}/image_url")
    if block.get("image_url") is None and block.get("slack_file") is None:
        found.add("must define either `image_url` or `slack_file`", at)
    if "title" in block:
        found.text(block["title"], LONGEST_FIELD, f"{at}/title")


def _check_context(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("elements",), ("block_id",), at)
    for index, element in enumerate(found.items(block.get("elements"), MOST_CONTEXT, f"{at}/elements")):
        place = f"{at}/elements/{index}"
        if element.get("type") == "image":
            check_element(found, element, place, {"image"}, set())
        else:
            found.text(element, LONGEST_SECTION, place, kinds=_ANY_TEXT)


def _check_actions(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("elements",), ("block_id",), at)
    taken: set[str] = set()
    for index, element in enumerate(found.items(block.get("elements"), MOST_ACTIONS, f"{at}/elements")):
        check_element(found, element, f"{at}/elements/{index}", IN_ACTIONS, taken)


def _check_input(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("label", "element"), ("hint", "optional", "dispatch_action", "block_id"), at)
    for name in ("label", "hint"):
        if block.get(name) is not None:
            found.text(block[name], LONGEST_LABEL, f"{at}/{name}")
    if "element" in block:
        check_element(found, block["element"], f"{at}/element", IN_INPUT, set())


def _check_markdown(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("text",), ("block_id",), at)
    if "text" in block:
        found.length(block["text"], LONGEST_MARKDOWN, f"{at}/text")


def _check_rich_text(found: Breaches, block: Json, at: str) -> None:
    found.fields(block, ("elements",), ("block_id",), at)


_CHECKS: dict[str, Callable[[Breaches, Json, str], None]] = {
    "section": _check_section,
    "header": _check_header,
    "divider": _check_divider,
    "image": _check_image,
    "context": _check_context,
    "actions": _check_actions,
    "input": _check_input,
    "markdown": _check_markdown,
    "rich_text": _check_rich_text,
}
