"""The registry: every operation of the desk, in the order in which buttons and help show them."""

from __future__ import annotations

from typing import Final

from chatdesk.core.operation import AnyOperation
from chatdesk.core.operations.access import ACCESS
from chatdesk.core.operations.announce import ANNOUNCE
from chatdesk.core.operations.approve import APPROVE
from chatdesk.core.operations.ask import ASK
from chatdesk.core.operations.assign import ASSIGN
from chatdesk.core.operations.cadence import CADENCE
from chatdesk.core.operations.call import CALL
from chatdesk.core.operations.cancel import CANCEL
from chatdesk.core.operations.catalogue import CATALOGUE
from chatdesk.core.operations.close import CLOSE
from chatdesk.core.operations.comment import COMMENT
from chatdesk.core.operations.confirm import CONFIRM
from chatdesk.core.operations.designate import DESIGNATE
from chatdesk.core.operations.escalate import ESCALATE
from chatdesk.core.operations.follow import FOLLOW, UNFOLLOW
from chatdesk.core.operations.followup import FOLLOW_UP
from chatdesk.core.operations.help import HELP
from chatdesk.core.operations.involve import INVOLVE
from chatdesk.core.operations.link import JOIN, LINK
from chatdesk.core.operations.list import LIST
from chatdesk.core.operations.mute import MUTE, UNMUTE
from chatdesk.core.operations.note import NOTE
from chatdesk.core.operations.offer import OFFER
from chatdesk.core.operations.open import OPEN
from chatdesk.core.operations.openfor import OPEN_FOR
from chatdesk.core.operations.over import OVER
from chatdesk.core.operations.panel import PANEL
from chatdesk.core.operations.profile import PROFILE
from chatdesk.core.operations.qualify import QUALIFY
from chatdesk.core.operations.queue import QUEUE
from chatdesk.core.operations.refuse import REFUSE
from chatdesk.core.operations.reply import REPLY
from chatdesk.core.operations.report import REPORT
from chatdesk.core.operations.resolve import RESOLVE
from chatdesk.core.operations.revise import RETRACT, REVISE
from chatdesk.core.operations.roster import ROSTER
from chatdesk.core.operations.show import SHOW
from chatdesk.core.operations.status import STATUS
from chatdesk.core.operations.statuses import STATUSES
from chatdesk.core.operations.take import TAKE
from chatdesk.core.operations.transfer import TRANSFER
from chatdesk.core.operations.update import UPDATE
from chatdesk.core.operations.watch import COLLABORATE, WATCH
from chatdesk.core.operations.why import WHY
from chatdesk.core.operations.withdraw import WITHDRAW

OPERATIONS: Final[tuple[AnyOperation, ...]] = (
    OPEN,
    LIST,
    CATALOGUE,
    STATUSES,
    ROSTER,
    DESIGNATE,
    ACCESS,
    QUEUE,
    REPORT,
    TAKE,
    REPLY,
    ASK,
    RESOLVE,
    APPROVE,
    CLOSE,
    CONFIRM,
    REFUSE,
    FOLLOW_UP,
    COMMENT,
    SHOW,
    NOTE,
    QUALIFY,
    ASSIGN,
    TRANSFER,
    STATUS,
    CALL,
    CADENCE,
    WHY,
    WATCH,
    COLLABORATE,
    ESCALATE,
    INVOLVE,
    MUTE,
    UNMUTE,
    CANCEL,
    OPEN_FOR,
    WITHDRAW,
    PANEL,
    ANNOUNCE,
    UPDATE,
    OVER,
    FOLLOW,
    UNFOLLOW,
    PROFILE,
    LINK,
    JOIN,
    OFFER,
    REVISE,
    RETRACT,
    HELP,
)
