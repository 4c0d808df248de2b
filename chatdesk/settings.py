"""Settings from the environment or a `.env` file: where things are and what opens them. The only reader of both.

What a desk does stands in its policy, not here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX: Final = "CHATDESK_"
_FOR_TESTS: Final = f"{PREFIX}TEST_"
_ENV_FILE: Final = ".env"


class SettingsError(Exception):
    """Settings with which nothing can start; one line for each mistake, naming its variable, never its value."""


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _token(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise PydanticCustomError("token", "does not begin with {prefix}", {"prefix": prefix})
        return value

    return AfterValidator(check)


def _database(value: str) -> str:
    scheme, found, rest = value.partition("://")
    if not found or not rest.strip("/") or scheme.split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        raise PydanticCustomError("database", "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return value


def _api_url(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise PydanticCustomError("url", "expected an address, as in https://slack.com/api/")
    return value if value.endswith("/") else f"{value}/"


def _bare_url(value: str) -> str:
    return _api_url(value).rstrip("/")


class Settings(BaseSettings):
    """The settings, each from the variable of its name after `CHATDESK_`; an empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=_ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite:///chatdesk.db", repr=False)
    """A SQLite file, or a PostgreSQL database."""
    policy: str = "faculty"
    """A shipped desk's name, or a policy file."""
    slack_bot_token: Annotated[SecretStr, _token("xoxb-")] | None = None
    slack_app_token: Annotated[SecretStr, _token("xapp-")] | None = None
    """Connects over Socket Mode: no address of ours need be reachable."""
    slack_signing_secret: SecretStr | None = None
    """Proves that a request over HTTP comes from Slack."""
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = "https://slack.com/api/"
    """Another address for GovSlack and local servers."""
    discord_token: SecretStr | None = None
    """The bot's token, from Discord's developer portal."""
    discord_guild: str = ""
    """The desk's own server; without it, the first one in which the app is."""
    discord_api_url: Annotated[str, AfterValidator(_bare_url)] = "https://discord.com/api/v10"
    """Another address for local servers."""
    discord_gateway_url: str = "wss://gateway.discord.gg/"
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=0, le=65535)
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = "console"

    @classmethod
    def given(cls, **told: Any) -> Settings:  # noqa: ANN401 - checked against the fields above
        """Return settings of these values and the defaults alone, whatever the environment and `.env` say."""
        return _Given(**told)

    def secrets(self) -> tuple[str, ...]:
        """Return every secret in the clear, for whoever keeps them out of the logs."""
        tokens = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.discord_token)
        return tuple(token.get_secret_value() for token in tokens if token is not None)


class _Given(Settings):
    """Settings that look at nothing but what they are given."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - all of this is pydantic's way to ask
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def load_settings() -> Settings:
    """Read the settings; raise SettingsError naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (_line(detail) for detail in error.errors(include_url=False, include_input=False))
        raise SettingsError("\n".join(lines)) from None
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{_ENV_FILE} cannot be read: {error}") from None


def unknown_variables(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Say of each variable with our prefix that no setting has its name, and which one was perhaps meant."""
    known = [variable(name) for name in Settings.model_fields]
    for name in sorted({*(os.environ if environment is None else environment), *_written()}):
        if name.startswith(PREFIX) and not name.startswith(_FOR_TESTS) and name not in known:
            near = get_close_matches(name, known, n=1)
            yield f"{name} is no setting" + (f"; did you mean {near[0]}?" if near else "")


def variable(name: str) -> str:
    """Return the variable of a setting."""
    return f"{PREFIX}{name}".upper()


def _written() -> Iterator[str]:
    """Yield the names that the `.env` file sets."""
    if Path(_ENV_FILE).is_file():
        from dotenv import dotenv_values  # noqa: PLC0415 - only where there is such a file

        yield from dotenv_values(_ENV_FILE)


def _line(error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    context: Mapping[str, Any] = error.get("ctx", {})
    told = {
        "literal_error": f"expected {context.get('expected')}",
        "int_parsing": "expected a whole number",
        "greater_than_equal": f"expected a number from {context.get('ge')}",
        "less_than_equal": f"expected a number up to {context.get('le')}",
    }.get(error["type"], error["msg"])
    return f"{variable(name)}: {told}"
