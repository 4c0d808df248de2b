"""Every error that a user can see. Each has a code, a message in the user's language, and the fields it is about.

DeskError
├── Refused             nothing was changed; the person is told what is allowed
│   ├── TicketUnknown, ProductUnknown, VerbUnknown
│   ├── NotAllowed, NotNow, TransitionNotAllowed
│   ├── AlreadyDone, AlreadyTaken, NotInGroup, MayNotOpen
│   ├── LevelLocked, NoLevelLeft, NoManager
│   ├── NotRunning, NoIntakeRoom
│   └── CustomerUnknown, NothingToApprove, ApprovalNeeded, ChangeOutdated, ShiftFull
├── FormRejected        a form comes back with a message at each field that is wrong
└── FieldError          what is wrong with one field
    └── FieldMissing, FieldTooLong, ChoiceUnknown, Diverted, Gated, RequesterNotOnRoster, WorksForTheDesk,
        FollowsTheTicket, CodeUnknown, RecordNotTaken, RecordUnknown, SpanUnknown, AlreadyRunning, EndUnknown,
        AddressUnknown, SomebodyNeeded, JoinsForThemselves, NoPlaceLeft, NoPlaceFree, AlreadyOnRoster, NumberUnknown
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from chatdesk.core.words import N_

if TYPE_CHECKING:
    from chatdesk.core.words import Words


class DeskError(Exception):
    """Something that the desk tells a person: `code` for programs, `tell(words)` for people.

    Values named in `values` fill the message; one that is itself a marked text is given as `Marked`.
    """

    code: ClassVar[str] = "desk_error"
    message: ClassVar[str] = N_("Something went wrong. Nothing was changed.")

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values = values

    def tell(self, words: Words) -> str:
        """Return the message in the reader's language."""
        told = {name: words(value) if isinstance(value, Marked) else value for name, value in self.values.items()}
        return words(self.message, **told)


class Marked(str):
    """A text marked with `N_` that is translated when the error around it is told."""

    __slots__ = ()


class Refused(DeskError):
    """The desk did not do it, and nothing was changed."""

    code = "refused"


class TicketUnknown(Refused):
    """No ticket with this number is visible to this person."""

    code = "ticket_unknown"
    message = N_("I found no ticket “{number}” among yours. `/ticket list` shows them.")


class TicketMissing(Refused):
    """The verb needs a ticket number and got none."""

    code = "ticket_missing"
    message = N_("Which ticket? Write `/ticket {verb} NUMBER`, for example `/ticket {verb} {example}`.")


class VerbUnknown(Refused):
    """There is no such sub-command."""

    code = "verb_unknown"
    message = N_("I do not know “{verb}”. `/ticket help` shows what I can do.")


class ProductUnknown(Refused):
    """There is no such product in the desk's catalogue."""

    code = "product_unknown"
    message = N_("There is no product “{product}” here. Known products: {known}.")


class NotAllowed(Refused):
    """The person holds none of the roles that this verb asks for."""

    code = "not_allowed"
    message = N_("“{verb}” is for {allowed} only. Nothing was changed.")


class TransitionNotAllowed(Refused):
    """The policy's table does not lead from this status to that one (S2-18)."""

    code = "transition_not_allowed"
    message = N_("{ticket} is “{status}”: it can only become {allowed}. Nothing was changed.")


class NotNow(Refused):
    """The verb does not apply to a ticket in this status."""

    code = "not_now"
    message = N_("“{verb}” does not apply: {ticket} is “{status}”. Possible now: {allowed}. Nothing was changed.")


class AlreadyDone(Refused):
    """A late double click: what was asked for is already so."""

    code = "already_done"
    message = N_("{ticket}: this was already done. Nothing was changed.")


class AlreadyTaken(Refused):
    """Somebody else has the ticket."""

    code = "already_taken"
    message = N_("{ticket} is already with {agent}. Use “Assign” to change that. Nothing was changed.")


class NotInGroup(Refused):
    """The ticket belongs to another group, in whose room the actor is not."""

    code = "not_in_group"
    message = N_("{ticket} belongs to {group}: hand it over first. Nothing was changed.")


class MayNotOpen(Refused):
    """The person is on no customer's roster; the policy says who is, or where to go instead (S3-13, S4-7, S4-17)."""

    code = "may_not_open"
    message = "{text}"


class LevelLocked(Refused):
    """The next level of escalation is not open yet (S3-40)."""

    code = "level_locked"
    message = N_("{ticket} is with {before}. The next level, {level}, opens on {when}. Nothing was changed.")


class NoLevelLeft(Refused):
    """The ticket was escalated to the last level already."""

    code = "no_level_left"
    message = N_("{ticket} is with {level}, and no level is above that. Nothing was changed.")


class NoManager(Refused):
    """There is no manager to be told: the policy names none, or the actor alone (S3-36)."""

    code = "no_manager"
    message = N_("The desk knows no manager whom you could ask about {ticket}. Nothing was changed.")


class NotRunning(Refused):
    """No announcement of this number is running: it is over, or never was."""

    code = "not_running"
    message = N_("No announcement {number} is running. Running now: {known}. Nothing was changed.")


class NoIntakeRoom(Refused):
    """The policy names no room in which something could be announced."""

    code = "no_intake_room"
    message = N_("The desk has no room to announce it in: name one under `rooms` in the policy. Nothing was changed.")


class CustomerUnknown(Refused):
    """There is no such customer, or none of this person's."""

    code = "customer_unknown"
    message = N_("I found no customer “{customer}” among yours. `/ticket roster` shows them.")


class NothingToApprove(Refused):
    """The ticket asks for no change of a roster."""

    code = "nothing_to_approve"
    message = N_("{ticket} asks for no change of a list, so there is nothing to approve. Nothing was changed.")


class ApprovalNeeded(Refused):
    """The ticket asks for a change of a roster: it ends by approving or cancelling it, and by nothing else."""

    code = "approval_needed"
    message = N_("{ticket} asks for a change of a list: approve it, or cancel it with the reason. Nothing was changed.")


class ChangeOutdated(Refused):
    """A change of a roster whose customer or shift the policy no longer names."""

    code = "change_outdated"
    message = N_("{ticket} is about a customer or a shift that we no longer have. Nothing was changed.")


class ShiftFull(Refused):
    """Approved too late: others have taken the places (S3-50)."""

    code = "shift_full"
    message = N_("{shift} has {limit} places, taken by {names}: somebody has to leave first. Nothing was changed.")


class FormRejected(DeskError):
    """A form that comes back: a message at each field that is wrong, everything typed still there.

    `fields` maps a field's id to the error that is told beside it.
    """

    code = "form_rejected"
    message = N_("Please correct the marked fields.")

    def __init__(self, fields: Mapping[str, FieldError]) -> None:
        super().__init__()
        self.fields = dict(fields)


class FieldError(DeskError):
    """What is wrong with one field."""

    code = "field_error"


class FieldMissing(FieldError):
    """A required field is empty or holds only white space."""

    code = "field_missing"
    message = N_("Please fill in this field.")


class MissingOfWhoJoins(FieldMissing):
    """A field that may be left empty, unless somebody is put on a roster, as here."""

    code = "missing_of_who_joins"
    message = N_("Please fill in this field: somebody joins.")


class FieldTooLong(FieldError):
    """More characters than the field takes."""

    code = "field_too_long"
    message = N_("At most {limit} characters, please: there are {length}.")


class ChoiceUnknown(FieldError):
    """The chosen value is not (or no longer) offered."""

    code = "choice_unknown"
    message = N_("This choice is no longer offered. Please choose again.")


class Diverted(FieldError):
    """The chosen value is not taken here; the policy says where to go instead (S4-4)."""

    code = "diverted"
    message = "{text}"


class Gated(FieldError):
    """A ticket about this site may not have the priority that follows; the policy says why (S3-22)."""

    code = "gated"
    message = "{text}"


class RequesterNotOnRoster(FieldError):
    """The ticket would become somebody's who may not open one for this customer (S3-13, S3-20)."""

    code = "requester_not_on_roster"
    message = N_("{person} is not on the roster “{roster}” of {customer}. On it: {names}.")


class WorksForTheDesk(FieldError):
    """An agent cannot be a watcher where the desk keeps its agents' names."""

    code = "works_for_the_desk"
    message = N_("{person} works for the desk: add them to the collaborators instead.")


class FollowsTheTicket(FieldError):
    """Requester and watchers cannot be collaborators: they would read work notes."""

    code = "follows_the_ticket"
    message = N_("{person} follows the ticket as a requester, and must not read work notes.")


class CodeUnknown(FieldError):
    """The code was never given out, was used, or is too old."""

    code = "code_unknown"
    message = N_("The code “{code}” is not good, or no longer. `/ticket link` gives a new one.")


class RecordNotTaken(FieldError):
    """A record of a higher level beside a nature that names none."""

    code = "record_not_taken"
    message = N_("A solution of this nature goes on nowhere else: leave this empty, or choose another nature.")


class RecordUnknown(FieldError):
    """The text is neither a reference nor a good link (S2-25)."""

    code = "record_unknown"
    message = N_("Write a reference, such as R-1042, or a link that begins with https://.")


class SpanUnknown(FieldError):
    """The text is no span."""

    code = "span_unknown"
    message = N_("Write a whole number and a unit: 30m, 4h (opening hours) or 2d (business days).")


class AlreadyRunning(FieldError):
    """One about the same is announced and not over."""

    code = "already_running"
    message = N_(
        "This is announced already: “{title}”. "
        "`/ticket update {number}` gives news of it, `/ticket over {number}` ends it."
    )


class EndUnknown(FieldError):
    """The text says no length of time, or one that ends at once or in years."""

    code = "end_unknown"
    message = N_(
        "Write how long from now, as a whole number and a unit: 90m, 4h or 2d. "
        "It must end later than now and within a year."
    )


class AddressUnknown(FieldError):
    """The text is no address that could be a link."""

    code = "address_unknown"
    message = N_("Write an address that begins with https:// and has no spaces in it.")


class SomebodyNeeded(FieldError):
    """A change of a roster by which nobody joins and nobody leaves."""

    code = "somebody_needed"
    message = N_("Say who joins, or who leaves, or both.")


class JoinsForThemselves(FieldError):
    """The same person joins and leaves."""

    code = "joins_for_themselves"
    message = N_("{person} is the one who leaves. Choose somebody else.")


class NoPlaceLeft(FieldError):
    """As many are on the shift as it holds, and nobody leaves it (S3-50)."""

    code = "no_place_left"
    message = N_("{shift} has {limit} places, taken by {names}: say who leaves.")


class NoPlaceFree(FieldError):
    """As many are on the shift as it holds; whoever asks is not told who."""

    code = "no_place_free"
    message = N_("No place is free there. One of those who have one can ask for you to take it.")


class AlreadyOnRoster(FieldError):
    """Somebody asks to be put where they are."""

    code = "already_on_roster"
    message = N_("You are already there.")


class NumberUnknown(FieldError):
    """No customer has this number."""

    code = "number_unknown"
    message = N_("I know no customer by the number “{number}”. It stands on your contract.")
