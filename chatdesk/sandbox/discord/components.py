"""The components of messages and modals, checked against Discord's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chatdesk.sandbox.discord.breaches import Breaches, Path
    from chatdesk.sandbox.discord.errors import Json

ROW, BUTTON, SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, UPLOAD, RADIOS, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23
IN_LABEL = (TEXT_INPUT, *SELECTS, UPLOAD, RADIOS, CHECKBOXES, CHECKBOX)
TOP_LEVEL_V2 = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
LINK, PREMIUM = 5, 6

MOST_ROWS, MOST_BUTTONS, MOST_OPTIONS = 5, 5, 25
MOST_IN_ALL, LONGEST_IN_ALL = 40, 4000
LONGEST_ID, LONGEST_BUTTON, LONGEST_OPTION, LONGEST_PLACEHOLDER = 100, 80, 100, 150


def walk(components: list[Json]) -> Iterator[Json]:
    """All components, whatever they stand in."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for name in ("accessory", "component"):
            if isinstance(component.get(name), dict):
                yield from walk([component[name]])


def number(components: list[Json]) -> list[Json]:
    """Give every component without an `id` the next free one, as Discord does."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    following = 1
    for component in walk(components):
        if not component.get("id"):
            while following in taken:
                following += 1
            component["id"] = following
            taken.add(following)
    return components


def check_rows(breaches: Breaches, components: object, at: Path = ("components",)) -> None:
    """Components of a message: rows of buttons or one select."""
    checker = ComponentChecks(breaches)
    for index, row in enumerate(breaches.items(components, MOST_ROWS, at)):
        if breaches.choice(row.get("type"), (ROW,), (*at, index, "type")):
            checker.row(row, (*at, index))


def check_v2(breaches: Breaches, components: object, at: Path = ("components",)) -> None:
    """Components of a message with the Components V2 flag: 40 in all, 4000 characters of text."""
    top = breaches.items(components, MOST_IN_ALL, at, least=1)
    checker = ComponentChecks(breaches)
    for index, component in enumerate(top):
        checker.any_of(TOP_LEVEL_V2, component, (*at, index))
    everything = list(walk(top))
    if len(everything) > MOST_IN_ALL:
        message = f"The total number of components exceeds the maximum of {MOST_IN_ALL}."
        breaches.add("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message, at)
    if sum(len(str(c.get("content", ""))) for c in everything if c.get("type") == TEXT) > LONGEST_IN_ALL:
        message = "The total displayable text size exceeds the maximum size."
        breaches.add("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message, at)


class ComponentChecks:
    """Checks one message's or modal's components; custom ids may not repeat."""

    def __init__(self, breaches: Breaches) -> None:
        self._breaches = breaches
        self._ids: set[str] = set()
        self._checks: dict[int, Callable[[Json, Path], None]] = {
            ROW: self.row,
            BUTTON: self.button,
            **dict.fromkeys(SELECTS, self.select),
            TEXT_INPUT: self.text_input,
            SECTION: self._section,
            TEXT: self._text,
            THUMBNAIL: self._media,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._nothing,
            CONTAINER: self._container,
            UPLOAD: self._upload,
            RADIOS: self._choices,
            CHECKBOXES: self._choices,
            CHECKBOX: self._checkbox,
        }

    def any_of(self, allowed: tuple[int, ...], component: Json, at: Path) -> None:
        """A component of one of these types."""
        if self._breaches.choice(component.get("type"), allowed, (*at, "type")):
            self._checks[component["type"]](component, at)

    def custom_id(self, component: Json, at: Path) -> None:
        """Up to 100 characters, once."""
        value = component.get("custom_id")
        self._breaches.needed_text(value, LONGEST_ID, (*at, "custom_id"))
        if isinstance(value, str) and value in self._ids:
            message = "Component custom id cannot be duplicated"
            self._breaches.add("COMPONENT_CUSTOM_ID_DUPLICATED", message, (*at, "custom_id"))
        self._ids.add(str(value))

    def row(self, row: Json, at: Path) -> None:
        """Up to 5 buttons, or one select."""
        inner = self._breaches.items(row.get("components"), MOST_BUTTONS, (*at, "components"), least=1)
        for index, component in enumerate(inner):
            self.any_of((BUTTON, *SELECTS), component, (*at, "components", index))
        if len(inner) > 1 and any(component.get("type") in SELECTS for component in inner):
            message = "The specified component exceeds the maximum width"
            self._breaches.add("COMPONENT_LAYOUT_WIDTH_EXCEEDED", message, (*at, "components", 1))

    def button(self, button: Json, at: Path) -> None:
        """A label or an emoji, and a custom id or a link."""
        breaches = self._breaches
        breaches.choice(button.get("style"), (1, 2, 3, 4, LINK, PREMIUM), (*at, "style"))
        breaches.text(button.get("label"), LONGEST_BUTTON, (*at, "label"))
        if button.get("style") == LINK:
            breaches.needed_text(button.get("url"), 512, (*at, "url"))
        elif button.get("style") != PREMIUM:
            self.custom_id(button, at)
        if not button.get("label") and not button.get("emoji") and button.get("style") != PREMIUM:
            breaches.add("BUTTON_COMPONENT_EMPTY", "A button must have a label or an emoji", at)

    def select(self, select: Json, at: Path) -> None:
        """A select of 25 options at most."""
        self.custom_id(select, at)
        self._breaches.text(select.get("placeholder"), LONGEST_PLACEHOLDER, (*at, "placeholder"))
        self._counts(select, at, least=0)
        if select.get("type") == SELECT:
            self._options(select, at, MOST_OPTIONS)

    def _counts(self, component: Json, at: Path, *, least: int, most: int = 25) -> None:
        self._breaches.number(component.get("min_values"), least, most, (*at, "min_values"))
        self._breaches.number(component.get("max_values"), 1, most, (*at, "max_values"))

    def _options(self, component: Json, at: Path, most: int, *, least: int = 1) -> None:
        breaches = self._breaches
        values: set[str] = set()
        for index, option in enumerate(breaches.items(component.get("options"), most, (*at, "options"), least=least)):
            here: Path = (*at, "options", index)
            breaches.needed_text(option.get("label"), LONGEST_OPTION, (*here, "label"))
            breaches.needed_text(option.get("value"), LONGEST_OPTION, (*here, "value"))
            breaches.text(option.get("description"), LONGEST_OPTION, (*here, "description"))
            if str(option.get("value")) in values:
                message = "The specified option value is already used"
                breaches.add("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message, (*here, "value"))
            values.add(str(option.get("value")))

    def text_input(self, field: Json, at: Path) -> None:
        """A text of 4000 characters at most."""
        breaches = self._breaches
        self.custom_id(field, at)
        breaches.choice(field.get("style"), (1, 2), (*at, "style"))
        breaches.text(field.get("label"), 45, (*at, "label"))
        breaches.text(field.get("placeholder"), 100, (*at, "placeholder"))
        breaches.number(field.get("min_length"), 0, 4000, (*at, "min_length"))
        breaches.number(field.get("max_length"), 1, 4000, (*at, "max_length"))
        longest = field.get("max_length")
        breaches.text(field.get("value"), longest if isinstance(longest, int) else 4000, (*at, "value"))

    def _upload(self, field: Json, at: Path) -> None:
        self.custom_id(field, at)
        self._counts(field, at, least=0, most=10)

    def _choices(self, field: Json, at: Path) -> None:
        self.custom_id(field, at)
        self._options(field, at, 10, least=2 if field["type"] == RADIOS else 1)
        if field["type"] == CHECKBOXES:
            self._counts(field, at, least=0, most=10)

    def _checkbox(self, field: Json, at: Path) -> None:
        self.custom_id(field, at)

    def _section(self, section: Json, at: Path) -> None:
        for index, text in enumerate(self._breaches.items(section.get("components"), 3, (*at, "components"), least=1)):
            self.any_of((TEXT,), text, (*at, "components", index))
        accessory = section.get("accessory")
        if self._breaches.required(accessory, (*at, "accessory")) and isinstance(accessory, dict):
            self.any_of((BUTTON, THUMBNAIL), accessory, (*at, "accessory"))

    def _text(self, text: Json, at: Path) -> None:
        self._breaches.needed_text(text.get("content"), LONGEST_IN_ALL, (*at, "content"))

    def _media(self, thing: Json, at: Path) -> None:
        if self._breaches.required(thing.get("media"), (*at, "media")):
            self._breaches.text(thing.get("description"), 1024, (*at, "description"))

    def _gallery(self, gallery: Json, at: Path) -> None:
        for index, item in enumerate(self._breaches.items(gallery.get("items"), 10, (*at, "items"), least=1)):
            self._media(item, (*at, "items", index))

    def _file(self, file: Json, at: Path) -> None:
        self._breaches.required(file.get("file"), (*at, "file"))

    def _nothing(self, _component: Json, _at: Path) -> None:
        """A separator has nothing to get wrong."""

    def _container(self, container: Json, at: Path) -> None:
        inner = self._breaches.items(container.get("components"), MOST_IN_ALL, (*at, "components"), least=1)
        for index, component in enumerate(inner):
            self.any_of(IN_CONTAINER, component, (*at, "components", index))
