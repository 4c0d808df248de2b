"""No token reaches the logs, whoever logs it and however."""

import json
import logging
import sys

import pytest
import structlog

from chatdesk.logs import configure_logs, without_tokens
from chatdesk.settings import Settings

TOKENS = ("xoxb-12-34-abcDEF", "xapp-1-A0-99-ff", "xoxe.xoxp-1-abc", "xoxp-9")


pytestmark = pytest.mark.usefixtures("logs_as_before")


def configured(**told):
    configure_logs(Settings.given(slack_signing_secret="signing-secret", **told))


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.parametrize("token", [*TOKENS, "signing-secret", "Bearer abcdefgh123"])
def test_no_token_is_logged(capsys, log_format, token):
    configured(log_format=log_format)

    structlog.get_logger("ours").warning("said", value=token, nested={"headers": [token]})
    logging.getLogger("theirs").error("sent %s", token)
    try:
        int(token)
    except ValueError:
        logging.getLogger("theirs").exception("failed")
        structlog.get_logger("ours").exception("failed")
    sys.excepthook(ValueError, ValueError(token), None)

    logged = capsys.readouterr().err
    assert logged.count("[hidden]") >= 6
    assert token.removeprefix("Bearer ") not in logged


def test_the_password_of_an_address_is_hidden_and_the_rest_is_not():
    assert without_tokens("postgresql://me:pass@host/name") == "postgresql://[hidden]@host/name"
    assert without_tokens("see https://host:8080/path") == "see https://host:8080/path"


def test_a_short_secret_hides_no_common_word():
    assert without_tokens("a log line", ["a"]) == "a log line"


def test_lines_are_json_where_asked(capsys):
    configured(log_format="json")

    structlog.get_logger("ours").info("desk.ready", rôle="é")
    logging.getLogger("theirs").warning("late by %s s", 3)

    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["level"], ours["logger"], ours["rôle"]) == ("desk.ready", "info", "ours", "é")
    assert theirs["event"] == "late by 3 s"


def test_the_level_holds_and_libraries_keep_peoples_words_to_themselves(capsys):
    configured(log_level="debug")

    structlog.get_logger("ours").debug("seen")
    logging.getLogger("slack_bolt.App").info("body with words")

    logged = capsys.readouterr().err
    assert "seen" in logged
    assert "body with words" not in logged


def test_an_interrupt_is_no_failure(capsys):
    configured()

    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert capsys.readouterr().err == ""
