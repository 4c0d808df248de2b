"""What an operation is: one verb of the desk with its command, its roles, its form, its buttons and its handler.

Listeners, slash sub-commands, forms and buttons are generated from these specs; a new one is one file in
`operations/` plus one line in its registry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from chatdesk.core.access import Role
from chatdesk.core.document import InternalDocument, PublicDocument, Style
from chatdesk.core.forms import Answers, Form
from chatdesk.core.model import Origin, Phase, Ticket, TicketId
from chatdesk.core.ports import EventKey, Profile

if TYPE_CHECKING:
    from chatdesk.core.policy import Policy
    from chatdesk.core.work import Work


class Command(BaseModel):
    """What somebody wants, in the imperative. `event` makes it recognisable when the platform sends it again."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)

    verb: ClassVar[str]

    actor: Profile
    event: EventKey


class TicketCommand(Command):
    """A command about one ticket."""

    ticket: TicketId


class Query(Command):
    """A question: it writes nothing, so it needs no inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the desk answers to the person who acted, to them alone. Nothing of it: a silent yes.

    `form` is a next step to fill in; `becomes` is what the pressed message turns into, for everyone.
    """

    document: PublicDocument | InternalDocument | None = None
    form: Form | None = None
    becomes: PublicDocument | InternalDocument | None = None
    ticket: Ticket | None = None


class Surface(Enum):
    """Where an operation's button is shown."""

    PUBLIC_CARD = auto()
    """On the requester's card: the few things that are done often."""
    PUBLIC_MENU = auto()
    """On the same card, behind "More…"."""
    INTERNAL_CARD = auto()
    """On the agents' card: what is done next to a ticket in this phase, five at most."""
    INTERNAL_MENU = auto()
    """On the same card, behind "More…"."""
    CONFIRMATION = auto()
    """The prompt that asks the requester whether it is solved."""
    CLOSING = auto()
    """The message that asks the agent in charge to close."""
    FOLLOW_UP = auto()
    """The offer made to whoever writes in a closed thread."""
    HOME = auto()
    GLOBAL_SHORTCUT = auto()
    MESSAGE_SHORTCUT = auto()
    PANEL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """Somebody pressed, typed or chose a verb: what every platform's ingress makes of it."""

    verb: str
    actor: Profile
    event: EventKey
    room: str = ""
    thread: str = ""
    """The thread in which it was pressed or chosen: what it is about where no ticket was named."""
    ticket: str = ""
    """A number or reference as typed or carried by the button; empty where none was given."""
    rest: str = ""
    """What was typed after the verb (and number), or the subject that a button carries."""
    quoted: Origin | None = None
    quoted_text: str = ""
    quoted_author: Profile | None = None


CommandT = TypeVar("CommandT", bound=Command)


def always(_ticket: Ticket) -> bool:
    """Offer it on every card."""
    return True


def everywhere(_policy: Policy) -> bool:
    """Have it on every desk."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[CommandT]):
    """One verb of the desk.

    `form` builds the form from the work at hand and the answers so far; an operation without one runs at once.
    `hints` turns an invocation into first answers (`/ticket open PRODUCT TITLE`).
    """

    label: str
    """The button, marked for translation."""
    summary: str
    """One line for `/ticket help`, marked for translation."""
    past: str = ""
    """The word in the history, marked for translation; empty: it writes none."""
    command: type[CommandT]
    roles: frozenset[Role]
    handle: Callable[[Work, CommandT], Reply]
    form: Callable[[Work, Answers], Form] | None = None
    hints: Callable[[Policy, Invocation], Mapping[str, Any]] | None = None
    phases: frozenset[Phase] = frozenset(Phase)
    """In which phases of a ticket it applies."""
    surfaces: frozenset[Surface] = frozenset()
    offered: Callable[[Ticket], bool] = always
    """Whether a ticket's card shows the button at all, besides its phase; who presses it is checked anyway."""
    style: Style = Style.PLAIN
    usage: str = ""
    """What follows the verb in the slash command, marked for translation."""
    slash: bool = True
    """Whether it is a slash sub-command; messages and reactions are not."""
    wanted: Callable[[Policy], bool] = everywhere
    """Whether a desk has it at all, by its policy; where not, it is no verb, no button and no line of the help."""
    posts_in_room: bool = False
    """Whether it posts in the room where it was typed, so that the desk has to be there."""

    @property
    def verb(self) -> str:
        """Return the one word for it: file, slash sub-command, history and button."""
        return self.command.verb

    @property
    def about_ticket(self) -> bool:
        """Whether the operation needs a ticket."""
        return issubclass(self.command, TicketCommand)

    @property
    def asks(self) -> bool:
        """Whether the operation only reads."""
        return issubclass(self.command, Query)


def typed_into(field: str) -> Callable[[Policy, Invocation], Mapping[str, Any]]:
    """Return hints that put what was typed after the ticket's number into a field of the form."""

    def hints(_policy: Policy, invocation: Invocation) -> Mapping[str, Any]:
        return {field: invocation.rest}

    return hints


AnyOperation = Operation[Any]
