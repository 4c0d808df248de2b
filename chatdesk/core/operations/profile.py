"""profile: what the desk knows of a person and therefore does not ask again (S3-19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import Paragraph, PublicDocument
from chatdesk.core.forms import Answers, Form
from chatdesk.core.opening import fact_field
from chatdesk.core.operation import Command, Operation, Reply
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class UpdateProfile(Command):
    """Keep other facts about me."""

    verb: ClassVar[str] = "profile"

    facts: Mapping[str, str] = {}


def update_profile(work: Work, command: UpdateProfile) -> Reply:
    """Keep what was filled in; an emptied fact is asked again next time."""
    remembered = {name: "" for name, fact in work.policy.facts.items() if fact.remember}
    work.unit.remember(work.actor.id, {**remembered, **command.facts})
    return Reply(document=PublicDocument((Paragraph((work.words(N_("Your profile is up to date.")),)),)))


def profile_form(work: Work, _answers: Answers) -> Form:
    """Show every fact that is kept with people."""
    return Form(
        verb=UpdateProfile.verb,
        title=work.words(N_("Your profile")),
        submit=work.words(N_("Save")),
        intro=work.words(N_("You will not be asked for this again when you open a ticket.")),
        fields=tuple(
            replace(fact_field(work, name, fact, work.actor.facts.get(name, "")), required=False)
            for name, fact in work.policy.facts.items()
            if fact.remember
        ),
    )


PROFILE = Operation(
    command=UpdateProfile,
    label=N_("My profile"),
    summary=N_("See and change what the desk knows of you."),
    roles=frozenset({Role.ANYONE}),
    form=profile_form,
    handle=update_profile,
)
