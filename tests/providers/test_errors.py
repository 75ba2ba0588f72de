"""Twilio's refusals, told apart by status first and code second."""

import pytest

from providers.api.error_codes import MEANINGS
from providers.api.errors import (
    BadRequest,
    CredentialsRefused,
    Forbidden,
    NotFound,
    NumberTaken,
    Refusal,
    ServerFailed,
    TooManyRequests,
    refusal,
)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, 20003, CredentialsRefused),
        (401, 70004, CredentialsRefused),
        (403, 20403, Forbidden),
        (403, 20008, Forbidden),
        (404, 20404, NotFound),
        (429, 20429, TooManyRequests),
        (400, 21422, NumberTaken),
        (400, 21421, BadRequest),
        (400, 21404, BadRequest),
        (400, 21452, BadRequest),
        (400, 99999, BadRequest),
        (418, 99999, BadRequest),
        (500, 20500, ServerFailed),
        (503, 20503, ServerFailed),
        (502, 99999, ServerFailed),
        # A code that contradicts the status loses.
        (500, 21422, ServerFailed),
        (401, 21422, CredentialsRefused),
    ],
)
def test_the_status_decides_before_the_code(status: int, code: int, kind: type[Refusal]) -> None:
    error = refusal("GET /x", status=status, code=code, message="")
    assert type(error) is kind
    assert (error.status, error.code) == (status, code)


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (401, 20003, "pulumi config set --secret twilioAuthToken"),
        (403, 20008, "test credentials"),
        (403, 20403, "suspended"),
        (429, 20429, "none of them was processed"),
        (400, 21404, "trial account"),
        (400, 21422, "somebody else has it"),
        (400, 21452, "areaCodes"),
        (400, 21474, "parent account"),
        (400, 99999, "https://www.twilio.com/docs/errors/99999"),
        (500, 20500, "https://status.twilio.com"),
    ],
)
def test_the_text_says_what_it_means_or_what_to_do(status: int, code: int, told: str) -> None:
    assert told in str(refusal("GET /x", status=status, code=code, message=""))


def test_the_text_names_the_request_the_status_the_code_and_twilios_own_words() -> None:
    text = str(refusal("POST /x.json", status=400, code=21421, message="+1 is not valid"))
    for part in ("POST /x.json", "HTTP 400", "code 21421", "+1 is not valid"):
        assert part in text


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_every_known_code_tells_its_meaning_and_a_remedy(code: int) -> None:
    meaning = MEANINGS[code]
    text = str(refusal("POST /x.json", status=meaning.status, code=code, message=""))
    assert meaning.text in text
    assert meaning.remedy in text
