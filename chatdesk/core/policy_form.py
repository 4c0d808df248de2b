"""What a policy says of the form with which tickets are opened: its extra fields, and what else it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chatdesk.core.policy_values import FactId, Identifier, LocalText, Part


class FactPolicy(Part):
    """An extra field of the form that a product or kind asks for (S0-23, S3-19)."""

    label: LocalText
    """What stands above the field."""
    hint: LocalText | None = None
    """A line that helps to fill it in."""
    type: Literal["text", "paragraph", "choice"] = "text"
    """One line, several lines, or one of the options."""
    options: Mapping[Identifier, LocalText] = Field(default_factory=dict)
    """What a `choice` offers."""
    required: bool = True
    """Whether the form insists on it."""
    remember: bool = False
    """Kept with the person and not asked again."""

    @model_validator(mode="after")
    def _choice_has_options(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise PydanticCustomError("options", "'options' belongs to 'type: choice', and a choice needs some")
        return self


class Ask(StrEnum):
    """Whether the opening form asks for something."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


class OpeningPolicy(Part):
    """What the opening form asks for, besides product, kind, title and description (S4-22..25)."""

    impact: Ask = Ask.NO
    """Whether it asks how many are affected, and how badly."""
    urgency: Ask = Ask.NO
    """Whether it asks how much time there is."""
    facts: tuple[FactId, ...] = ()
    """Extra fields for every product and kind."""
    description_hint: LocalText | None = None
    """What a description must say, beside its field; unless said: what happens, since when, what was tried (S4-25)."""
    warning: LocalText | None = None
    """Words at the top of the form, such as: never a password in a ticket (S4-5)."""
