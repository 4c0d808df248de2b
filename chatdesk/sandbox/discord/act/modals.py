"""Submitting and dismissing: Discord's own checks first, then the app's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatdesk.sandbox.discord import interactions
from chatdesk.sandbox.discord.act.base import Acts, answering
from chatdesk.sandbox.discord.components import SELECTS
from chatdesk.sandbox.discord.errors import ControlError
from chatdesk.sandbox.discord.modals import client_errors, fields
from chatdesk.sandbox.discord.payloads import resolved
from chatdesk.sandbox.discord.wire import is_ephemeral

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatdesk.sandbox.discord.components import SELECTS
from chatdesk.sandbox.discord.errors import Json


class SubmittingModals(Acts):
    """What one does with an open modal, and with what only oneself sees."""

    @answering
    async def submit(self, *, as_: str, modal: str, values: Mapping[str, Any] | None = None) -> Json:
        """Submit a modal. It stays on the screen until the app answers."""
        self._guild.person(as_)
        shown, opener = self._sandbox.modals.get(modal, as_)
        values = values or {}
        if errors := client_errors(shown, values):
            return {"errors": errors, "response": None, "message": None, "modal": shown, "follow_ups": []}
        data, files = self._sandbox.modals.submitted(shown, values)
        selects = [field["custom_id"] for field in fields(shown) if field["type"] in SELECTS]
        ids = [str(value) for name in selects for value in values.get(name, [])]
        found = resolved(self._guild, opener.channel, users=ids, roles=ids, channels=ids, attachments=files)
        data |= {"resolved": found} if found else {}
        kind = interactions.SUBMISSION
        begun = self._sandbox.interactions.begin(kind, as_, opener.channel, name=opener.name, source=opener.source)
        report = await self._use(begun, data)
        self._sandbox.modals.close(modal)
        self._sandbox.flush()
        return {"errors": None, **report}

    @answering
    async def dismiss(
        self, *, as_: str, modal: str | None = None, message: str | None = None, channel: str | None = None
    ) -> Json:
        """Close a modal unsubmitted, or dismiss an ephemeral message. The app hears of neither."""
        self._guild.person(as_)
        if modal is not None:
            self._sandbox.modals.get(modal, as_)
            self._sandbox.modals.close(modal)
        for place in self._guild.channels.values():
            found = place.ephemerals.get(message or "")
            if found and found["_for"] == as_ and is_ephemeral(found) and channel in {None, place.id}:
                self._sandbox.messages.delete(place, found)
                break
        else:
            if message is not None:
                raise ControlError("message_not_found")
        self._sandbox.flush()
        return {}
