"""Twilio's own published examples are the test vectors (Twilio docs: "Webhooks security")."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from multidict import MultiDict
from twilio.request_validator import (
    RequestValidator,
)

from berthcare.webhook_verifier import WebhookVerifier

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="

JSON = b'{"property": "value", "boolean": true}'
JSON_URL = f"{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
JSON_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4="


class FieldsOfAFramework(dict[str, list[object]]):
    """Repeated fields as Flask, Django and Starlette give them."""

    def __getitem__(self, name: str) -> object:  # type: ignore[override]
        return super().__getitem__(name)[-1]

    def getlist(self, name: str) -> list[object]:
        return super().__getitem__(name)


REPEATED = (
    MultiDict([("Media", "b"), ("Media", "a"), ("Body", "")]),
    FieldsOfAFramework({"Media": ["b", "a"], "Body": [""]}),
    {"Media": ["b", "a"], "Body": ""},
)


def is_genuine(url: str, body: Mapping[str, object] | bytes, signature: str, *tokens: str) -> bool:
    verifier = WebhookVerifier(lambda: tokens or ("54321", TOKEN))
    return verifier.is_genuine(url, body, signature)


def signed(url: str, fields: Mapping[str, object]) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, fields))


def test_the_published_form_is_genuine() -> None:
    assert is_genuine(URL, FIELDS, SIGNATURE)


def test_the_published_json_is_genuine() -> None:
    assert is_genuine(JSON_URL, JSON, JSON_SIGNATURE)


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        pytest.param(URL.replace("my", "your"), FIELDS, id="another host"),
        pytest.param(URL.replace("foo=1", "foo=2"), FIELDS, id="another query"),
        pytest.param("https://mycompany.com/myapp.php?bar=2&foo=1", FIELDS, id="a sorted query"),
        pytest.param(URL, {**FIELDS, "Digits": "9"}, id="a changed field"),
        pytest.param(URL, {**FIELDS, "More": ""}, id="an added blank field"),
        pytest.param(URL, {}, id="no field"),
    ],
)
def test_a_form_s_signature_is_good_for_that_request_only(
    url: str, fields: Mapping[str, str]
) -> None:
    assert not is_genuine(url, fields, SIGNATURE)


def test_a_signature_by_another_token_is_refused() -> None:
    assert not is_genuine(URL, FIELDS, SIGNATURE, "54321")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(JSON.replace(b"true", b"false"), id="a changed body"),
        pytest.param(JSON + b"\n", id="a longer body"),
        pytest.param(b"", id="no body"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param({}, id="a framework that found no form in it"),
    ],
)
def test_a_body_that_the_hash_is_not_of_is_refused(body: Mapping[str, str] | bytes) -> None:
    assert not is_genuine(JSON_URL, body, JSON_SIGNATURE)


@pytest.mark.parametrize("query", ["", "&bodySHA256=", "&bodysha256=" + sha256(JSON).hexdigest()])
def test_a_body_without_a_hash_is_refused_though_the_url_is_signed(query: str) -> None:
    assert not is_genuine(URL + query, JSON, signed(URL + query, {}))


def test_a_request_without_a_body_is_signed_by_its_url() -> None:
    assert is_genuine(URL, b"", signed(URL, {}))
    assert is_genuine(URL, {}, signed(URL, {}))


def test_a_form_may_have_a_hash_in_its_url_because_its_fields_are_signed() -> None:
    assert is_genuine(JSON_URL, FIELDS, signed(JSON_URL, FIELDS))


@pytest.mark.parametrize("fields", REPEATED, ids=lambda way: type(way).__name__)
def test_all_values_of_a_repeated_field_are_signed(fields: Mapping[str, object]) -> None:
    signature = signed(URL, MultiDict([("Body", ""), ("Media", "a"), ("Media", "b")]))
    assert is_genuine(URL, fields, signature)
    assert not is_genuine(URL, fields, signed(URL, {"Body": "", "Media": "a"}))


@pytest.mark.parametrize(
    ("url", "body"),
    [
        pytest.param(URL, {"File": object()}, id="a file"),
        pytest.param(URL, {"File": ["a", object()]}, id="a text and a file"),
        pytest.param(URL, {"Body": "\udcff"}, id="a field that is no text"),
        pytest.param(URL + "\udcff", FIELDS, id="a query that is no text"),
        pytest.param(URL.replace(".com", ".com:port"), FIELDS, id="a port that is no number"),
        pytest.param(URL.replace("mycompany", "[mycompany"), FIELDS, id="a host that is none"),
    ],
)
def test_what_twilio_never_sends_is_refused_and_breaks_nothing(
    url: str, body: Mapping[str, object]
) -> None:
    assert not is_genuine(url, body, SIGNATURE)


@pytest.mark.parametrize("body", [None, bytearray(JSON), memoryview(JSON), "Body=yes", []])
@pytest.mark.parametrize("url", [URL, JSON_URL])
def test_a_body_that_is_neither_fields_nor_bytes_is_told_to_who_wrote_the_call(
    url: str, body: object
) -> None:
    with pytest.raises(TypeError, match=r"body must be the form's fields or bytes, not \w+$"):
        is_genuine(url, body, signed(url, {}))  # type: ignore[arg-type] # the mistake


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        pytest.param(URL, {"Bod": "yyes"}, id="another name"),
        pytest.param(URL + "Bodyyes", {}, id="all in the URL"),
    ],
)
def test_a_signature_is_also_good_for_its_text_regrouped(url: str, fields: dict[str, str]) -> None:
    """The limit of Twilio's scheme that docs/webhook-verification.md tells of."""
    assert is_genuine(url, fields, signed(URL, {"Body": "yes"}))


@pytest.mark.parametrize("signature", [None, ""])
def test_without_a_signature_no_token_is_read(signature: str | None) -> None:
    def read() -> tuple[str, ...]:
        raise AssertionError("read")

    assert not WebhookVerifier(read).is_genuine(URL, FIELDS, signature)


@pytest.mark.parametrize("signature", ["\udcff", "é" * 28, SIGNATURE.lower(), SIGNATURE + " "])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    assert not is_genuine(URL, FIELDS, signature)
