"""watch, collaborate: who else is told, of comments (S1-5, S1-17) or of work notes (S1-8, S1-18)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, Name, Paragraph, PublicDocument
from chatdesk.core.errors import FieldError, FollowsTheTicket, FormRejected, WorksForTheDesk
from chatdesk.core.forms import Answers, Form, People
from chatdesk.core.model import ENDED, Change, Handle, Part, Participant, Person, PersonId, Phase
from chatdesk.core.operation import Operation, Reply, Surface, TicketCommand
from chatdesk.core.policy_desk import Threads
from chatdesk.core.ports import Profile
from chatdesk.core.posts import AgentNotice, PublicMessage, RequesterNotice
from chatdesk.core.staff import staff_roles
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Watch(TicketCommand):
    """Set the watchers."""

    verb: ClassVar[str] = "watch"

    people: tuple[Handle, ...] = ()
    before: str = ""
    """Whom the form began with, by their ids."""


class Collaborate(TicketCommand):
    """Set the collaborators."""

    verb: ClassVar[str] = "collaborate"

    people: tuple[Handle, ...] = ()
    before: str = ""
    """Whom the form began with, by their ids."""


def set_watchers(work: Work, command: Watch) -> Reply:
    """Add and remove as the form says; who is new is told in the thread, or directly where that is private.

    Raise FormRejected for agents whose names the desk keeps (S1-16): they belong among the collaborators.
    """
    people = _chosen(work, command.people)
    if not work.policy.desk.discloses_agents:
        _refuse(people, WorksForTheDesk, lambda person: staff_roles(work.unit, work.policy, person.id))
    before = work.participants(Part.WATCHER)
    new = _apply(work, Part.WATCHER, people, command.before)
    _welcome(work, new)
    _goodbye(work, before)
    following = work.words(
        N_("Following {ticket}: {names}."), ticket=work.ticket.reference, names=_names(work, Part.WATCHER)
    )
    return Reply(document=PublicDocument((Paragraph((following,)),)))


def _welcome(work: Work, new: tuple[PersonId, ...]) -> None:
    """Tell who follows the ticket now: in its thread, into which they are let, or directly where that is private."""
    told = work.requester_wording.words(N_("now follows {ticket}."), ticket=work.ticket.reference)
    if new and work.thread_is_direct:
        for person in new:
            body = PublicDocument((Paragraph((told,)), _title(work)))
            work.unit.post(RequesterNotice(person=person, body=body, ticket=work.ticket.id))
    elif new:
        body = PublicDocument((Paragraph((*work.mentions(*new), told)),))
        work.unit.post(PublicMessage(ticket=work.ticket.id, body=body, welcome=new))
        work.tell_watchers_elsewhere(body)


def _goodbye(work: Work, before: tuple[PersonId, ...]) -> None:
    """Show who no longer follows the ticket out of its thread, where that is a private one with members."""
    gone = tuple(person for person in before if person not in work.participants(Part.WATCHER))
    gone = tuple(person for person in gone if person != work.ticket.requester)
    if not gone or work.thread_is_direct or work.policy.desk.threads is not Threads.PRIVATE:
        return
    names = tuple(span for person in gone for span in (Name(person), " "))
    told = work.requester_wording.words(N_("no longer follows {ticket}."), ticket=work.ticket.reference)
    body = PublicDocument((Paragraph((*names, told)),))
    work.unit.post(PublicMessage(ticket=work.ticket.id, body=body, goodbye=gone))


def set_collaborators(work: Work, command: Collaborate) -> Reply:
    """Add and remove as the form says; who is new is told in the agents' thread, or directly when not in its room.

    Raise FormRejected for the requester and the watchers: they must never read a work note.
    """
    people = _chosen(work, command.people)
    outside = {work.ticket.requester, *work.participants(Part.WATCHER)}
    _refuse(people, FollowsTheTicket, lambda person: person.id in outside)
    new = _apply(work, Part.COLLABORATOR, people, command.before)
    told = work.desk_wording.words(N_("now collaborates on {ticket}."), ticket=work.ticket.reference)
    here = [person for person in new if work.ticket.group in work.unit.groups_of(person)]
    if here:
        work.tell_agents(Paragraph((*work.mentions(*here), told)))
    for person in new:
        if person not in here:
            work.unit.post(AgentNotice(person=person, body=InternalDocument((Paragraph((told,)), _title(work)))))
    names = _names(work, Part.COLLABORATOR)
    collaborating = work.words(N_("Collaborating on {ticket}: {names}."), ticket=work.ticket.reference, names=names)
    return Reply(document=InternalDocument((Paragraph((collaborating,)),)))


def _chosen(work: Work, handles: tuple[Handle, ...]) -> tuple[Person, ...]:
    """Return the people behind the handles, met in one order by everybody, so that no two units wait for each other."""
    ordered = sorted(handles, key=lambda handle: (handle.platform, handle.workspace, handle.user))
    return tuple(work.unit.see(Profile(handle=handle), work.policy.desk.language) for handle in ordered)


def _refuse(people: tuple[Person, ...], error: type[FieldError], unsuitable: Callable[[Person], object]) -> None:
    names = ", ".join(person.name for person in people if unsuitable(person))
    if names:
        raise FormRejected({"people": error(person=names)})


def _apply(work: Work, part: Part, people: tuple[Person, ...], before: str) -> tuple[PersonId, ...]:
    """Add who was added in the form and remove who was removed in it; what others changed meanwhile stays."""
    present = work.participants(part)
    shown = {PersonId(int(number)) for number in before.split()}
    chosen = tuple(person.id for person in people)
    new = tuple(person for person in chosen if person not in present)
    gone = shown - set(chosen)
    for person in gone:
        work.unit.remove_participant(Participant(ticket=work.ticket.id, person=person, part=part))
    for person in new:
        work.unit.add_participant(Participant(ticket=work.ticket.id, person=person, part=part))
    if new or gone:
        _record(work, part, present)
    return new


def _names(work: Work, part: Part) -> str:
    people = work.unit.people(work.participants(part))
    return ", ".join(person.name for person in people.values()) or "–"


def _title(work: Work) -> Paragraph:
    return Paragraph((f"{work.ticket.reference} · {work.ticket.title}",))


def _record(work: Work, part: Part, before: tuple[PersonId, ...]) -> None:
    known = work.unit.people(before)
    names = ", ".join(known[person].name for person in before)
    field = "watchers" if part is Part.WATCHER else "collaborators"
    change = Change(field=field, before=names, after=_names(work, part))
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
    """Show those who have the part and an account on the actor's platform; the others stay as they are."""
    handles = {person: work.unit.handle(person, work.handle.platform) for person in work.participants(part)}
    shown = {person: handle for person, handle in handles.items() if handle is not None}
    return Form(
        verb=verb,
        title=title,
        submit=work.words(N_("Save")),
        ticket=work.ticket.id,
        fields=(People(id="people", label=label, hint=hint, required=False, initial=tuple(shown.values())),),
        hidden={"before": " ".join(str(person) for person in shown)},
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
    surfaces=frozenset({Surface.PUBLIC_MENU, Surface.INTERNAL_MENU}),
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
    surfaces=frozenset({Surface.INTERNAL_MENU}),
)
