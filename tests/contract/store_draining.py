"""Sending everything that waits, in this process or in one that is started for it: imports no more than that needs."""

from __future__ import annotations

import multiprocessing

from store_scene import LEASE, NOON, said

from chatdesk.store.outbox import Outbox
from chatdesk.store.store import SqlStore


def drain(store: SqlStore) -> list[tuple[str, str]]:
    """Claim and settle until nothing is left; return lane and words in the order in which they were sent."""
    box, sent = Outbox(store), []
    while box.waiting():
        for claimed in box.claim(NOON, 3, LEASE):
            sent.append((claimed.lane, said(claimed.post)))
            assert box.settle_sent(claimed, NOON, None)
    return sent


def drain_database(url: str, sent: multiprocessing.Queue[list[tuple[str, str]]]) -> None:
    store = SqlStore(url)
    sent.put(drain(store))
    store.close()
