"""What the tests of the local Discord share: a seed, and the ids in it."""

from __future__ import annotations

import copy

from chatdesk.sandbox.discord.permissions import OF_BOT

GUILD, APP, BOT = "700000000000000001", "700000000000000002", "700000000000000003"
AMELIE, SAM, NOOR = "700000000000000011", "700000000000000012", "700000000000000013"
AGENTS = "700000000000000021"
HELP, DESK, LOBBY = "700000000000000031", "700000000000000032", "700000000000000033"
TOKEN = "sandbox.discord.token"

SEED = {
    "guild": {"id": GUILD, "name": "Northwind Faculty"},
    "token": TOKEN,
    "application_id": APP,
    "bot": {"id": BOT, "name": "chatdesk"},
    "users": [
        {"id": AMELIE, "name": "amelie", "global_name": "Amélie Roy", "locale": "fr"},
        {"id": SAM, "name": "sam", "global_name": "Sam Lee", "locale": "en-US", "roles": [AGENTS]},
        {"id": NOOR, "name": "noor", "global_name": "Noor Haddad"},
    ],
    "roles": [{"id": AGENTS, "name": "agents", "permissions": "0"}],
    "channels": [
        {"id": HELP, "name": "help", "type": 0, "topic": "Ask here"},
        {"id": DESK, "name": "desk", "type": 0, "allow": [AGENTS]},
        {"id": LOBBY, "name": "lobby", "type": 0},
    ],
    "permissions": str(OF_BOT),
    "intents": ["message_content", "members"],
}


def seed_with(**changes):
    return {**copy.deepcopy(SEED), **changes}


class Rest:
    """REST as an app calls it, without any library in between."""

    def __init__(self, sandbox, session):
        self._sandbox = sandbox
        self._session = session
        self.headers = {}

    async def __call__(self, method, path, body=None, *, token=TOKEN, **options):
        headers = {"Authorization": f"Bot {token}"} if token else {}
        url = self._sandbox.api_url + path
        async with self._session.request(method, url, json=body, headers=headers, **options) as response:
            self.headers = response.headers
            return response.status, await response.json() if await response.read() else None
