from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.response import Response

from berthcare.errors import BerthcareError
from berthcare.twilio_client import asked, asked_patiently

SECRET = "not-to-be-seen"


def rest_error(status: int) -> TwilioRestException:
    return TwilioRestException(status, "https://api.twilio.com", "Told.", code=20500)


def list_error(status: int) -> TwilioException:
    return TwilioException("Unable to fetch page", Response(status, SECRET))


class Twilio:
    """Answers with each of the given, an exception by raising it."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def __call__(self) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize(
    "error",
    [rest_error(429), rest_error(500), rest_error(503), list_error(429), requests.Timeout()],
)
def test_what_passes_is_waited_for(error: Exception) -> None:
    waited: list[float] = []
    assert asked_patiently("x", Twilio(error, error, "answer"), waited.append) == "answer"
    assert waited == [0.5, 1.0]


def test_patience_ends_after_three_requests() -> None:
    twilio = Twilio(*[rest_error(503)] * 4)
    with pytest.raises(BerthcareError, match="503"):
        asked_patiently("x", twilio, lambda _: None)
    assert len(twilio.answers) == 1


@pytest.mark.parametrize("error", [rest_error(401), rest_error(404), list_error(401)])
def test_a_refusal_is_not_asked_again(error: Exception) -> None:
    twilio = Twilio(error, "never")
    with pytest.raises(BerthcareError, match="40"):
        asked_patiently("x", twilio, lambda _: None)
    assert twilio.answers == ["never"]


def test_a_refused_list_tells_twilios_code_and_what_to_look_at() -> None:
    body = '{"code": 20403, "message": "Account is suspended", "status": 403}'
    error = TwilioException("Unable to fetch page", Response(403, body))
    with pytest.raises(BerthcareError) as refused:
        asked("for a list", Twilio(error))
    assert "403, code 20403: Account is suspended" in str(refused.value)
    assert "see its status in the Twilio Console" in str(refused.value)


def test_asked_asks_once() -> None:
    twilio = Twilio(rest_error(503), "never")
    with pytest.raises(BerthcareError, match="Twilio was asked to text and refused"):
        asked("to text", twilio)
    assert twilio.answers == ["never"]


@pytest.mark.parametrize("error", [list_error(401), requests.ConnectionError(SECRET)])
def test_the_error_holds_neither_the_answer_nor_the_cause(error: Exception) -> None:
    with pytest.raises(BerthcareError) as refused:
        asked("for a list", Twilio(error))
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None
