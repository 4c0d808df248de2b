"""The manifest in the repository is the one that the registry gives."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from chatdesk.adapters.slack import slack_manifest
from chatdesk.core.operations import OPERATIONS

COMMITTED = Path(__file__).parents[2] / "slack" / "manifest.yaml"


def test_the_committed_manifest_is_current():
    assert YAML(typ="safe").load(COMMITTED) == slack_manifest(OPERATIONS)


def test_no_scope_is_asked_for_beyond_the_least():
    scopes = set(slack_manifest(OPERATIONS)["oauth_config"]["scopes"]["bot"])
    allowed = {
        "commands", "chat:write", "groups:history", "groups:read", "channels:history", "channels:read", "im:history",
        "im:write", "files:read", "files:write", "users:read", "reactions:read",
    }  # fmt: skip
    assert scopes <= allowed
