"""Form bodies read quickly are read as the standard library reads them, whatever is in them."""

import json
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatdesk.adapters._slack.http import body_to_payload
from chatdesk.adapters._slack.urlencoded import form_fields

FORM = "application/x-www-form-urlencoded"
NASTY = st.sampled_from("%%%%==&&++0123456789abcdefABCDEFgG \n\r\t\0_.;é\udc80\u2028😀")
HOSTILE = st.text(st.one_of(NASTY, st.characters()))
ESCAPED = st.lists(st.sampled_from(["%3D", "%0a", "%0D", "%C3", "%A9", "%ff", "%00", "%", "=", "\n", "a", "+"])).map(
    "".join
)


def as_the_library_reads(body):
    try:
        return dict(parse_qsl(body, keep_blank_values=True))
    except UnicodeEncodeError as error:
        return type(error)


def as_we_read(body):
    try:
        return form_fields(body)
    except UnicodeEncodeError as error:
        return type(error)


@given(HOSTILE | ESCAPED | ESCAPED.map("payload={}".format))
@example("")
@example("a")
@example("=&&a==b&%")
@example("a=%%41&b=%4&c=%zz")
@example("a=%\nb&c=%\r\nd")
@example("a=%C3é&b=é%A9")
@example("a=%ed%a0%80+")
def test_any_text_is_read_as_the_standard_library_reads_it(body):
    assert as_we_read(body) == as_the_library_reads(body)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))))
def test_what_was_encoded_comes_back(fields):
    assert form_fields(urlencode(fields)) == fields


@given(HOSTILE | ESCAPED)
def test_a_payload_is_an_object_or_the_body_is_wrong(body):
    try:
        assert isinstance(body_to_payload(f"payload={body}", FORM), dict)
    except ValueError:  # UnicodeError and JSON's own are such
        return


@pytest.mark.parametrize(
    ("body", "content_type", "payload"),
    [
        ("", FORM, {}),
        ("command=%2Fticket&text=open+payload", FORM, {"command": "/ticket", "text": "open payload"}),
        (urlencode({"payload": json.dumps({"type": "é=&%+"})}), FORM, {"type": "é=&%+"}),
        ('{"a": 1}', "application/json", {"a": 1}),
        ('{"a": 1}', "application/octet-stream", {"a": 1}),
    ],
)
def test_a_body_becomes_its_payload(body, content_type, payload):
    assert body_to_payload(body, content_type) == payload


@pytest.mark.parametrize("body", ["payload=", "payload=null", "payload=%5B%5D", "payload=%22payload%3D%22"])
def test_what_is_no_object_is_no_payload(body):
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own, or ours
        body_to_payload(body, FORM)
