"""Charts in a Discord message: each drawn picture in an embed of its own, and a spreadsheet beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chatdesk.adapters._context import Context
from chatdesk.adapters._cutting import cut
from chatdesk.adapters._discord.render import Document, render
from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._discord.wire import FILES
from chatdesk.adapters._drawing import Drawn, charts_of, drawn
from chatdesk.charts import Drawing

LONGEST_DESCRIPTION: Final = 1024
_COLOUR: Final = 0xE0A030


async def illustrated(body: Document, context: Context, draw: Drawing) -> Payload:
    """Return a document as a message, with its charts as pictures where they can be drawn, else as tables."""
    charts = charts_of(body)
    if not charts:
        return render(body, context)
    files = await drawn(charts, context.words, draw)
    payload = with_pictures(body, context, len(files.pictures))
    return {**payload, "attachments": _attachments(files), FILES: (*files.pictures, files.sheet)}


def with_pictures(body: Document, context: Context, count: int) -> Payload:
    """Return a document as a message that shows so many pictures, without the pictures themselves."""
    names = tuple(f"chart-{at}.png" for at in range(1, count + 1))
    payload = render(body, replace(context, pictures=names))
    shown = [{"image": {"url": f"attachment://{name}"}, "color": _COLOUR} for name in names]
    return {**payload, "embeds": [*payload["embeds"], *shown]}


def _attachments(files: Drawn) -> list[Payload]:
    attachments = []
    for at, file in enumerate((*files.pictures, files.sheet)):
        told = {"description": cut(file.words, LONGEST_DESCRIPTION)} if file.words else {}
        attachments.append({"id": at, "filename": file.name, **told})
    return attachments
