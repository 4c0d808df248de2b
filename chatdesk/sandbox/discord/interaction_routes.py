"""The routes by which the app answers an interaction, and says more about it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatdesk.sandbox.discord import interactions as kinds
from chatdesk.sandbox.discord.breaches import Breaches
from chatdesk.sandbox.discord.channel import EPHEMERAL
from chatdesk.sandbox.discord.commands import CHAT, check_choices
from chatdesk.sandbox.discord.content import COMPONENTS_V2
from chatdesk.sandbox.discord.errors import ApiError, Json
from chatdesk.sandbox.discord.messages import COMMAND, CONTEXT, Draft, Messages
from chatdesk.sandbox.discord.modals import Modals, checked_modal
from chatdesk.sandbox.discord.route import NO_CONTENT, Request, Route, RouteFamily
from chatdesk.sandbox.discord.wire import is_ephemeral, message_on_wire, user_on_wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatdesk.sandbox.discord.composing import Composer
    from chatdesk.sandbox.discord.files import Upload
    from chatdesk.sandbox.discord.guild import Guild
    from chatdesk.sandbox.discord.interactions import Interaction, Interactions
    from chatdesk.sandbox.discord.threads import Threads

LOADING = 1 << 7
HIGHEST_FLAGS = (1 << 32) - 1
_WEBHOOK = "/webhooks/{application}/{token}"
_ALLOWED = {
    kinds.COMMAND: (kinds.MESSAGE, kinds.DEFERRED, kinds.MODAL),
    kinds.COMPONENT: (kinds.MESSAGE, kinds.DEFERRED, kinds.DEFERRED_UPDATE, kinds.UPDATE, kinds.MODAL),
    kinds.AUTOCOMPLETE: (kinds.CHOICES,),
    kinds.SUBMISSION: (kinds.MESSAGE, kinds.DEFERRED, kinds.DEFERRED_UPDATE, kinds.UPDATE),
}


class InteractionRoutes(RouteFamily):
    """Answers and follow-ups. The token in the path is what authorizes them."""

    def __init__(
        self,
        guild: Guild,
        *,
        interactions: Interactions,
        messages: Messages,
        threads: Threads,
        composer: Composer,
        modals: Modals,
    ) -> None:
        super().__init__(guild)
        self._interactions = interactions
        self._messages = messages
        self._threads = threads
        self._composer = composer
        self._modals = modals

    def table(self) -> list[Route]:
        """The routes."""
        one = _WEBHOOK + "/messages/{message}"
        answer = "/interactions/{interaction}/{token}/callback"
        return [
            Route("POST", answer, self._answer, authorized=False),
            Route("POST", _WEBHOOK, self._follow_up, authorized=False),
            Route("GET", one, self._get, authorized=False),
            Route("PATCH", one, self._edit, authorized=False),
            Route("DELETE", one, self._delete, NO_CONTENT, authorized=False),
        ]

    # The answer

    def _answer(self, request: Request) -> Json | None:
        begun = self._interactions.to_answer(request.path["interaction"], request.path["token"])
        body = request.body
        kind, data = self._checked(begun, body)
        if kind in {kinds.MESSAGE, kinds.DEFERRED}:
            self._say(begun, kind, data, request.uploads)
        elif kind == kinds.UPDATE:
            self._update(begun, data, request.uploads)
        elif kind == kinds.DEFERRED_UPDATE:
            begun.original = begun.source
        elif kind == kinds.MODAL:
            begun.modal = self._modals.open(begun, checked_modal(data))
        else:
            data = {"choices": _checked_autocompletion(data)}
        begun.response = {"type": kind, "data": data}
        begun.answered.set()
        if request.query.get("with_response") not in {"1", "true", "True"}:
            return None
        return self._callback(begun, kind)

    def _checked(self, begun: Interaction, body: Json) -> tuple[int, Json]:
        """The answer's type and data, as far as every answer is alike."""
        allowed = _ALLOWED[begun.type]
        if begun.source is None:
            allowed = tuple(one for one in allowed if one != kinds.UPDATE)
        breaches = Breaches()
        breaches.choice(body.get("type"), allowed, ("type",))
        data = breaches.mapping(body.get("data"), ("data",))
        breaches.number(data.get("flags"), 0, HIGHEST_FLAGS, ("data", "flags"))
        breaches.check()
        return int(body["type"]), data

    def _callback(self, begun: Interaction, kind: int) -> Json:
        original = begun.original if kind != kinds.DEFERRED_UPDATE else None
        shown: Json = {"id": begun.id, "type": begun.type, "response_message_loading": begun.loading}
        shown["response_message_ephemeral"] = bool(original and is_ephemeral(original))
        if original is not None:
            shown["response_message_id"] = original["id"]
        resource: Json = {"type": kind}
        if original is not None:
            resource["message"] = message_on_wire(original, self._guild.bot_id)
        return {"interaction": shown, "resource": resource}

    def _need_place(self, begun: Interaction, *, ephemeral: bool) -> None:
        """Nobody can be answered in a channel that is gone or a thread that stays archived."""
        channel = begun.channel
        if channel.id not in self._guild.channels:
            raise ApiError(10003)
        thread = channel.thread
        if thread is not None and thread.archived and thread.locked:
            raise ApiError(50083, status=403)
        if thread is not None and thread.archived and not ephemeral:
            self._threads.set_archived(channel, archived=False)

    def _say(self, begun: Interaction, kind: int, data: Json, uploads: Mapping[str, Upload]) -> None:
        flags = int(data.get("flags") or 0)
        if kind == kinds.MESSAGE:
            draft = self._composer.draft(begun.channel.id, data, uploads, at=("data",))
        else:
            draft = Draft({}, flags=LOADING)
        self._need_place(begun, ephemeral=bool(flags & EPHEMERAL))
        begun.original = self._post(begun, draft, ephemeral=bool(flags & EPHEMERAL))
        begun.loading = kind == kinds.DEFERRED

    def _post(self, begun: Interaction, draft: Draft, *, ephemeral: bool) -> Json:
        guild = self._guild
        user = user_on_wire(guild.anybody(begun.user) or {})
        draft.fields |= {"webhook_id": guild.application_id, "application_id": guild.application_id}
        draft.fields["interaction_metadata"] = begun.metadata(user, guild.id)
        if begun.type == kinds.COMMAND and begun.original is None:
            draft.type = COMMAND if begun.command_type == CHAT else CONTEXT
            draft.fields["interaction"] = {"id": begun.id, "type": kinds.COMMAND, "name": begun.name, "user": user}
        draft.only_for = begun.user if ephemeral else None
        return self._messages.post(begun.channel, guild.bot_id, draft)

    def _update(self, begun: Interaction, data: Json, uploads: Mapping[str, Upload]) -> None:
        assert begun.source is not None
        self._need_place(begun, ephemeral=is_ephemeral(begun.source))
        if begun.source["id"] not in {**begun.channel.messages, **begun.channel.ephemerals}:
            raise ApiError(10008)
        self._change(begun, begun.source, data, uploads, at=("data",))
        begun.original = begun.source

    def _change(
        self, begun: Interaction, message: Json, body: Json, uploads: Mapping[str, Upload], at: tuple[str, ...] = ()
    ) -> None:
        changes = self._composer.changes(message, body, uploads, at=at)
        flags = int(body.get("flags") or 0) & COMPONENTS_V2
        self._messages.change(begun.channel, message, changes, body.get("allowed_mentions"), flags=flags)

    # What follows

    def _begun(self, request: Request) -> Interaction:
        return self._interactions.to_follow_up(request.path["application"], request.path["token"])

    def _follow_up(self, request: Request) -> Json:
        begun, body = self._begun(request), request.body
        if begun.loading and begun.original is not None:
            # The first thing said after a deferral fills it in, and keeps who may see it.
            return self._fill(begun, begun.original, request)
        draft = self._composer.draft(begun.channel.id, body, request.uploads)
        ephemeral = bool(int(body.get("flags") or 0) & EPHEMERAL)
        self._need_place(begun, ephemeral=ephemeral)
        message = self._post(begun, draft, ephemeral=ephemeral)
        begun.follow_ups.append(message)
        begun.happened.set()
        return message_on_wire(message, self._guild.bot_id)

    def _fill(self, begun: Interaction, message: Json, request: Request) -> Json:
        self._need_place(begun, ephemeral=is_ephemeral(message))
        was_loading, begun.loading = begun.loading, False
        self._change(begun, message, request.body, request.uploads)
        if was_loading:
            message["flags"] &= ~LOADING
            message["edited_timestamp"] = None
        begun.happened.set()
        return message_on_wire(message, self._guild.bot_id)

    def _message(self, begun: Interaction, key: str) -> Json:
        if key == "@original":
            found = begun.original
        else:
            mine = [*begun.follow_ups, *([begun.original] if begun.original else [])]
            found = next((message for message in mine if message["id"] == key), None)
        channel = begun.channel
        if found is None or found["id"] not in {**channel.messages, **channel.ephemerals}:
            raise ApiError(10008)
        return found

    def _get(self, request: Request) -> Json:
        return message_on_wire(self._message(self._begun(request), request.path["message"]), self._guild.bot_id)

    def _edit(self, request: Request) -> Json:
        begun = self._begun(request)
        message = self._message(begun, request.path["message"])
        if message is begun.original:
            return self._fill(begun, message, request)
        self._change(begun, message, request.body, request.uploads)
        begun.happened.set()
        return message_on_wire(message, self._guild.bot_id)

    def _delete(self, request: Request) -> None:
        begun = self._begun(request)
        message = self._message(begun, request.path["message"])
        if message is begun.original:
            begun.loading = False
        self._messages.delete(begun.channel, message)
        begun.happened.set()


def _checked_autocompletion(data: Json) -> list[Json]:
    breaches = Breaches()
    choices = breaches.items(data.get("choices"), 25, ("data", "choices"))
    text = all(isinstance(choice.get("value"), str) for choice in choices)
    check_choices(breaches, choices, ("data", "choices"), text=text)
    breaches.check()
    return choices
