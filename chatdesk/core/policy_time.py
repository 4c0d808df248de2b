"""What a policy says of time: opening hours, targets, clocks, what warns and what closes, and what is told when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from chatdesk.core.policy_values import (
    CalendarId,
    HoursText,
    Identifier,
    LocalText,
    NoticeText,
    Part,
    PriorityId,
    ProductId,
    SpanText,
    TimeText,
    TimeZone,
    Weekday,
)


class Holidays(Part):
    """Public holidays to close on: ISO codes of a country and its subdivision (S3-5, S4-13)."""

    country: str = Field(min_length=2, max_length=2)
    """ISO 3166 code of the country: `CA`, `CH`, `FR`."""
    subdivision: str | None = None
    """Its code within the country: `QC`, `JU`, `BL`."""


class CalendarPolicy(Part):
    """When the desk is open (S0-25, S0-26)."""

    time_zone: TimeZone
    """IANA name of the zone on whose wall clock the hours are."""
    week: Mapping[Weekday, tuple[HoursText, ...]]
    """The openings of each weekday; a weekday left out is closed."""
    holidays: Holidays | None = None
    """Public holidays on which the desk is closed."""
    closed: Mapping[date, LocalText] = Field(default_factory=dict)
    """The desk's own closing days, with the reason of each."""
    openings: Mapping[date, tuple[HoursText, ...]] = Field(default_factory=dict)
    """Exceptional openings; they replace whatever else is said of their date."""


class Target(Part):
    """How soon: until a first human answer, and until a solution. Absent: no clock."""

    response: SpanText | None = None
    """Until a human's first message has reached the requester."""
    resolution: SpanText | None = None
    """Until the ticket is resolved."""
    update: SpanText | None = None
    """How often the requester hears how it goes, until it is resolved (S3-27)."""


class ExtensionPolicy(Part):
    """Longer hours for some tickets only, such as an evening service for the most pressing (S3-7)."""

    calendar: CalendarId
    """The calendar on which their spans are counted instead of the desk's."""
    products: tuple[ProductId, ...] = ()
    """For these products; empty: for all."""
    priorities: tuple[PriorityId, ...] = ()
    """For these priorities; empty: for all."""
    option: Identifier | None = None
    """For customers whose contract has this option; absent: for all."""


class ClockMode(StrEnum):
    """What a status does to a ticket's clocks (S2-14)."""

    RUNS = "runs"
    PAUSES = "pauses"


class Clock(StrEnum):
    """What a ticket's time is counted for."""

    RESPONSE = "response"
    """Until a human's first message has reached the requester (S3-48)."""
    RESOLUTION = "resolution"
    """Until it is resolved."""


class WarningsPolicy(Part):
    """When the agents are warned that a target is about to be missed; absent: not at all."""

    response: NoticeText | None = None
    """Before the first answer is due."""
    resolution: NoticeText | None = None
    """Before the solution is due."""


class ClocksPolicy(Part):
    """What the desk says to its agents about time."""

    warn: WarningsPolicy = WarningsPolicy()
    """When a target is about to be missed."""
    escalate: tuple[Clock, ...] = (Clock.RESOLUTION,)
    """The clocks whose breach is told to the managers as well (S3-36)."""
    unqualified: SpanText | None = None
    """How long after its opening the agents are reminded of a ticket that nobody qualified."""
    quiet: HoursText | None = None
    """Hours of the night in which no reminder is sent; it waits for their end. Warnings keep their time."""


class Do(StrEnum):
    """What a step of a ladder does."""

    REMIND = "remind"
    """Asks the requester once more."""
    AGENT = "agent"
    """Asks the agent in charge to close the ticket, with one button."""
    CLOSE = "close"
    """Closes the ticket."""
    CANCEL = "cancel"
    """Cancels the ticket."""


class StepPolicy(Part):
    """A step of a ladder, counted from the one before it."""

    after: SpanText
    """How long after the message before it."""
    do: Do
    """What happens then."""
    tells: bool = True
    """Whether a ticket that it ends is said to have ended in the requester's thread, besides on its card."""


class LaddersPolicy(Part):
    """What follows when a requester does not answer; any answer ends it (S3-32, S3-33)."""

    confirmation: tuple[StepPolicy, ...] = ()
    """After a solution, until the requester says whether it helped."""
    information: tuple[StepPolicy, ...] = ()
    """After a question, until the requester answers it."""


class ReportPolicy(Part):
    """When the agents get the figures of the week."""

    day: Weekday
    """On which day; where the desk is closed, on its next business day."""
    time: TimeText
    """At what time."""


class SchedulePolicy(Part):
    """What is told at a fixed time."""

    digest: TimeText | None = None
    """When each group gets its queue, every business day."""
    report: ReportPolicy | None = None
    """When each group gets the figures of the week."""
    closing_notice: SpanText | None = None
    """How long before a closing day it is announced where requesters open tickets (S4-14)."""
