"""panel: an agent posts, in any room, a message with a button that opens the form for one product (S0-18..20)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, PublicDocument
from chatdesk.core.errors import ProductUnknown
from chatdesk.core.operation import Command, Invocation, Operation, Reply
from chatdesk.core.panels import panel_of
from chatdesk.core.policy import Policy
from chatdesk.core.posts import Panel as PanelPost
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Panel(Command):
    """Post a panel for a product in a room."""

    verb: ClassVar[str] = "panel"

    product: str
    room: str


def post_panel(work: Work, command: Panel) -> Reply:
    """Post the panel in the desk's language; raise ProductUnknown with those that anybody can ask about."""
    known = tuple(name for name in work.policy.products if work.policy.kinds_of(name))
    if command.product not in known:
        raise ProductUnknown(product=command.product or "?", known=", ".join(known))
    body = panel_of(work, command.product)
    work.unit.post(PanelPost(platform=work.handle.platform, room=command.room, product=command.product, body=body))
    return Reply(document=PublicDocument((Paragraph((work.words(N_("The panel is on its way to this channel.")),)),)))


def _hints(_policy: Policy, invocation: Invocation) -> Mapping[str, str]:
    return {"product": invocation.rest.strip().lower(), "room": invocation.room}


PANEL = Operation(
    command=Panel,
    label=N_("Post a panel"),
    summary=N_("Post a button that opens the form for one product."),
    usage=N_("PRODUCT"),
    roles=frozenset({Role.AGENT}),
    hints=_hints,
    handle=post_panel,
    posts_in_room=True,
)
