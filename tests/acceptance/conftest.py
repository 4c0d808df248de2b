"""The acceptance suite: every rule of the four desks, as people on Slack and on Discord see it.

A module is one desk, `test_<desk>_rules.py`. It says which with a fixture of its own, and has for each platform one
desk that runs from its first test to its last, over the real wire, in a local Slack or a local Discord:

    @pytest.fixture(scope="module")
    def policy():
        return shipped("faculty")

Each test opens its own tickets and goes forward in time only (`await desk.clock.to("next business day 10:00")`); what
earlier tests' tickets still waited for does not happen any more. Its docstring begins with the numbers of its rules:
`\"\"\"S0-13, S0-14: …\"\"\"`. Take them off `todo` in rules.yaml, and run `make seeds`.

    ticket = await amelie.opens("crm", "incident", title="Écran blanc")
    form = (await ines.begins(ticket, "resolve")).form
    answer = await form.send(solution="Rechargez la page.", nature="advice")
    assert not answer.errors
    assert (await amelie.facts(ticket))["Statut"] == "Résolu"

People: `amelie` (French) and `noah` (English) ask, `ines` and `sam` work, `maya` manages. `staff` says who is in which
group: Inès in all of them, Sam in all but the first, Maya in none; a module may say otherwise. What people can do and
see is in `tests/fakes/people.py`, forms in `tests/fakes/forms.py`, the desk and its clock in `tests/fakes/served.py`.
"""

from __future__ import annotations

import shutil

import pytest

from tests.fakes.people import People
from tests.fakes.served import served


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module", params=["slack", "discord"])
def platform(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def staff(policy):
    first, *others = policy.groups
    return {"ines": (first, *others), "sam": tuple(others or [first]), "maya": ()}


@pytest.fixture(scope="module")
async def running_desk(platform, policy, staff, sqlite_template, tmp_path_factory):
    database = shutil.copy(sqlite_template, tmp_path_factory.mktemp(platform) / "desk.db")
    async with served(f"sqlite:///{database}", policy, platform, staff) as desk:
        desk.people = People(desk, staff)
        for name in staff:  # Discord tells of nobody before they act
            await getattr(desk.people, name).types("/ticket queue")
        yield desk
        assert desk.house.outbox.dead_letters(10) == ()


@pytest.fixture
async def desk(running_desk):
    """The module's desk; what a test's tickets still wait for does not happen in a later test."""
    yield running_desk
    await running_desk.set_aside()


@pytest.fixture
def amelie(desk):
    return desk.people.amelie


@pytest.fixture
def noah(desk):
    return desk.people.noah


@pytest.fixture
def ines(desk):
    return desk.people.ines


@pytest.fixture
def sam(desk):
    return desk.people.sam


@pytest.fixture
def maya(desk):
    return desk.people.maya
