"""A form as a person sees it, alike on both platforms: what it says, what it asks, what is wrong with an answer.

`form.asked` is every field met so far; `choose` picks in a list and sees what it changes; `send` fills in the rest.
On Slack a form is one modal. On Discord it is lists in a message, then a modal for each page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.discord_people import CONTINUE
from tests.fakes.discord_people import words_of as discord_words_of
from tests.fakes.reading import links_in, read_on_discord, read_on_slack
from tests.fakes.wire_house import element_state, state_of
from tests.fakes.wire_house import words_of as slack_words_of

_PAGE, _TEXT, _LABEL = 3, 10, 18


@dataclass(frozen=True)
class Asked:
    """A field: its label and hint, its options by their ids (label and hint), whether it must be filled in."""

    label: str
    hint: str = ""
    options: dict[str, str] = field(default_factory=dict)
    required: bool = True
    begins: str = ""
    """What stands in it."""


@dataclass(frozen=True)
class Answer:
    """What somebody alone is shown for what they did: words and buttons, or a form, or what is wrong with theirs."""

    words: str = ""
    form: SlackForm | DiscordForm | None = None
    errors: dict[str, str] = field(default_factory=dict)
    """What is said at which field, by the field's id."""
    message: object = None
    """The message with it, whose buttons can be pressed."""

    @property
    def told(self) -> str:
        """All of it, wherever it stands: a refusal is told at a field on Slack, and above them on Discord."""
        return " ".join([self.words, *self.errors.values()])


def slack_words(thing: object) -> str:
    """Every text in a message or a view, as it is read."""
    return read_on_slack(slack_words_of(thing))


def discord_words(thing: object) -> str:
    """Every text in a message or a modal, as it is read."""
    return read_on_discord(discord_words_of(thing))


class SlackForm:
    """A modal."""

    def __init__(self, people, who: str, view: dict) -> None:
        self._people, self._who, self._view = people, who, view
        self.asked: dict[str, Asked] = {}
        self._look()

    def _look(self) -> None:
        self.words, self.links = slack_words(self._view), links_in(self._view)
        self.asked = {b["block_id"]: _of_slack(b) for b in self._view["blocks"] if b["type"] == "input"}

    async def choose(self, **choices: str) -> None:
        for name, value in choices.items():
            chosen = element_state(self._view, name, value)["selected_option"]
            assert chosen, (name, value)
            answer = await self._people.act.press(
                as_=self._who,
                view_id=self._view["id"],
                action_id="value",
                block_id=name,
                selected=value,
                values=state_of(self._view),
            )
            assert answer["ok"], answer
            self._view = answer["view"]
            self._look()

    async def send(self, **typed: object) -> Answer:
        told = {name.replace("__", "."): value for name, value in typed.items()}
        assert set(told) <= set(self.asked), set(told) - set(self.asked)
        answer = await self._people.submit(self._who, self._view, **typed)
        assert answer["ok"], answer
        await self._people.settled()
        if answer["errors"]:
            return Answer(errors=answer["errors"], form=self)
        view = answer["view"]
        if view is None or answer["closed"]:
            return Answer()
        if view.get("submit"):
            return Answer(form=SlackForm(self._people, self._who, view), words=slack_words(view))
        return Answer(words=slack_words(view))

    async def confirm(self) -> Answer:
        """Send what is previewed, as it is."""
        return await self.send()


def _of_slack(block: dict) -> Asked:
    element = block["element"]
    options = element.get("options") or [o for group in element.get("option_groups", ()) for o in group["options"]]
    begins = element.get("initial_value") or (element.get("initial_option") or {}).get("value") or ""
    return Asked(
        label=block["label"]["text"],
        hint=(block.get("hint") or {}).get("text", ""),
        options={option["value"]: slack_words(option["text"]) + _dash(option.get("description")) for option in options},
        required=not block["optional"],
        begins=begins,
    )


def _dash(description) -> str:
    text = description["text"] if isinstance(description, dict) else description
    return f" – {text}" if text else ""


class DiscordForm:
    """A message with lists, or a modal: whichever step it is at."""

    def __init__(self, people, who: str, shown: dict) -> None:
        self._people, self._who = people, who
        self.asked: dict[str, Asked] = {}
        self._meet(shown)

    def _meet(self, shown: dict) -> None:
        self._shown = shown
        self.words = discord_words(shown["modal"] or shown["message"])
        self.links = links_in(shown["modal"] or shown["message"])
        if shown["modal"] is not None:
            self.asked |= {
                part["component"]["custom_id"]: _of_discord(part)
                for part in shown["modal"]["components"]
                if part["type"] == _LABEL
            }
        else:
            self.asked |= dict(
                _list_of_discord(each) for each in _components(shown["message"]) if each["type"] == _PAGE
            )

    async def choose(self, **choices: str) -> None:
        for name, value in choices.items():
            lists = [each for each in _components(self._shown["message"]) if each["type"] == _PAGE]
            custom_id = next(each["custom_id"] for each in lists if each["custom_id"].endswith(f":{name}"))
            self._meet(await self._people._press(self._who, self._shown["message"], custom_id, [value]))

    async def _go_on(self) -> None:
        """Press the button that leads to the next modal."""
        button = _next_of(self._shown["message"])
        self._meet(await self._people._press(self._who, self._shown["message"], button["custom_id"]))

    async def send(self, **typed: object) -> Answer:
        told = {name.replace("__", "."): value for name, value in typed.items()}
        while True:
            if self._shown["modal"] is None:
                await self._go_on()
            fields = [p["component"] for p in self._shown["modal"]["components"] if p["type"] == _LABEL]
            values = {
                each["custom_id"]: _value(each, told.pop(each["custom_id"]))
                for each in fields
                if each["custom_id"] in told
            }
            answer = await self._people.act.submit(as_=self._who, modal=self._shown["modal"]["id"], values=values)
            assert answer["ok"], answer
            if answer["errors"]:
                return Answer(errors=answer["errors"], form=self)
            await self._people.settled()
            further = _next_of(answer["message"])
            if further is None or further["label"] not in CONTINUE:
                break
            self._meet(answer)
        assert not told, f"never asked for {set(told)}"
        words = discord_words(answer["message"] or {})
        if further is None:
            return Answer(words=words, message=answer["message"])
        return Answer(words=words, form=self._anew(answer), errors=self._errors(answer), message=answer["message"])

    def _anew(self, answer: dict) -> DiscordForm:
        form = DiscordForm(self._people, self._who, answer)
        form.asked = {**self.asked, **form.asked}
        return form

    def _errors(self, answer: dict) -> dict[str, str]:
        """What a message says of a field: a line that begins with its label."""
        lines = (answer["message"].get("content") or "").splitlines()
        named = {name: f"- **{asked.label}**" for name, asked in self.asked.items()}
        return {
            name: line.removeprefix(label).lstrip("\N{NO-BREAK SPACE}").removeprefix(": ")
            for line in lines
            for name, label in named.items()
            if line.startswith((f"{label}: ", f"{label}\N{NO-BREAK SPACE}: "))
        }

    async def confirm(self) -> Answer:
        """Send what is previewed, as it is."""
        send = next(each for each in _components(self._shown["message"]) if each["custom_id"].startswith("send:"))
        answer = await self._people._press(self._who, self._shown["message"], send["custom_id"])
        await self._people.settled()
        return Answer(words=discord_words(answer["message"] or {}), message=answer["message"])


def _components(message) -> list[dict]:
    return [each for row in (message or {}).get("components", ()) for each in row["components"]]


def _next_of(message) -> dict | None:
    return next((each for each in _components(message) if each["custom_id"].startswith("next:")), None)


def _value(component: dict, value: object) -> object:
    return [value] if component["type"] == _PAGE and isinstance(value, str) else value


def _of_discord(part: dict) -> Asked:
    inner = part["component"]
    options = inner.get("options", ())
    chosen = next((option["value"] for option in options if option.get("default")), "")
    return Asked(
        label=part["label"],
        hint=part.get("description") or "",
        options={option["value"]: option["label"] + _dash(option.get("description")) for option in options},
        required=inner["required"],
        begins=inner.get("value") or chosen,
    )


def _list_of_discord(component: dict) -> tuple[str, Asked]:
    options = component["options"]
    return component["custom_id"].rpartition(":")[2], Asked(
        label=component["placeholder"],
        options={option["value"]: option["label"] + _dash(option.get("description")) for option in options},
        begins=next((option["value"] for option in options if option.get("default")), ""),
    )
