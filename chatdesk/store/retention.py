"""What the store forgets: events, sent posts, drafts and codes that nobody can use any more. Tickets stay."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, text

from chatdesk.store.columns import Instant
from chatdesk.store.store import SqlStore
from chatdesk.store.tables import IS_SENT, drafts, inbox, link_codes, outbox

_before: Final = bindparam("before", type_=Instant)
_EVENTS: Final = delete(inbox).where(inbox.c.at < _before)
_DRAFTS: Final = delete(drafts).where(drafts.c.at < _before)
_CODES: Final = delete(link_codes).where(link_codes.c.expires_at < _before)
_POSTS: Final = delete(outbox).where(text(IS_SENT), outbox.c.settled_at < _before)


def forget(store: SqlStore, before: datetime) -> int:
    """Drop events recorded and posts sent before an instant; return how many rows went.

    Platforms tell an event again for minutes, not weeks (Slack: three times within about five minutes).
    """
    with store.writing() as connection:
        told = {"before": before}
        return sum(connection.execute(statement, told).rowcount for statement in (_EVENTS, _POSTS, _DRAFTS, _CODES))
