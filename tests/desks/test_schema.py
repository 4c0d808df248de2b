"""The schema that editors read, and the page that people read, say all that the model says."""

import re
from pathlib import Path
from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from chatdesk.core.policy import Policy
from chatdesk.core.policy_values import Part
from chatdesk.demo_cast import Cast
from chatdesk.desks.loader import EXTENDS, load_policy
from chatdesk.desks.schema import policy_parts, policy_schema

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
OF_A_POLICY = {part for part in policy_parts() if part.__module__.startswith("chatdesk.core.")}  # not of a demo's cast
PARTS = sorted(OF_A_POLICY - {Part}, key=lambda part: part.__name__)
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def schema():
    return policy_schema()


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_reference_of_the_schema_leads_somewhere(schema):
    for reference in references(schema):
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


def test_a_whole_file_needs_what_the_model_needs_and_one_that_extends_needs_nothing(schema):
    whole, partial = schema["$defs"]["Policy"], schema["$defs"]["PolicyPartial"]

    assert set(whole["required"]) == {name for name, field in Policy.model_fields.items() if field.is_required()}
    assert EXTENDS not in whole["properties"]
    assert set(partial["properties"]) == {*whole["properties"], EXTENDS}
    assert "required" not in str(schema["$defs"]["MovesPartial"])
    assert {"type": "null"} in partial["properties"]["products"]["anyOf"]


def test_every_part_refuses_unknown_keys(schema):
    for part in PARTS:
        for name in (part.__name__, f"{part.__name__}Partial"):
            shape = schema["$defs"].get(name)
            if shape is not None:
                assert "additionalProperties': False" in str(shape), name


def test_a_text_may_be_one_string(schema):
    assert schema["$defs"]["LocalText"]["anyOf"][0] == {"type": "string", "minLength": 1}


def test_every_key_of_the_schema_is_described(schema):
    for name, definition in schema["$defs"].items():
        for key, shape in definition.get("properties", {}).items():
            assert "description" in shape or "$ref" in shape or name.endswith("Partial"), (name, key)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_named_on_the_page(part):
    missing = [name for name in part.model_fields if not re.search(rf"[`#, {{]{name}\b", PAGE)]

    assert missing == []


def test_the_parts_of_other_files_are_none_of_a_policys():
    """WHOEVER IMPORTED THE DEMO SEES THE SAME SCHEMA AS ANYBODY ELSE."""
    assert Cast not in set(policy_parts())


def test_every_section_has_its_heading():
    headings = set(re.findall(r"\w+", " ".join(re.findall(r"^## (.*)$", PAGE, flags=re.MULTILINE))))

    assert set(Policy.model_fields) <= headings


def test_the_examples_of_the_page_are_policies(tmp_path):
    first, *parts = EXAMPLES
    (tmp_path / "first.yaml").write_text(first, encoding="utf-8")
    load_policy(tmp_path / "first.yaml", platforms=["slack"])

    rest = dedent("""\
        desk: { name: Desk, prefix: DSK, calendar: main, threads: private }
        groups: { applications: { name: Applications } }
        facts: { phone: { label: Phone }, period: { label: Period } }
        natures: { advice: Advice }
        kinds: { question: { name: Question }, incident: { name: Incident } }
    """)
    whole = YAML(typ="safe", pure=True).load(rest)
    for part in parts:
        for key, value in YAML(typ="safe", pure=True).load(part).items():
            whole[key] = {**whole[key], **value} if key in whole else value
    with (tmp_path / "whole.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(whole, file)

    assert load_policy(tmp_path / "whole.yaml").desk.prefix == "DSK"
