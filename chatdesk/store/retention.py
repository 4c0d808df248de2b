"""What the store forgets: events, sent posts, drafts, codes and timers that nobody can use any more. Tickets stay."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, text

from chatdesk.core.model import ENDED
from chatdesk.store.columns import Instant
from chatdesk.store.store import SqlStore
from chatdesk.store.tables import HAS_FIRED, IS_SENT, drafts, inbox, link_codes, outbox, tickets, timers

_before: Final = bindparam("before", type_=Instant)
_EVENTS: Final = delete(inbox).where(inbox.c.at < _before)
_DRAFTS: Final = delete(drafts).where(drafts.c.at < _before)
_CODES: Final = delete(link_codes).where(link_codes.c.expires_at < _before)
_POSTS: Final = delete(outbox).where(text(IS_SENT), outbox.c.settled_at < _before)
_may_be_armed_again: Final = exists().where(tickets.c.id == timers.c.ticket, tickets.c.phase.not_in(ENDED))
_TIMERS: Final = delete(timers).where(text(HAS_FIRED), timers.c.fired_at < _before, ~_may_be_armed_again)
"""What has fired is kept while its ticket may want it again: the row is what tells that it has fired."""

_FORGOTTEN: Final = (_EVENTS, _POSTS, _TIMERS, _DRAFTS, _CODES)


def forget(store: SqlStore, before: datetime) -> int:
    """Drop events recorded, posts sent and timers fired before an instant; return how many rows went.

    Platforms tell an event again for minutes, not weeks (Slack: three times within about five minutes).
    """
    with store.writing() as connection:
        told = {"before": before}
        return sum(connection.execute(statement, told).rowcount for statement in _FORGOTTEN)
