"""Twilio's own published example is the test vector (Twilio docs: "Webhooks security")."""

import pytest
from multidict import MultiDict

from localcloud.receiver.signatures import is_signed_by_any

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS: MultiDict[object] = MultiDict(
    {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
)
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_published_example_is_genuine() -> None:
    assert is_signed_by_any([TOKEN], URL, FIELDS, SIGNATURE)


def test_a_signature_of_any_of_the_tokens_is_genuine() -> None:
    assert is_signed_by_any(["54321", TOKEN], URL, FIELDS, SIGNATURE)


@pytest.mark.parametrize(
    ("tokens", "url", "fields"),
    [
        pytest.param([], URL, FIELDS, id="no token is known"),
        pytest.param(["54321"], URL, FIELDS, id="another token"),
        pytest.param([TOKEN], URL.replace("my", "your"), FIELDS, id="another host"),
        pytest.param([TOKEN], URL.replace("foo=1", "foo=2"), FIELDS, id="another query"),
        pytest.param([TOKEN], URL, MultiDict({**FIELDS, "Digits": "9"}), id="a changed field"),
        pytest.param([TOKEN], URL, MultiDict({**FIELDS, "More": "1"}), id="an added field"),
    ],
)
def test_a_signature_over_anything_else_is_refused(
    tokens: list[str], url: str, fields: MultiDict[object]
) -> None:
    assert not is_signed_by_any(tokens, url, fields, SIGNATURE)
