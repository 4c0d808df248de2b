"""One payload in, one answer out: what kind it is, who acts, what the desk says, how the person learns of it.

Each step lives elsewhere (`ingress`, `events` and `answers` read, `asking` asks the desk, `telling` talks to Slack);
here they are put in order. Whatever goes wrong, the person is told privately and no payload is logged.
"""

from __future__ import annotations

import asyncio
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

import structlog

from chatdesk.adapters._asking import Asking, Done, Rejected, Told, Turned
from chatdesk.adapters._context import Context
from chatdesk.adapters._slack.answers import input_blocks, response_url_of, view_to_submission
from chatdesk.adapters._slack.buttons import pressed
from chatdesk.adapters._slack.events import message_to_happening, message_to_speaker
from chatdesk.adapters._slack.forms import FORM, VALUE, render_form
from chatdesk.adapters._slack.ingress import (
    OFFER_VERB,
    REACTION,
    SHORTCUT,
    press_to_invocation,
    reaction_to_invocation,
    shortcut_to_invocation,
    slash_to_invocation,
    subject_to_message,
)
from chatdesk.adapters._slack.profiles import Profiles
from chatdesk.adapters._slack.quoting import Quoting
from chatdesk.adapters._slack.rooms import Rooms
from chatdesk.adapters._slack.spans import PLATFORM
from chatdesk.adapters._slack.telling import (
    SILENT,
    Payload,
    Reach,
    Telling,
    TooLateError,
    body_to_reach,
    told_to_notice,
)
from chatdesk.adapters._slack.wire import Wire
from chatdesk.core.desk import Submission
from chatdesk.core.errors import VerbUnknown
from chatdesk.core.forms import Answers, Form
from chatdesk.core.hearing import PeopleMet
from chatdesk.core.model import Handle
from chatdesk.core.operation import Invocation
from chatdesk.core.ports import Profile
from chatdesk.core.views import home
from chatdesk.core.words import N_, Words

WENT_WRONG: Final = N_("Something went wrong. Nothing was changed. (Error {id})")
DONE_UNSHOWN: Final = N_("It is done, but the answer could not be shown. (Error {id})")
INVITE_ME: Final = N_("Invite me to this channel first: `/invite @{name}`. Nothing was changed.")
TOO_LATE: Final = N_("Slack allows three seconds to show a form, and that time ran out. Please try again.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack is answered: a status, and what the acknowledgement says."""

    status: int = 200
    body: Payload = field(default_factory=dict)


Handler = Callable[[Payload], Awaitable[Payload]]
CLEAR: Final[Payload] = {"response_action": "clear"}
FAILED: Final = 500


class Router:
    """The one listener behind everything that Slack sends."""

    def __init__(self, *, wire: Wire, asking: Asking, profiles: Profiles, rooms: Rooms) -> None:
        self.wire = wire
        self.asking = asking
        self.profiles = profiles
        self.rooms = rooms
        self.telling = Telling(wire)
        self.quoting = Quoting(wire, profiles)
        self._acts: Mapping[str, Handler] = {
            "slash": self._slash,
            "shortcut": self._shortcut,
            "message_action": self._message_shortcut,
            "block_actions": self._press,
            "view_submission": self._submit,
        }
        self._events: Mapping[str, Handler] = {
            "message": self._message,
            "reaction_added": self._reaction,
            "app_home_opened": self._home,
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
        }

    async def answer(self, body: Payload) -> Answer:
        """Answer a payload; it never raises."""
        kind = "slash" if "command" in body else str(body.get("type"))
        if kind == "event_callback":
            return await self._answer_event(body)
        handle = self._acts.get(kind)
        if handle is None:
            return Answer()
        try:
            return Answer(body=await handle(body))
        except Exception as error:  # noqa: BLE001 - the edge of the desk: the person learns of it, whatever it is
            return Answer(body=await self._apologise(body, _logged(kind, error)))

    async def _answer_event(self, body: Payload) -> Answer:
        """Answer an event: nobody waits for it, so what failed is left to Slack to send again."""
        kind = str((body.get("event") or {}).get("type"))
        handle = self._events.get(kind)
        try:
            if handle is not None:
                await handle(body)
        except Exception as error:  # noqa: BLE001 - the same edge
            _logged(kind, error)
            return Answer(FAILED)
        return Answer()

    # -- people who act
    async def _slash(self, body: Payload) -> Payload:
        actor = await self.profiles.of(str(body["user_id"]), name=str(body.get("user_name") or ""))
        reach = body_to_reach(body)
        try:
            invocation = slash_to_invocation(body, actor, self.asking.operations, self.profiles.name_of)
        except VerbUnknown as error:
            return await self.telling.tell(reach, self.asking.told(error, actor))
        return await self._carry_out(invocation, reach)

    async def _shortcut(self, body: Payload) -> Payload:
        if not str(body.get("callback_id")).startswith(SHORTCUT):
            return SILENT
        invocation = shortcut_to_invocation(body, await self._actor(body))
        return await self._carry_out(invocation, body_to_reach(body))

    async def _message_shortcut(self, body: Payload) -> Payload:
        if not str(body.get("callback_id")).startswith(SHORTCUT):
            return SILENT
        invocation = shortcut_to_invocation(body, await self._actor(body))
        invocation = await self.quoting.quote(invocation, invocation.room, body["message"])
        return await self._carry_out(invocation, body_to_reach(body))

    async def _press(self, body: Payload) -> Payload:
        action = body["actions"][0]
        view = body.get("view") or {}
        if str(action.get("action_id")) == VALUE and str(view.get("callback_id")).startswith(FORM):
            return await self._refresh(body)
        named = pressed(action)
        if named is None:
            return SILENT
        actor = await self._actor(body)
        invocation = press_to_invocation(body, action, actor, self.asking.operations)
        if place := subject_to_message(named[1]):
            invocation = await self.quoting.quote(invocation, place[0], await self.quoting.fetch(*place))
        answer = await self._carry_out(invocation, body_to_reach(body))
        operation = self.asking.operations.get(invocation.verb)
        if view.get("type") == "home" and operation is not None and operation.form is None:
            await self._publish_home(actor)
        return answer

    async def _carry_out(self, invocation: Invocation, reach: Reach) -> Payload:
        """Ask the desk, then show what it says: by now it is done, so a failure to show is not a failure to do."""
        operation = self.asking.operations.get(invocation.verb)
        if operation is not None and operation.posts_in_room and not await self.rooms.can_post_in(invocation.room):
            name = (await self.wire.identity()).name
            return await self.telling.tell(reach, self.asking.said(INVITE_ME, invocation.actor, name=name))
        outcome = await self.asking.invoke(invocation)
        if isinstance(outcome, Form):
            return await self._show_form(outcome, invocation.actor, reach)
        if isinstance(outcome, Turned) and not reach.in_answer:
            return await self._turn(outcome, reach.response_url, SILENT)
        told = outcome.into if isinstance(outcome, Turned) else outcome
        return await self._show_told(told, invocation.actor, reach)

    async def _show_form(self, form: Form, actor: Profile, reach: Reach) -> Payload:
        try:
            view = render_form(form, self.asking.words_for(actor), reach.response_url)
            await self.telling.show_form(reach, view)
        except TooLateError:
            return await self.telling.tell(reach, self.asking.said(TOO_LATE, actor))
        return SILENT

    async def _show_told(self, told: Told | Done, actor: Profile, reach: Reach) -> Payload:
        if isinstance(told, Done):
            return SILENT
        try:
            return await self.telling.tell(reach, told)
        except Exception as error:  # noqa: BLE001 - the desk has committed: saying that nothing was changed would be a lie
            return await self.telling.tell(reach, self.asking.said(DONE_UNSHOWN, actor, id=_logged("tell", error)))

    async def _turn(self, turned: Turned, response_url: str, answer: Payload) -> Payload:
        """Replace the pressed message; where that fails, what was done stays done, and the cards show it."""
        try:
            await self.telling.turn(response_url, turned.into)
        except Exception as error:  # noqa: BLE001 - the desk has committed
            _logged("turn", error)
        return answer

    # -- forms
    async def _refresh(self, body: Payload) -> Payload:
        actor = await self._actor(body)
        form = await self.asking.refresh(view_to_submission(body, actor))
        if isinstance(form, Form):
            drawn = render_form(form, self.asking.words_for(actor), response_url_of(body["view"]))
            await self.telling.redraw(body["view"], drawn)
        return SILENT

    async def _submit(self, body: Payload) -> Payload:
        if not str(body["view"].get("callback_id")).startswith(FORM):
            return CLEAR
        actor = await self._actor(body)
        submission = await self._introduced(view_to_submission(body, actor))
        outcome = await self.asking.submit(submission)
        if isinstance(outcome, Form):
            words = self.asking.words_for(actor)
            return {"response_action": "update", "view": render_form(outcome, words, response_url_of(body["view"]))}
        if isinstance(outcome, Turned):
            return await self._turn(outcome, response_url_of(body["view"]), CLEAR)
        if not isinstance(outcome, Rejected):
            return _closing(outcome)
        errors = _errors_at_fields(outcome, input_blocks(body["view"]))
        if errors is not None:
            return {"response_action": "errors", "errors": errors}
        return await self._show_anew(body, actor, outcome)

    async def _introduced(self, submission: Submission) -> Submission:
        """Tell the desk the names of the people who were picked; apps among them are left out."""
        picked = {one for answer in submission.answers.values() for one in answer if isinstance(one, Handle)}
        if not picked:
            return submission
        found = await asyncio.gather(*(self.profiles.is_person(handle.user) for handle in picked))
        apps = {handle for handle, is_person in zip(picked, found, strict=True) if is_person is False}
        profiles = [await self.profiles.of(handle.user) for handle in sorted(picked - apps, key=lambda one: one.user)]
        await self.asking.notice(PeopleMet(profiles=tuple(profiles)))
        answers = {
            name: answer if isinstance(answer, str) else tuple(one for one in answer if one not in apps)
            for name, answer in submission.answers.items()
        }
        return replace(submission, answers=cast("Answers", answers))

    async def _show_anew(self, body: Payload, actor: Profile, rejected: Rejected) -> Payload:
        """Show the form as it is now, with what was typed: an error is at a field that it did not have before."""
        form = await self.asking.refresh(view_to_submission(body, actor))
        if isinstance(form, Form):
            words = self.asking.words_for(actor)
            notice = _errors_to_notice(rejected, form, words)
            view = render_form(form, words, response_url_of(body["view"]), notice=notice)
            return {"response_action": "update", "view": view}
        return _update(self.asking.said("{error}", actor, error=" ".join(rejected.fields.values())))

    # -- events
    async def _message(self, body: Payload) -> Payload:
        identity = await self.wire.identity()
        speaker = message_to_speaker(body["event"], identity)
        if speaker:
            actor = await self.profiles.of(speaker)
            await self.asking.notice(message_to_happening(body, actor, identity, self.profiles.name_of))
        return SILENT

    async def _reaction(self, body: Payload) -> Payload:
        event = body["event"]
        if event.get("reaction") != REACTION or event["item"].get("type") != "message":
            return SILENT
        identity = await self.wire.identity()
        if identity.bot_user in (event["user"], event.get("item_user")) or OFFER_VERB not in self.asking.operations:
            return SILENT
        invocation = reaction_to_invocation(body, await self.profiles.of(str(event["user"])))
        message = await self.quoting.fetch(invocation.room, invocation.thread)
        outcome = await self.asking.invoke(await self.quoting.quote(invocation, invocation.room, message))
        if isinstance(outcome, Told):
            await self.telling.whisper(str(event["user"]), invocation.room, invocation.thread, outcome)
        return SILENT

    async def _home(self, body: Payload) -> Payload:
        if body["event"].get("tab", "home") == "home":
            await self._publish_home(await self.profiles.of(str(body["event"]["user"])))
        return SILENT

    async def _publish_home(self, actor: Profile) -> None:
        body = await self.asking.view(home, actor)
        await self.telling.publish_home(actor.handle.user, Told("", body, Context(self.asking.words_for(actor))))

    async def _joined(self, body: Payload) -> Payload:
        await self.rooms.joined(str(body["event"]["channel"]), str(body["event"]["user"]))
        return SILENT

    async def _left(self, body: Payload) -> Payload:
        await self.rooms.left(str(body["event"]["channel"]), str(body["event"]["user"]))
        return SILENT

    # -- steps
    async def _actor(self, body: Payload) -> Profile:
        user = body["user"]
        return await self.profiles.of(str(user["id"]), name=str(user.get("name") or user.get("username") or ""))

    async def _apologise(self, body: Payload, error_id: str) -> Payload:
        """Tell whoever acted that it went wrong; where even that fails, the acknowledgement alone goes out."""
        try:
            return await self._tell_sorry(body, error_id)
        except Exception as error:  # noqa: BLE001 - nothing is left to try
            _logged("apology", error)
            return SILENT

    async def _tell_sorry(self, body: Payload, error_id: str) -> Payload:
        reach = body_to_reach(body)
        actor = Profile(handle=Handle(PLATFORM, "", reach.user), language=self.profiles.language_of(reach.user))
        told = self.asking.said(WENT_WRONG, actor, id=error_id)
        if body.get("type") != "view_submission":
            return await self.telling.tell(reach, told)
        rejected = Rejected({"": self.asking.words_for(actor)(WENT_WRONG, id=error_id)})
        errors = _errors_at_fields(rejected, input_blocks(body["view"]))
        return {"response_action": "errors", "errors": errors} if errors else _update(told)


def _closing(told: Told | Done) -> Payload:
    """Put an answer in the form's place, or close it; where the answer cannot be drawn, what was done stays done."""
    try:
        return _update(told) if isinstance(told, Told) else CLEAR
    except Exception as error:  # noqa: BLE001 - the desk has committed
        _logged("closing", error)
        return CLEAR


def _update(told: Told) -> Payload:
    return {"response_action": "update", "view": told_to_notice(told)}


def _errors_at_fields(rejected: Rejected, shown: tuple[str, ...]) -> dict[str, str] | None:
    """Return an error for each field, the whole form's at its first; None where a field is not shown.

    Slack shows it as typed, so the marks of code would stand in it.
    """
    fields = {(name or (shown[0] if shown else "")): text.replace("`", "") for name, text in rejected.fields.items()}
    return fields if fields and all(name in shown for name in fields) else None


def _errors_to_notice(rejected: Rejected, form: Form, words: Words) -> str:
    labels = {field.id: field.label for field in form.fields}
    return "\n".join(
        words(N_("{label}: {value}"), label=labels[name], value=text) if name in labels else text
        for name, text in rejected.fields.items()
    )


def _logged(kind: str, error: Exception) -> str:
    """Log where an error came from, without its words, which may quote a payload; return an id to ask about."""
    error_id = secrets.token_hex(3)
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("slack_payload_failed", kind=kind, error=type(error).__name__, error_id=error_id, where=where)
    return error_id
