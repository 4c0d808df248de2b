"""Settings come from the environment or a `.env` file; a wrong one is told by its variable, never by its value."""

import os
from pathlib import Path

import pytest

from chatdesk.settings import Settings, SettingsError, load_settings, unknown_variables


@pytest.fixture(autouse=True)
def nothing_set(tmp_path, monkeypatch):
    """Start in an empty folder with none of our variables."""

    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CHATDESK_")]:
        monkeypatch.delenv(name)


def test_a_desk_starts_without_any_setting():
    settings = load_settings()

    assert settings.database_url == "sqlite:///chatdesk.db"
    assert settings.policy == "faculty"
    assert settings.slack_bot_token is None
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 3000)
    assert (settings.log_level, settings.log_format) == ("info", "console")


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("CHATDESK_HTTP_PORT", "8080")
    monkeypatch.setenv("CHATDESK_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("CHATDESK_SLACK_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("CHATDESK_LOG_LEVEL", "WARNING")

    settings = load_settings()

    assert settings.http_port == 8080
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.slack_api_url == "http://127.0.0.1:9/api/"
    assert settings.log_level == "warning"


def test_settings_come_from_a_file_that_the_environment_overrides(monkeypatch):
    Path(".env").write_text("CHATDESK_POLICY=mine.yaml\nCHATDESK_HTTP_PORT=1\nOTHER=x\n", encoding="utf-8")
    monkeypatch.setenv("CHATDESK_HTTP_PORT", "2")

    settings = load_settings()

    assert (settings.policy, settings.http_port) == ("mine.yaml", 2)


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("CHATDESK_SLACK_APP_TOKEN", "")

    assert load_settings().slack_app_token is None


def test_every_wrong_variable_is_named_without_its_value(monkeypatch):
    wrong = {
        "CHATDESK_HTTP_PORT": "port-x",
        "CHATDESK_SLACK_BOT_TOKEN": "a-secret",
        "CHATDESK_DATABASE_URL": "mysql://user:a-secret@host/name",
        "CHATDESK_LOG_FORMAT": "xml",
        "CHATDESK_SLACK_API_URL": "slack.com",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    told = str(caught.value)
    assert told.splitlines() == [
        "CHATDESK_DATABASE_URL: expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
        "CHATDESK_SLACK_BOT_TOKEN: does not begin with xoxb-",
        "CHATDESK_SLACK_API_URL: expected an address, as in https://slack.com/api/",
        "CHATDESK_HTTP_PORT: expected a whole number",
        "CHATDESK_LOG_FORMAT: expected 'console' or 'json'",
    ]
    assert "a-secret" not in told


@pytest.mark.parametrize("port", ["-1", "65536", "3.5"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("CHATDESK_HTTP_PORT", port)

    with pytest.raises(SettingsError, match=r"^CHATDESK_HTTP_PORT: expected a "):
        load_settings()


def test_a_file_that_is_no_text_is_told():
    Path(".env").write_bytes(b"CHATDESK_POLICY=\xff\xfe\n")

    with pytest.raises(SettingsError, match=r"^\.env cannot be read"):
        load_settings()


def test_no_secret_shows_in_a_representation():
    settings = Settings.given(slack_bot_token="xoxb-shown", database_url="postgresql://me:shown@host/name")

    assert "shown" not in repr(settings)
    assert "shown" not in str(settings)
    assert settings.secrets() == ("xoxb-shown",)


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Settings.given().http_port = 1


def test_a_variable_of_ours_that_no_setting_has_is_told():
    Path(".env").write_text("CHATDESK_POLICIES=x\n", encoding="utf-8")

    told = list(unknown_variables({"CHATDESK_HTTP_PROT": "1", "CHATDESK_TEST_POSTGRES_URL": "x", "HOME": "/"}))

    assert told == [
        "CHATDESK_HTTP_PROT is no setting; did you mean CHATDESK_HTTP_PORT?",
        "CHATDESK_POLICIES is no setting; did you mean CHATDESK_POLICY?",
    ]


def test_given_settings_look_at_nothing_else(monkeypatch):
    monkeypatch.setenv("CHATDESK_SLACK_APP_TOKEN", "xapp-real")
    Path(".env").write_text("CHATDESK_POLICY=real.yaml\n", encoding="utf-8")

    settings = Settings.given(http_port=1)

    assert (settings.slack_app_token, settings.policy, settings.http_port) == (None, "faculty", 1)
