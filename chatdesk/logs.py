"""Logs: one line for each thing that happened, from our own loggers and from libraries', without any token.

Tokens are taken out of the finished line, so that no value, library or traceback can bring one in.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Final

import structlog

from chatdesk.settings import Settings

if TYPE_CHECKING:
    from structlog.typing import Processor

HIDDEN: Final = "[hidden]"

_TOKENS: Final = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"  # Slack's tokens, rotated ones too
    r"|xapp-[\w-]+"
    r"|(?<=Bearer )[\w.~+/-]{8,}=*"
    r"|(?<=://)[^\s/:@]*:[^\s/@]+(?=@)"  # user and password of an address
)
_SHORTEST_SECRET: Final = 6

QUIET: Final = ("slack_bolt", "slack_sdk", "aiohttp.access", "apscheduler", "alembic", "asyncio")
"""Libraries that say too much below a warning, some of it people's words."""


def without_tokens(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text in which every token and each of the secrets is hidden."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return _TOKENS.sub(HIDDEN, text)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record and hides what is secret in the result."""

    def __init__(self, *, secrets: tuple[str, ...], processors: list[Processor], chain: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=chain)
        self.secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record), self.secrets)


def configure_logs(settings: Settings) -> None:
    """Set up logging for this process: the desk's loggers, the libraries', and exceptions that nobody caught."""
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(secrets=settings.secrets(), processors=_rendering(settings), chain=chain))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *chain,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _log_uncaught


def _rendering(settings: Settings) -> list[Processor]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if settings.log_format == "json":
        return [remove, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    # plain tracebacks: the richer ones print the values of variables
    plain = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    return [remove, plain]


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).critical("process.failed", exc_info=(kind, error, trace))
