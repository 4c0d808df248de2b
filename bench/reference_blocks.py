"""A ticket's card with slack_sdk's models, as its documentation shows them."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextQuoteElement,
    SectionBlock,
    StaticSelectElement,
)

from chatdesk.adapters._slack.spans import Context, line_to_mrkdwn
from chatdesk.core.document import (
    Actions,
    Button,
    Facts,
    Heading,
    InternalDocument,
    Paragraph,
    PublicDocument,
    Quote,
    Small,
)


def card(document: PublicDocument | InternalDocument, context: Context) -> list[dict[str, Any]]:
    """Return the blocks of a card."""
    buttons = 0
    blocks: list[Block] = []
    for part in document.blocks:
        match part:
            case Heading(text=text):
                blocks.append(HeaderBlock(text=PlainTextObject(text=text, emoji=True)))
            case Paragraph(line=line):
                blocks.append(SectionBlock(text=_mrkdwn(line_to_mrkdwn(line, context, 3000))))
            case Small(line=line):
                blocks.append(ContextBlock(elements=[_mrkdwn(line_to_mrkdwn(line, context, 3000))]))
            case Facts(rows=rows):
                fields = [_mrkdwn(f"*{row.label}*\n{line_to_mrkdwn(row.value, context, 600)}") for row in rows]
                blocks.append(SectionBlock(fields=fields))
            case Quote(text=text):
                said = [RichTextElementParts.Text(text=text)]
                blocks.append(RichTextBlock(elements=[RichTextQuoteElement(elements=said)]))
            case Actions(buttons=row, more=more):
                elements: list[InteractiveElement] = []
                for button in row:
                    buttons += 1
                    style = None if button.style.value == "plain" else button.style.value
                    elements.append(
                        ButtonElement(
                            text=PlainTextObject(text=button.label, emoji=True),
                            action_id=f"do:{button.verb}:{buttons}",
                            value=button.subject,
                            style=style,
                        )
                    )
                if more:
                    buttons += 1
                    elements.append(_menu(more, f"menu:{buttons}"))
                blocks.append(ActionsBlock(elements=elements))
    return [block.to_dict() for block in blocks]


def _menu(more: tuple[Button, ...], action_id: str) -> StaticSelectElement:
    options = [
        Option(text=PlainTextObject(text=button.label, emoji=True), value=f"do:{button.verb}:{button.subject}")
        for button in more
    ]
    return StaticSelectElement(
        action_id=action_id, placeholder=PlainTextObject(text="More…", emoji=True), options=options
    )


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text, verbatim=True)
