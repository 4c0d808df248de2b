"""Panels: the message in a room with the button that opens the form of one product (S0-18..20)."""

from __future__ import annotations

from chatdesk.core.announcing import notice, running
from chatdesk.core.buttons import start_buttons
from chatdesk.core.document import Heading, Paragraph, PublicBlock, PublicDocument, Small
from chatdesk.core.work import Work


def panel_of(work: Work, product: str) -> PublicDocument:
    """Draw a product's panel in the desk's language: what is running, what it is, and the button of its form."""
    wording = work.desk_wording
    policy = work.policy.products[product]
    blocks: list[PublicBlock] = [Heading(wording.product(product))]
    blocks += [notice(announcement, wording) for announcement in running(work, product)]
    if policy.meaning:
        blocks.append(Paragraph((policy.meaning.in_(wording.language),)))
    if policy.audience:
        blocks.append(Small((policy.audience.in_(wording.language),)))
    blocks += [
        Small((wording.labelled(contact.role.in_(wording.language), contact.name.in_(wording.language)),))
        for contact in policy.contacts
    ]
    return PublicDocument((*blocks, *start_buttons(work.operations, wording.words, product)))
