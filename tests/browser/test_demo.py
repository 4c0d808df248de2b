"""The demo, clicked through in a real browser: open, take, note, reply, resolve, confirm, closed; in light and dark."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.fakes.wire_house import free_port

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

expect = playwright.expect
expect.set_options(timeout=20_000)  # a busy machine is no reason to fail; nothing waits longer than it must


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo process, as `make demo` starts it, until its page answers."""
    port = free_port()
    log = tmp_path_factory.mktemp("demo") / "log"
    command = [sys.executable, "-m", "chatdesk", "demo", "--port", str(port)]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=50)) as client:
            wait_until_connected(client, url, process, log)
        yield url
        process.terminate()
        assert process.wait(timeout=10) == 0, log.read_text()


def wait_until_connected(client: httpx.Client, url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(400):
        assert process.poll() is None, log.read_text()
        try:
            if client.get(f"{url}/_control/state").json()["bot"]["connected"]:
                return
        except httpx.ConnectError:
            continue
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(demo, browser):
    """The demo's page as somebody sees it who was never there before: with nothing kept and nothing cached."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(demo)
    yield page
    page.close()
    assert wrong == []


def hook(page, name: str):
    return page.locator(f'[data-test="{name}"]')


def choose(page, field: str, label: str) -> None:
    modal = hook(page, "modal")
    modal.locator(f'[data-block-id="{field}"][data-action-id="value"]').first.click()
    page.locator('[data-test="option"]', has_text=label).first.click()


def fill(page, field: str, text: str) -> None:
    modal = hook(page, "modal")
    modal.locator(f'input[data-block-id="{field}"], textarea[data-block-id="{field}"]').fill(text)


def submit(page) -> None:
    hook(page, "modal-submit").click()


def press(page, verb: str) -> None:
    page.locator(f'[data-action-id^="do:{verb}:"]').last.click()


def choose_more(page, verb: str) -> None:
    """Choose in the newest card's menu with the mouse; a card that is redrawn meanwhile closes it, so open it again."""
    option = page.locator(f'[data-test="option"][data-value*=":{verb}:"]')
    for _ in range(3):
        page.locator('[data-action-id^="menu:"], [data-custom-id^="menu:"]').last.click()
        try:
            option.click(timeout=3000)
        except playwright.TimeoutError:
            continue
        return
    raise AssertionError(f"{verb} cannot be chosen")


def choose_by_keyboard(page, menu, window, *keys: str) -> None:
    """Choose in a menu with these keys, until its window opens: a card that is redrawn meanwhile loses the focus."""
    for _ in range(3):
        menu.focus()
        for key in keys:
            page.keyboard.press(key)
        try:
            expect(window).to_be_visible(timeout=3000)
        except AssertionError:
            page.keyboard.press("Escape")
            continue
        return
    raise AssertionError("nothing was chosen")


def open_thread(page, reference: str) -> None:
    card = hook(page, "message").filter(has_text=reference).first
    card.hover()
    card.locator('[data-test="open-thread"]').first.click()
    expect(hook(page, "thread")).to_be_visible()


def test_a_ticket_lives_its_whole_life_in_the_browser(page):
    hook(page, "person-U0NOAH").click()
    hook(page, "channel-help").click()
    composer = hook(page, "composer")
    composer.click()
    composer.fill("/ticket open other Printer")
    composer.press("Enter")
    expect(hook(page, "modal")).to_be_visible()
    choose(page, "kind", "A problem")
    fill(page, "description", "It blinks <!channel> & *stays* dark")
    submit(page)
    expect(hook(page, "modal")).to_have_count(0)
    card = hook(page, "message").filter(has_text=re.compile(r"FAC-\d+ · Printer"))
    expect(card).to_be_visible()
    expect(card).to_contain_text("<!channel> & stays dark")
    reference = re.search(r"FAC-\d+", card.inner_text()).group()

    hook(page, "person-U0INES").click()
    hook(page, "channel-desk-agents").click()
    press(page, "take")
    expect(hook(page, "message").filter(has_text=reference).first).to_contain_text("Inès Martel")
    open_thread(page, reference)
    note = hook(page, "thread-composer")
    note.fill("Between us: the toner again")
    note.press("Enter")
    press(page, "reply")
    fill(page, "text", "Please change the toner.")
    submit(page)
    expect(hook(page, "modal")).to_contain_text("Please change the toner.")
    submit(page)
    hook(page, "modal-close").or_(hook(page, "modal-x")).first.click()
    press(page, "resolve")
    fill(page, "solution", "Toner changed")
    choose(page, "nature", "")
    submit(page)

    hook(page, "person-U0NOAH").click()
    hook(page, "channel-help").click()
    open_thread(page, reference)
    thread = hook(page, "thread")
    expect(thread).to_contain_text("Please change the toner.")
    expect(thread).to_contain_text("Toner changed")
    expect(thread).not_to_contain_text("Between us")
    expect(thread).not_to_contain_text("Inès")
    press(page, "confirm")
    expect(hook(page, "message").filter(has_text=f"{reference} · Printer").first).to_contain_text("Closed")
    expect(thread.locator('[data-action-id^="do:confirm:"]')).to_have_count(0)


def test_what_stands_behind_more_is_chosen_with_mouse_and_keyboard_on_both(page):
    hook(page, "person-U0NOAH").click()
    hook(page, "channel-help").click()
    composer = hook(page, "composer")
    composer.fill("/ticket open crm Menu")
    composer.press("Enter")
    choose(page, "kind", "A problem")
    fill(page, "description", "It blinks")
    submit(page)
    hook(page, "person-U0SAM").click()
    hook(page, "channel-apps-agents").click()
    card = hook(page, "message").filter(has_text="· Menu").last
    expect(card.locator(".block-actions .btn")).to_have_count(5)
    menu = card.locator('[data-action-id^="menu:"]')
    expect(menu).to_have_text("Plus…")  # the desk speaks French to its agents

    choose_more(page, "transfer")
    expect(hook(page, "modal")).to_contain_text("Hand over")
    hook(page, "modal-close").filter(has_text="Go back").click()
    choose_more(page, "transfer")  # the same again
    expect(hook(page, "modal")).to_contain_text("Hand over")
    hook(page, "modal-close").click()
    choose_by_keyboard(page, menu, hook(page, "modal"), "ArrowDown", *"qual", "Enter")
    expect(hook(page, "modal")).to_contain_text("Qualify")
    hook(page, "modal-close").click()

    hook(page, "platform-discord").click()
    hook(page, "person-700000000000000012").click()
    hook(page, "d-channel-help").click()
    composer = hook(page, "d-composer")
    composer.fill("/ticket open ")
    composer.press("Escape")
    composer.press("Enter")
    choose_in_discord(page, "Something else")
    choose_in_discord(page, "Help with using it")
    fill_in_discord(page, title="Watch it", description="It is dark")
    menu = hook(page, "d-message").filter(has_text="· Watch it").locator('[data-custom-id^="menu:"]')
    choose_by_keyboard(page, menu, hook(page, "d-modal"), "ArrowDown", "End", "Enter")
    expect(hook(page, "d-modal")).to_contain_text("Cancel")
    fill_in_discord(page, reason="Never mind")
    expect(hook(page, "d-message").filter(has_text="· Watch it").first).to_contain_text("Cancelled")


def choose_in_discord(page, label: str) -> None:
    """Choose in the newest list of the newest ephemeral message."""
    newest = hook(page, "d-ephemeral").last
    newest.locator('[data-custom-id^="pick:"]').last.click()
    page.locator('[data-test="option"]', has_text=label).first.click()


def fill_in_discord(page, **typed: str) -> None:
    modal = hook(page, "d-modal")
    expect(modal).to_be_visible()
    for field, text in typed.items():
        modal.locator(f'input[data-custom-id="{field}"], textarea[data-custom-id="{field}"]').fill(text)
    hook(page, "d-modal-submit").click()
    expect(modal).to_have_count(0)


def test_opened_in_discord_answered_from_slack_confirmed_in_discord(page):
    hook(page, "platform-discord").click()
    hook(page, "person-700000000000000012").or_(hook(page, "person-U0NOAH")).first.click()
    hook(page, "d-channel-help").click()
    composer = hook(page, "d-composer")
    composer.fill("/ticket open ")
    composer.press("Escape")
    composer.press("Enter")
    choose_in_discord(page, "Something else")
    choose_in_discord(page, "Help with using it")
    fill_in_discord(page, title="Screen", description="It is dark")
    card = hook(page, "d-message").filter(has_text=re.compile(r"FAC-\d+ · Screen")).first
    expect(card).to_be_visible()
    reference = re.search(r"FAC-\d+", card.inner_text()).group()

    hook(page, "platform-slack").click()
    hook(page, "person-U0INES").click()
    hook(page, "channel-desk-agents").click()
    open_thread(page, reference)
    press(page, "reply")
    fill(page, "text", "Please press the button.")
    submit(page)
    expect(hook(page, "modal")).to_contain_text("Please press the button.")
    submit(page)
    hook(page, "modal-close").or_(hook(page, "modal-x")).first.click()
    press(page, "resolve")
    fill(page, "solution", "Button pressed")
    choose(page, "nature", "")
    submit(page)

    hook(page, "platform-discord").click()
    hook(page, "person-700000000000000012").or_(hook(page, "person-U0NOAH")).first.click()
    page.locator('[data-test^="d-thread-"]', has_text=reference).first.click()
    expect(hook(page, "d-message").filter(has_text="Please press the button.").first).to_be_visible()
    page.locator('[data-custom-id^="cd:confirm:"]').last.click()
    expect(page.locator('[data-custom-id^="cd:confirm:"]')).to_have_count(0)
    hook(page, "d-channel-help").click()
    expect(hook(page, "d-message").filter(has_text=f"{reference} · Screen").first).to_contain_text("Closed")


def shown_time(page) -> datetime:
    return datetime.fromisoformat(hook(page, "clock").get_attribute("datetime"))


def jump(page, name: str) -> None:
    hook(page, name).click()
    expect(page.locator("#clock")).to_have_attribute("aria-busy", "false")


def test_the_clock_is_moved_and_both_platforms_follow(page):
    hook(page, "person-U0NOAH").click()
    expect(hook(page, "clock")).to_have_text(re.compile(r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), .* [AP]M$"))
    before = shown_time(page)
    hook(page, "jump-hour").focus()
    page.keyboard.press("Enter")
    expect(hook(page, "clock-note")).to_have_text(re.compile(r"day, \w+ \d+, 20\d\d at "))
    assert timedelta(minutes=59) < shown_time(page) - before < timedelta(minutes=65)
    assert page.evaluate("document.activeElement.dataset.test") == "jump-hour"

    hour_later = shown_time(page)
    jump(page, "jump-timer")
    assert shown_time(page) > hour_later
    jump(page, "jump-day")
    hook(page, "platform-discord").click()
    moved = shown_time(page)
    assert moved - before > timedelta(hours=12)
    hook(page, "d-channel-general").click()
    composer = hook(page, "d-composer")
    composer.fill("Good morning")
    composer.press("Enter")
    stamp = hook(page, "d-message").filter(has_text="Good morning").locator("time").first.get_attribute("datetime")
    assert abs(datetime.fromisoformat(stamp) - moved) < timedelta(minutes=5)
    hook(page, "person-700000000000000011").click()
    expect(hook(page, "jump-day")).to_have_text(re.compile("^\\+1\\sjour ouvrable"))
