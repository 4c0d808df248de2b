"""watch, collaborate: who else is told, of comments (S1-5, S1-17) or of work notes (S1-8, S1-18)."""

from __future__ import annotations

from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, Paragraph, PublicDocument
from chatdesk.core.forms import Answers, Form, People
from chatdesk.core.model import ENDED, Change, Handle, Part, Participant, Person, PersonId, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.ports import Profile
from chatdesk.core.posts import AgentNotice
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Watch(TicketCommand):
    """Set the watchers."""

    verb: ClassVar[str] = "watch"

    people: tuple[Handle, ...] = ()


class Collaborate(TicketCommand):
    """Set the collaborators."""

    verb: ClassVar[str] = "collaborate"

    people: tuple[Handle, ...] = ()


def set_watchers(work: Work, command: Watch) -> Reply:
    """Keep the list as chosen; who is new in it is told in the thread, or directly where the thread is private."""
    new, names = _set(work, Part.WATCHER, command.people)
    wording = work.requester_wording
    if new:
        told = wording.words(N_("now following {ticket}."), ticket=work.ticket.reference)
        work.tell_requester(Paragraph((*work.mentions(*new), told)))
    if new and work.thread_is_direct:
        work.tell_watchers(PublicDocument((Paragraph((work.ticket.title,)),)))
    following = work.words(N_("Following {ticket}: {names}."), ticket=work.ticket.reference, names=names)
    return Reply(document=PublicDocument((Paragraph((following,)),)))


def set_collaborators(work: Work, command: Collaborate) -> Reply:
    """Keep the list as chosen; who is new is told in the agents' thread, or directly when not in its room."""
    new, names = _set(work, Part.COLLABORATOR, command.people)
    words = work.desk_wording.words
    told = words(N_("now working on {ticket} with us."), ticket=work.ticket.reference)
    here = [person for person in new if work.ticket.group in work.unit.groups_of(person)]
    if here:
        work.tell_agents(Paragraph((*work.mentions(*here), told)))
    for person in new:
        if person not in here:
            body = InternalDocument(
                (
                    Paragraph(
                        (work.desk_wording.labelled(work.unit.person(person).name, f"{told} {work.ticket.title}"),)
                    ),
                )
            )
            work.unit.post(AgentNotice(person=person, body=body))
    collaborating = work.words(N_("Collaborating on {ticket}: {names}."), ticket=work.ticket.reference, names=names)
    return Reply(document=InternalDocument((Paragraph((collaborating,)),)))


def _set(work: Work, part: Part, handles: tuple[Handle, ...]) -> tuple[tuple[PersonId, ...], str]:
    """Make the people behind the handles exactly those who have the part; return who is new, and all names."""
    people: list[Person] = [work.unit.see(Profile(handle=handle), work.policy.desk.language) for handle in handles]
    before = work.participants(part)
    after = tuple(person.id for person in people)
    for person in before:
        if person not in after:
            work.unit.remove_participant(Participant(ticket=work.ticket.id, person=person, part=part))
    new = tuple(person for person in after if person not in before)
    for person in new:
        work.unit.add_participant(Participant(ticket=work.ticket.id, person=person, part=part))
    names = ", ".join(person.name for person in people) or "–"
    _record(work, part, before, names)
    return new, names


def _record(work: Work, part: Part, before: tuple[PersonId, ...], names: str) -> None:
    known = work.unit.people(before)
    field = "watchers" if part is Part.WATCHER else "collaborators"
    change = Change(field=field, before=", ".join(known[person].name for person in before), after=names)
    work.record_internally("watch" if part is Part.WATCHER else "collaborate", changes=(change,))


def watch_form(work: Work, _answers: Answers) -> Form:
    """Ask who follows the ticket; they see each other's names."""
    return _people_form(
        work,
        Watch.verb,
        Part.WATCHER,
        title=work.words(N_("Watchers"), ticket=work.ticket.reference),
        label=work.words(N_("Who is told of comments")),
        hint=work.words(N_("They see each other’s names, and everything in the requester’s thread.")),
    )


def collaborate_form(work: Work, _answers: Answers) -> Form:
    """Ask who works along."""
    return _people_form(
        work,
        Collaborate.verb,
        Part.COLLABORATOR,
        title=work.words(N_("Collaborators"), ticket=work.ticket.reference),
        label=work.words(N_("Who is told of work notes")),
        hint=work.words(N_("They read what is for agents only.")),
    )


def _people_form(work: Work, verb: str, part: Part, *, title: str, label: str, hint: str) -> Form:
    handles = (work.unit.handle(person, work.handle.platform) for person in work.participants(part))
    initial = tuple(handle for handle in handles if handle is not None)
    return Form(
        verb=verb,
        title=title,
        submit=work.words(N_("Save")),
        ticket=work.ticket.id,
        fields=(People(id="people", label=label, hint=hint, required=False, initial=initial),),
    )


WATCH = Operation(
    command=Watch,
    label=N_("Watchers"),
    summary=N_("Say who else is told of a ticket’s comments."),
    usage=N_("NUMBER"),
    past=N_("changed the watchers"),
    roles=frozenset({Role.REQUESTER, Role.AGENT}),
    phases=frozenset(Phase) - ENDED,
    form=watch_form,
    handle=set_watchers,
    surfaces=frozenset({Surface.PUBLIC_CARD, Surface.INTERNAL_CARD}),
)

COLLABORATE = Operation(
    command=Collaborate,
    label=N_("Collaborators"),
    summary=N_("Say who else is told of a ticket’s work notes."),
    usage=N_("NUMBER"),
    past=N_("changed the collaborators"),
    roles=frozenset({Role.AGENT}),
    phases=frozenset(Phase) - ENDED,
    form=collaborate_form,
    handle=set_collaborators,
    surfaces=frozenset({Surface.INTERNAL_CARD}),
)
