"""The JSON Schema of a policy file, for editors: what may be written where, and what it means.

A file that `extends:` another may leave out whatever the other says, and takes a key away with `null`; so the schema
holds each part twice, whole and partial, and chooses by that key.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chatdesk.core.policy import Policy
from chatdesk.core.policy_values import Part

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_POLICY: Final = "chatdesk.core.policy"
"""What the names of the modules begin with in which a policy's parts are."""

_EXTENDS: Final = {
    "type": "string",
    "description": "A shipped desk (`faculty`) or another file, over which this one is laid.",
}


def policy_schema() -> dict[str, Any]:
    """Return the schema of a policy file (draft 2020-12)."""
    whole = Policy.model_json_schema()
    parts = whole.pop("$defs") | {"Policy": whole}
    _describe(parts)
    definitions = {name: _closed(part) for name, part in parts.items()}
    definitions |= {_partial_name(name): _partial(part) for name, part in definitions.items()}
    definitions[_partial_name("Policy")]["properties"]["extends"] = _EXTENDS
    return {
        "$schema": DRAFT,
        "title": "chatdesk policy",
        "description": Policy.__doc__,
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{_partial_name('Policy')}"},
        "else": {"$ref": "#/$defs/Policy"},
        "$defs": definitions,
    }


def field_docs() -> Mapping[tuple[str, str], str]:
    """Return the text under each attribute of the policy's parts, by class and attribute."""
    modules = {part.__module__: sys.modules[part.__module__] for part in policy_parts()}
    return {key: words for each in modules.values() for key, words in _field_docs(ast.parse(inspect.getsource(each)))}


def policy_parts(above: type[Part] = Part) -> Iterator[type[Part]]:
    """Yield a part of a policy and all that are made from it; every one, unless told. Other files' parts are none."""
    if above.__module__.startswith(_POLICY):
        yield above
    for part in above.__subclasses__():
        yield from policy_parts(part)


def _field_docs(tree: ast.Module) -> Iterator[tuple[tuple[str, str], str]]:
    for part in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for field, text in zip(part.body, part.body[1:], strict=False):
            match field, text:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                    yield (part.name, name), inspect.cleandoc(words)


def _describe(parts: Mapping[str, dict[str, Any]]) -> None:
    docs = field_docs()
    known = {part.__name__: part for part in policy_parts()}
    for name, part in parts.items():
        above = [base.__name__ for base in known[name].__mro__] if name in known else []
        for field, schema in part.get("properties", {}).items():
            found = next((docs[base, field] for base in above if (base, field) in docs), None)
            if found is not None:
                schema["description"] = found


def _closed(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Refuse keys whose spelling is wrong, where pydantic only says what the right ones hold."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | {"additionalProperties": False} if "patternProperties" in schema else closed


def _partial(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema in which nothing is required and every key may be null, all the way down."""
    if isinstance(schema, list):
        return [_partial(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    partial = {key: _partial(value) for key, value in schema.items() if key not in _WHOLE}
    if isinstance(schema.get("$ref"), str):
        partial["$ref"] = _partial_name(schema["$ref"])
    for key in ("properties", "patternProperties"):
        if key in partial:
            partial[key] = {name: _or_null(value) for name, value in partial[key].items()}
    if isinstance(partial.get("additionalProperties"), dict):
        partial["additionalProperties"] = _or_null(partial["additionalProperties"])
    return partial


_WHOLE: Final = frozenset({"required", "minProperties"})


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _partial_name(name: str) -> str:
    return f"{name}Partial"
