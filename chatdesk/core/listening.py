"""Listening: what platforms tell without being asked, words in threads and people in rooms, taken in as commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chatdesk.core import access, undelivered
from chatdesk.core.conflicts import twice
from chatdesk.core.hearing import (
    Deleted,
    Edited,
    GroupJoined,
    GroupLeft,
    Happening,
    Heard,
    NotYetKnown,
    PeopleMet,
    RoomJoined,
    RoomLeft,
    RoomMembers,
    RoomsUnusable,
)
from chatdesk.core.model import Audience, Origin
from chatdesk.core.operation import TicketCommand
from chatdesk.core.operations.comment import AddComment
from chatdesk.core.operations.note import AddNote
from chatdesk.core.operations.revise import Retract, Revise
from chatdesk.core.policy_desk import PrivateThreads, Threads
from chatdesk.core.ports import Profile, UnitOfWork

if TYPE_CHECKING:
    from chatdesk.core.desk import Desk


class Listening:
    """A desk's ears. Each happening is one transaction, or two where a thread is both audiences'."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.store = desk.store
        self.policy = desk.policy

    @twice
    def notice(self, happening: Happening, now: datetime) -> None:
        """Take in what a platform tells: words in a ticket's thread, or who is in a group's room.

        Raise NotYetKnown where it must be told again later, since the desk is about to know what it is about.
        """
        match happening:
            case Heard():
                self._hear(happening, now)
            case Edited() | Deleted():
                self._correct(happening, now)
            case RoomMembers() | RoomJoined() | RoomLeft():
                self._enrol(happening)
            case GroupJoined(group=group, who=who) | GroupLeft(group=group, who=who):
                with self.store.begin() as unit:
                    change = unit.add_member if isinstance(happening, GroupJoined) else unit.remove_member
                    change(group, who.handle.platform, unit.see(who, self.policy.desk.language).id)
            case RoomsUnusable(platform=platform, workspace=workspace, troubles=troubles):
                with self.store.begin() as unit:
                    undelivered.tell_rooms(unit, self.policy, troubles, platform=platform, workspace=workspace)
            case PeopleMet(profiles=profiles):
                with self.store.begin() as unit:
                    for profile in profiles:
                        unit.see(profile, self.policy.desk.language)

    def _hear(self, heard: Heard, now: datetime) -> None:
        where = (heard.origin.platform, heard.origin.room, heard.thread)
        with self.store.read() as unit:
            public, internal = unit.find_public_ticket(*where), unit.find_internal_ticket(*where)
            if public is None and internal is None and self._may_become_known(unit, heard.origin):
                raise NotYetKnown(heard.thread)
        told: dict[str, Any] = {
            "actor": heard.actor,
            "event": heard.event,
            "text": heard.text,
            "origin": heard.origin,
            "attachments": heard.attachments,
        }
        if public is not None:
            self._hear_as(AddComment(ticket=public, **told), now)
        if internal is not None:
            self._hear_as(AddNote(ticket=internal, **told), now)

    def _may_become_known(self, unit: UnitOfWork, origin: Origin) -> bool:
        """Whether a thread in this room may be a ticket's whose first card is on its way right now."""
        platform, room = origin.platform, origin.room
        if (platform, room) in self.policy.agent_rooms:
            return unit.awaits_place(Audience.INTERNAL)
        rooms = self.policy.rooms.get(platform)
        is_intake = rooms is not None and rooms.intake == room
        private = self.policy.desk.threads is Threads.PRIVATE
        may_be_direct = private and self.policy.private_threads(platform) is PrivateThreads.DIRECT
        return (is_intake or may_be_direct) and unit.awaits_place(Audience.PUBLIC)

    def _correct(self, happening: Edited | Deleted, now: datetime) -> None:
        where = (happening.origin.platform, happening.origin.room, happening.thread)
        with self.store.read() as unit:
            said = unit.find_comment(happening.origin) or unit.find_note(happening.origin)
            if said is None and (unit.find_public_ticket(*where) or unit.find_internal_ticket(*where)):
                raise NotYetKnown(happening.origin.message)
        if said is None:
            return
        told: dict[str, Any] = {
            "actor": happening.actor,
            "event": happening.event,
            "ticket": said.ticket,
            "origin": happening.origin,
        }
        if isinstance(happening, Edited):
            self._hear_as(Revise(text=happening.text, **told), happening.at or now)
        else:
            self._hear_as(Retract(**told), now)

    def _hear_as(self, command: TicketCommand, now: datetime) -> None:
        """Run what a message means. Whoever could write in the thread could; no role or phase turns words away."""
        with self.store.begin() as unit:
            if unit.first_time(command.event, now):
                work = self.desk.work_for(unit, command.actor, now)
                ticket = unit.ticket(command.ticket)
                if isinstance(command, Revise) and _is_overtaken(unit, command, now):
                    return
                roles = access.roles_of(
                    work.actor.id, staff=work.staff, ticket=ticket, participants=unit.participants(ticket.id)
                )
                self.desk.operation(command.verb).handle(replace(work, found=ticket, roles=roles), command)

    def _enrol(self, happening: RoomMembers | RoomJoined | RoomLeft) -> None:
        platform = happening.platform if isinstance(happening, RoomMembers) else happening.who.handle.platform
        group = self.policy.agent_rooms.get((platform, happening.room))
        if group is None:
            return
        with self.store.begin() as unit:
            match happening:
                case RoomMembers():
                    known = sorted(happening.members, key=in_order)
                    members = [unit.see(member, self.policy.desk.language).id for member in known]
                    unit.set_members(group, platform, members)
                case RoomJoined():
                    unit.add_member(group, platform, unit.see(happening.who, self.policy.desk.language).id)
                case RoomLeft():
                    unit.remove_member(group, platform, unit.see(happening.who, self.policy.desk.language).id)


def in_order(profile: Profile) -> tuple[str, str, str]:
    """Return the key by which people are met in the same order everywhere, so that two units never block each other."""
    handle = profile.handle
    return handle.platform, handle.workspace, handle.user


def _is_overtaken(unit: UnitOfWork, command: Revise, at: datetime) -> bool:
    """Whether the message was deleted, or edited later than this edit."""
    said = unit.find_comment(command.origin) or unit.find_note(command.origin)
    return said is not None and (said.deleted_at is not None or (said.edited_at is not None and at < said.edited_at))
