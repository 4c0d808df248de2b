"""The help of a shipped desk's agents, who have the most verbs: on both platforms all of it is there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from discord_kit import texts_of as discord_texts_of
from slack_kit import texts_of as slack_texts_of

from chatdesk.adapters._context import Context
from chatdesk.adapters._discord.render import render as discord_render
from chatdesk.adapters._slack.render import render as slack_render
from chatdesk.core.operations import OPERATIONS
from chatdesk.core.words import words_in
from chatdesk.desks.loader import shipped_names
from chatdesk.store.store import SqlStore
from tests.fakes.shipped import ShippedDesk
from tests.fakes.world import INES

DRAWN = {"slack": (slack_render, slack_texts_of), "discord": (discord_render, discord_texts_of)}


@pytest.mark.parametrize("platform", DRAWN)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("desk", shipped_names())
def test_the_help_of_agents_names_every_verb_to_the_last_and_the_version(sqlite_url, desk, language, platform):
    """S2-26, S3-53, S4-26: THE VERSION STANDS BELOW THE HELP, SO THE HELP IS THERE TO ITS END."""
    store = SqlStore(sqlite_url)
    world = ShippedDesk(store, desk, "2026-03-02 10:00")
    page = world.press("help", replace(INES, language=language)).document
    draw, texts_of = DRAWN[platform]
    told = "\n".join(texts_of(draw(page, Context(words_in(language)))))
    verbs = [one.verb for one in OPERATIONS if one.slash and one.wanted(world.policy)]
    assert [verb for verb in verbs if f"/ticket {verb}" not in told] == []
    assert told.rstrip().splitlines()[-1].count(world.policy.desk.version)
    store.close()
