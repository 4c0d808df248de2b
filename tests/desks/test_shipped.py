"""Every shipped desk is sound, speaks both languages, and names no real person, number or address."""

import re
from collections.abc import Iterator

import pytest

from chatdesk.core.policy_checks import problems
from chatdesk.core.policy_desk import RoomsPolicy
from chatdesk.core.policy_values import LocalText
from chatdesk.desks.loader import SHIPPED, load_policy, shipped_names
from tests.fakes.shipped import with_rooms
from tools.catalogues import LOOSE

NAMES = shipped_names()

BOTH = {
    *(
        "Administration",
        "Assistance",
        "Client",
        "Client (you)",
        "Correction",
        "ERP",
        "Guide",
        "Incident",
        "Licence",
        "Patch",
        "Production",
    ),
    *("R&D", "Support", "Test", "Version"),
    *("Customer Service", "Customer Services"),
    *("Adatum Industrie", "Atelier Kuntz", "Wingtip Europe"),
    *(f"Customer Service ({function})" for function in ("FrontDesk", "Daily", "ServiceDesk")),
}
"""Words that English and French write alike, and names."""


def texts(part: object, path: str = "") -> Iterator[tuple[str, LocalText]]:
    """Give every text of a policy, with its place."""
    if isinstance(part, LocalText):
        yield path, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(part, tuple | list):
        for place, value in enumerate(part):
            yield from texts(value, f"{path}.{place}")
    elif hasattr(part, "model_fields_set"):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name), f"{path}.{name}")


def is_word(text: str) -> bool:
    """Whether a text says something in some language: not a number or an address."""
    return re.search(r"[a-zà-ÿ]{2}", re.sub(r"\S+://\S+|mailto:\S+", "", text.casefold())) is not None


def written(name: str) -> str:
    return (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_desk_is_sound_with_and_without_rooms(name):
    load_policy(name)
    policy = with_rooms(name)
    rooms = {"slack": RoomsPolicy(intake="C1"), "discord": RoomsPolicy(intake="1", private="thread")}
    assert list(problems(policy.model_copy(update={"rooms": rooms}))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_desk_says_everything_in_both_languages(name):
    found = dict(texts(load_policy(name)))
    assert len(found) > 50
    assert [path for path, text in found.items() if not text.en or not text.fr] == []
    alike = {path: text.en for path, text in found.items() if text.en == text.fr and is_word(text.en)}
    assert {path: text for path, text in alike.items() if text not in BOTH} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_desk_writes_french_as_the_catalogue_does(name):
    """Apostrophes are typographic, and what stands before a high mark or a unit is a space that does not break."""
    wrong = {path: text.fr for path, text in texts(load_policy(name)) if "'" in text.fr or LOOSE.search(text.fr)}
    assert wrong == {}


NUMBER = re.compile(r"\+?\d(?:[ .()\-\N{NO-BREAK SPACE}]*\d){6,}")
"""Seven digits and more, with whatever stands between the digits of a telephone number."""
INVENTED = re.compile(r"(?:1[ \N{NO-BREAK SPACE}])?(?:800[ \N{NO-BREAK SPACE}])?555-01\d\d")
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
WEB = re.compile(r"https?://([^\s/}\"]+)")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_desk_names_invented_numbers_and_addresses_alone(name):
    text = re.sub(r"\b\d{4}-\d{2}-\d{2}\b( \d{1,2}:\d{2})?", "", written(name))
    numbers = {number for number in NUMBER.findall(text) if not INVENTED.fullmatch(number)}
    assert numbers == set()
    assert {host for host in MAIL.findall(text) if host != "example.org"} == set()
    assert {host for host in WEB.findall(text) if not f".{host}".endswith(".example.org")} == set()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("555-0142, poste 12", True),
        ("1 800 555-0101", True),
        ("450 555-0142", False),
        ("555-2142", False),
        ("03 88 64 55 01", False),
        ("+41 32 555 01 42", False),
    ],
)
def test_the_pattern_for_numbers_tells_invented_ones_from_others(told, kept):
    assert all(INVENTED.fullmatch(number) for number in NUMBER.findall(told)) is kept
    assert NUMBER.findall(told)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_desk_cites_the_rules_that_it_follows(name):
    """Each rule has a number of its document: S0 and S1, or S2, S3, S4."""
    rules = set(re.findall(r"\b(S\d)-\d+", written(name)))
    assert rules == {"faculty": {"S0", "S1"}, "erp": {"S2"}, "medical": {"S3"}, "itil": {"S4"}}[name]


@pytest.mark.parametrize(("name", "version"), [("faculty", "1"), ("erp", "7"), ("medical", "1"), ("itil", "24")])
def test_a_shipped_desk_says_its_version(name, version):
    """S2-26, S3-53, S4-26: the one of its document, where that says it."""
    assert load_policy(name).desk.version == version
