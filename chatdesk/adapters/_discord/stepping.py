"""A form from its first step to its last: choices in a message, pages in modals, what is wrong, and sending it.

Nothing typed is lost on the way: everything stands in the draft until the desk has taken it. A draft is sent once,
however often its last button is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from chatdesk.adapters._asking import Asking, Done, Rejected, Told, Turned
from chatdesk.adapters._cutting import cut, units
from chatdesk.adapters._discord.answers import modal_to_answers, people_picked, picked
from chatdesk.adapters._discord.apologies import DONE_UNSHOWN, logged
from chatdesk.adapters._discord.buttons import button, button_rows
from chatdesk.adapters._discord.call import Call, Kind, source_of
from chatdesk.adapters._discord.drafts import Draft, Drafts, new_key
from chatdesk.adapters._discord.forms import (
    MOST_LISTS,
    MOST_OPTIONS,
    Answers,
    Plan,
    answered,
    choice_rows,
    diversion_of,
    first_open_choice,
    introduction,
    is_shortened,
    plan_of,
    render_modal,
    summary_lines,
)
from chatdesk.adapters._discord.render import preview, render
from chatdesk.adapters._discord.responses import SILENT, Edit, Response, Way, done, telling, whispered, words_only
from chatdesk.adapters._discord.spans import Payload
from chatdesk.adapters._discord.steps import Does, Step
from chatdesk.adapters._discord.text import bold, cut_literal
from chatdesk.core.desk import Submission
from chatdesk.core.document import Style
from chatdesk.core.errors import FormRejected
from chatdesk.core.forms import Form
from chatdesk.core.hearing import PeopleMet
from chatdesk.core.ports import EventKey
from chatdesk.core.words import N_, Words

_LONGEST: Final = 2000
_LONGEST_INTRO: Final = 1000
_LONGEST_ERROR: Final = 300
_MOST_ERRORS: Final = 5


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A form at some step: how it is portioned, its draft, and by which interaction it got here."""

    form: Form
    plan: Plan
    draft: Draft
    key: str
    call: Call
    is_own: bool
    """Whether the message at hand is one of ours in between, which the next one replaces."""

    @property
    def answers(self) -> Answers:
        """Return what is known for each field of the form as it is now."""
        return answered(self.form, self.draft.answers)

    def step(self, does: Does, page: int = 0) -> Step:
        """Return a step of this form."""
        return Step(does=does, verb=self.draft.verb, ticket=self.draft.ticket, page=page, key=self.key)


class Steps:
    """Leads people through forms."""

    def __init__(self, asking: Asking, drafts: Drafts) -> None:
        self._asking = asking
        self._drafts = drafts

    # -- the ways in
    async def begin(self, form: Form, call: Call, *, is_own: bool = False) -> Response:
        """Show a form's first step: at once, as Discord wants a modal as the first answer or not at all."""
        plan = plan_of(form)
        draft = Draft(
            verb=form.verb,
            owner=call.actor.handle.user,
            ticket=form.ticket,
            answers={name: answer for name, answer in answered(form, {}).items() if answer},
            hidden=dict(form.hidden or {}),
            pressed=(call.channel, call.message) if call.message else None,
        )
        key = "" if _is_over_in_one(form, plan) and call.kind is not Kind.MODAL else new_key()
        if key:
            await self._drafts.keep(key, draft)
        return self._first(Sheaf(form, plan, draft, key, call, is_own))

    async def go_on(self, step: Step, call: Call) -> Response:
        """Take what came back at a step, and show what follows."""
        before = draft = await self._draft(step, call)
        if step.does in (Does.FORM, Does.PAGE):
            answers = modal_to_answers(call.data, call.actor.handle.workspace)
            draft = replace(draft, answers={**draft.answers, **answers})
            if people := people_picked(call.data, call.actor.handle.workspace):
                await self._asking.notice(PeopleMet(profiles=people))
        elif step.does is Does.PICK:
            draft = replace(draft, answers={**draft.answers, step.field: picked(call.data)})
        is_own = step.does is not Does.FORM
        if not step.key:
            return await self._send(draft, draft.answers, step, call, is_own=is_own)
        await self._drafts.keep(step.key, draft)
        form = await self._asking.refresh(_submission(draft, draft.answers, step.key, call))
        if isinstance(form, Told):
            return telling(form)
        sheaf = Sheaf(form, plan_of(form), draft, step.key, call, is_own)
        if step.does is Does.PICK and (unsaid := await self._unsaid(sheaf, before)):
            return self._choices(replace(sheaf, form=unsaid))
        return await self._follow(sheaf, step)

    async def _unsaid(self, sheaf: Sheaf, before: Draft) -> Form | None:
        """Return the form to be read before its first modal: what the last choice has it say is said nowhere (S0-29).

        Where a message has no room for all that it says, that comes alone.
        """
        form, plan = sheaf.form, sheaf.plan
        is_last = first_open_choice(plan, sheaf.answers) is None and not diversion_of(plan, sheaf.answers)
        if not (is_last and plan.pages and introduction(form)) or plan.intro_in_modal:
            return None
        earlier = await self._asking.refresh(_submission(before, before.answers, sheaf.key, sheaf.call))
        if isinstance(earlier, Told):
            return form
        said = earlier.intro.splitlines()
        news = replace(
            form,
            intro="\n".join(line for line in form.intro.splitlines() if line not in said),
            links=tuple(each for each in form.links if each not in earlier.links),
        )
        if not introduction(news):
            return None
        return form if units(introduction(form)) <= _LONGEST_INTRO else news

    async def _follow(self, sheaf: Sheaf, step: Step) -> Response:
        is_diverted = step.does is Does.PICK and diversion_of(sheaf.plan, sheaf.answers)
        if is_diverted or first_open_choice(sheaf.plan, sheaf.answers) is not None:
            return self._choices(sheaf)
        pages = len(sheaf.plan.pages)
        if step.does in (Does.PICK, Does.NEXT) and pages:
            return self._modal(sheaf, min(step.page, pages - 1) if step.does is Does.NEXT else 0)
        if step.does in (Does.FORM, Does.PAGE) and step.page + 1 < pages:
            return self._between(sheaf, step.page + 1)
        return await self._send(sheaf.draft, sheaf.answers, step, sheaf.call, is_own=sheaf.is_own)

    async def _draft(self, step: Step, call: Call) -> Draft:
        """Return the draft of a step; a lost one begins anew with what this step brings."""
        found = await self._drafts.find(step.key) if step.key else None
        if found is not None and found.owner == call.actor.handle.user:
            return found
        pressed = (call.channel, call.message) if step.does is Does.FORM and call.message else None
        return Draft(verb=step.verb, owner=call.actor.handle.user, ticket=step.ticket, pressed=pressed)

    # -- what is shown
    def _first(self, sheaf: Sheaf) -> Response:
        if sheaf.form.preview:
            return self._preview(sheaf)
        if sheaf.plan.choices:
            return self._choices(sheaf)
        if sheaf.call.kind is Kind.MODAL:
            return self._between(sheaf, 0)
        return self._modal(sheaf, 0)

    def _modal(self, sheaf: Sheaf, page: int) -> Response:
        step = sheaf.step(Does.PAGE if sheaf.is_own else Does.FORM, page)
        return Response(Way.MODAL, render_modal(sheaf.form, sheaf.plan, step, sheaf.answers, self._words(sheaf)))

    def _choices(self, sheaf: Sheaf, wrong: str = "") -> Response:
        """Show the choices on which the rest of the form depends; what is not taken leads no further (S4-4)."""
        words, form = self._words(sheaf), sheaf.form
        diversion = diversion_of(sheaf.plan, sheaf.answers)
        if diversion and len(introduction(form)) > _LONGEST_INTRO:
            form = replace(form, intro=diversion)
        lines = [bold(form.title), introduction(form, _LONGEST_INTRO), wrong]
        if is_shortened(sheaf.plan):
            lines.append(f"-# {words(N_('Only the first {n} are offered here.'), n=MOST_OPTIONS * MOST_LISTS)}")
        rows = choice_rows(sheaf.plan, sheaf.step(Does.PICK), sheaf.answers)
        still_open = [choice for choice in sheaf.plan.choices if not sheaf.answers.get(choice.id)]
        if len(still_open) <= 1 and not diversion:
            rows += button_rows((button(sheaf.step(Does.NEXT).id, words(N_("Continue")), Style.PRIMARY),))
        return _message(sheaf, words_only(_lines(lines), rows))

    def _between(self, sheaf: Sheaf, page: int) -> Response:
        """Stand between two modals, since none can answer another."""
        words = self._words(sheaf)
        pages = max(len(sheaf.plan.pages), 1)
        lines = [bold(f"{sheaf.form.title} ({page + 1}/{pages})")]
        if page == 0:
            lines.append(introduction(sheaf.form, _LONGEST_INTRO))
        lines += summary_lines(sheaf.form, sheaf.plan, sheaf.answers)
        rows = button_rows((button(sheaf.step(Does.NEXT, page).id, words(N_("Continue")), Style.PRIMARY),))
        return _message(sheaf, words_only(_lines(lines), rows))

    def _preview(self, sheaf: Sheaf) -> Response:
        """Show what is about to be sent; it is sent as shown, or changed first."""
        words = self._words(sheaf)
        rows = button_rows(
            (
                button(sheaf.step(Does.SEND).id, sheaf.form.submit, Style.PRIMARY),
                button(sheaf.step(Does.NEXT).id, words(N_("Edit"))),
            )
        )
        return _message(sheaf, words_only(preview(words(N_("Preview")), sheaf.form.preview), rows))

    def _wrong(self, sheaf: Sheaf, rejected: Rejected) -> Response:
        """Say what is wrong at which field; what was typed is still there behind the button."""
        words = self._words(sheaf)
        labels = {field.id: field.label for field in sheaf.form.fields}
        lines = []
        for name, told in list(rejected.fields.items())[:_MOST_ERRORS]:
            line = cut_literal(told, _LONGEST_ERROR)[0]
            if name in labels:
                line = f"- {words(N_('{label}: {value}'), label=bold(labels[name]), value=line)}"
            lines.append(line)
        if any(sheaf.plan.is_chosen(name) for name in rejected.fields):
            return self._choices(sheaf, "\n".join(lines))
        page = min((sheaf.plan.page_of(name) for name in rejected.fields), default=0)
        rows = button_rows((button(sheaf.step(Does.NEXT, page).id, words(N_("Correct")), Style.PRIMARY),))
        heading = [words(FormRejected.message)] if any(name in labels for name in rejected.fields) else []
        told = _lines(heading + lines)
        if not sheaf.plan.intro_in_modal:
            told = _lines([told, introduction(sheaf.form, min(_LONGEST_INTRO, _LONGEST - units(told) - 1))])
        return _message(sheaf, words_only(told, rows))

    # -- sending
    async def _send(self, draft: Draft, answers: Answers, step: Step, call: Call, *, is_own: bool) -> Response:
        outcome = await self._asking.submit(_submission(draft, answers, step.key, call))
        if isinstance(outcome, Rejected):
            return await self._show_anew(draft, step.key, call, outcome, is_own=is_own)
        if step.key:
            await self._drafts.drop(step.key)
        if isinstance(outcome, Form):
            return await self.begin(outcome, call, is_own=is_own)
        try:
            return _shown(outcome, draft, call, is_own=is_own)
        except Exception as error:  # noqa: BLE001 - the desk has committed: saying that nothing was changed would be a lie
            return telling(self._asking.said(DONE_UNSHOWN, call.actor, id=logged("show", error)))

    async def _show_anew(self, draft: Draft, key: str, call: Call, rejected: Rejected, *, is_own: bool) -> Response:
        """Show the form as it is now, with everything typed; a refused choice is to be made again."""
        form = await self._asking.refresh(_submission(draft, draft.answers, key, call))
        if isinstance(form, Told):
            return telling(form)
        plan = plan_of(form)
        refused = {name for name in rejected.fields if plan.is_chosen(name)}
        kept = replace(draft, answers={name: each for name, each in draft.answers.items() if name not in refused})
        key = key or new_key()
        await self._drafts.keep(key, kept)
        return self._wrong(Sheaf(form, plan, kept, key, call, is_own), rejected)

    def _words(self, sheaf: Sheaf) -> Words:
        return self._asking.words_for(sheaf.call.actor)


def _is_over_in_one(form: Form, plan: Plan) -> bool:
    """Whether a form's one modal brings everything back that is needed to send it."""
    is_whole = len(plan.pages) <= 1 and sum(len(page) for page in plan.pages) == len(form.fields)
    return is_whole and not (form.hidden or form.preview)


def _submission(draft: Draft, answers: Answers, key: str, call: Call) -> Submission:
    """Return a form on its way back. A draft is one event, so that a second press of its button sends nothing more."""
    event = EventKey(source=source_of(call.actor), event=f"draft:{key}") if key else call.event
    return Submission(
        verb=draft.verb, actor=call.actor, event=event, ticket=draft.ticket, answers=answers, hidden=draft.hidden
    )


def _lines(lines: list[str]) -> str:
    return cut("\n".join(line for line in lines if line), _LONGEST)


def _message(sheaf: Sheaf, payload: Payload) -> Response:
    return Response(Way.UPDATE, payload) if sheaf.is_own else Response(Way.MESSAGE, whispered(payload))


def _shown(outcome: Told | Turned | Done, draft: Draft, call: Call, *, is_own: bool) -> Response:
    match outcome:
        case Told(body=body, context=context):
            payload = render(body, context)
            return Response(Way.UPDATE, payload) if is_own else Response(Way.MESSAGE, whispered(payload))
        case Turned(into=into):
            return _turned(into, draft, call, is_own=is_own)
        case Done(reference=reference):
            return _done(reference, call, is_own=is_own)


def _turned(into: Told, draft: Draft, call: Call, *, is_own: bool) -> Response:
    payload = render(into.body, into.context)
    if not is_own and call.message:
        return Response(Way.UPDATE, payload)
    edit = Edit(*draft.pressed, payload) if draft.pressed else None
    response = _done("", call, is_own=is_own)
    return replace(response, edit=edit) if edit else Response(Way.MESSAGE, whispered(payload))


def _done(reference: str, call: Call, *, is_own: bool) -> Response:
    """Say that it is done, where nothing else shows it."""
    if is_own:
        return Response(Way.UPDATE, done(reference))
    if call.message and not reference:
        return SILENT
    return Response(Way.MESSAGE, whispered(done(reference)))
