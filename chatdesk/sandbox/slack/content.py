"""What the app wants to say: text, blocks, attachments and metadata, checked against Slack's limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chatdesk.sandbox.slack.blocks import checked_blocks
from chatdesk.sandbox.slack.errors import Json, SlackError
from chatdesk.sandbox.slack.mrkdwn import LONGEST_TEXT

if TYPE_CHECKING:
    from chatdesk.sandbox.slack.arguments import Arguments

MOST_ATTACHMENTS = 100
LARGEST_METADATA = 16_384


def content_of(args: Arguments) -> Json:
    """The content fields that were given; an empty list is given too, as it removes what was there."""
    content: Json = {"text": _text(args)}
    if args.has("blocks"):
        content["blocks"] = checked_blocks(args.list_of("blocks", "invalid_blocks_format"))
    if args.has("attachments"):
        content["attachments"] = _attachments(args)
    return content


def required_content(args: Arguments) -> Json:
    """Content that says something."""
    content = content_of(args)
    if not any(content.get(name) for name in ("text", "blocks", "attachments")):
        raise SlackError("no_text")
    return content


def _text(args: Arguments) -> str:
    text = args.text("text")
    if len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    return text


def _attachments(args: Arguments) -> list[Json]:
    attachments = args.list_of("attachments", "invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [
        attachment | ({"blocks": checked_blocks(attachment["blocks"])} if attachment.get("blocks") else {})
        for attachment in attachments
    ]


def metadata_of(args: Arguments) -> Json | None:
    """Message metadata: an event type and a flat payload."""
    metadata = args.object_of("metadata", "invalid_metadata_format")
    if not metadata:
        return metadata
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata
