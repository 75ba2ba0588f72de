"""Test credentials: three requests, magic numbers, and no trace of any of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator

SID = "AC" + "f" * 32
TOKEN = "test" * 8
GOOD = "+15005550006"
PLAIN = "+14165550123"
NUMBERS, MESSAGES, CALLS = "/IncomingPhoneNumbers", "/Messages", "/Calls"
TEXT = {"To": PLAIN, "From": GOOD, "Body": "hello"}
CALL = {"To": PLAIN, "From": GOOD, "Url": "https://api-staging.berthcare.ca/v1/voice/webhook"}

Send = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    options = Options(test_account_sid=SID, test_auth_token=TOKEN)
    with running_emulator(options=options) as running:
        yield running


@pytest.fixture(scope="module")
def send(emulator: RunningEmulator) -> Iterator[Send]:
    """Send a request below the test account's path with the test credentials."""
    with requests.Session() as session:
        session.trust_env = False
        session.auth = (SID, TOKEN)

        def sent(method: str, path: str, **kwargs: Any) -> requests.Response:
            url = f"{emulator.base_url}/2010-04-01/Accounts/{SID}{path}.json"
            return session.request(method, url, timeout=10, **kwargs)

        yield sent


@pytest.mark.parametrize("form", [{"PhoneNumber": GOOD}, {"AreaCode": "500"}])
def test_a_purchase_that_works_echoes_what_was_sent(send: Send, form: dict[str, str]) -> None:
    extra = {"VoiceUrl": "https://api-staging.berthcare.ca/v1/voice/webhook"}
    answer = send("POST", NUMBERS, data={**form, **extra})
    body = answer.json()
    assert (answer.status_code, body["phone_number"], body["account_sid"]) == (201, GOOD, SID)
    assert (body["friendly_name"], body["voice_url"]) == ("(500) 555-0006", extra["VoiceUrl"])


def test_the_same_number_can_be_bought_again_since_nothing_is_kept(send: Send) -> None:
    statuses = [send("POST", NUMBERS, data={"PhoneNumber": GOOD}).status_code for _ in range(2)]
    assert statuses == [201, 201]


@pytest.mark.parametrize(("path", "form"), [(MESSAGES, TEXT), (CALLS, CALL)])
def test_a_text_and_a_call_that_work_are_queued(
    send: Send, path: str, form: dict[str, str]
) -> None:
    answer = send("POST", path, data=form)
    body = answer.json()
    assert (answer.status_code, body["status"]) == (201, "queued")
    assert (body["to"], body["from"], body["account_sid"]) == (PLAIN, GOOD, SID)


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        (NUMBERS, {"PhoneNumber": "+15005550000"}, 21422),
        (NUMBERS, {"PhoneNumber": "+15005550001"}, 21421),
        (NUMBERS, {"PhoneNumber": PLAIN}, 21421),
        (NUMBERS, {"AreaCode": "533"}, 21452),
        (NUMBERS, {"AreaCode": "416"}, 21452),
        (NUMBERS, {"PhoneNumber": GOOD, "VoiceUrl": "nowhere"}, 21402),
        (MESSAGES, {**TEXT, "To": "+15005550001"}, 21211),
        (MESSAGES, {**TEXT, "To": "+15005550002"}, 21612),
        (MESSAGES, {**TEXT, "To": "+15005550003"}, 21408),
        (MESSAGES, {**TEXT, "To": "+15005550004"}, 21610),
        (MESSAGES, {**TEXT, "To": "+15005550009"}, 21614),
        (MESSAGES, {**TEXT, "From": "+15005550001"}, 21212),
        (MESSAGES, {**TEXT, "From": "+15005550007"}, 21606),
        (MESSAGES, {**TEXT, "From": "+15005550008"}, 21611),
        (MESSAGES, {**TEXT, "From": "+16475550100"}, 21606),
        (MESSAGES, {**TEXT, "Body": ""}, 21602),
        (CALLS, {**CALL, "To": "+15005550001"}, 21217),
        (CALLS, {**CALL, "To": "+15005550002"}, 21214),
        (CALLS, {**CALL, "To": "+15005550003"}, 21215),
        (CALLS, {**CALL, "To": "+15005550004"}, 21216),
        (CALLS, {**CALL, "From": "+15005550001"}, 21212),
        (CALLS, {**CALL, "From": "+16475550100"}, 21210),
        (CALLS, {**CALL, "To": "nobody"}, 21211),
    ],
)
def test_a_magic_input_is_refused_with_its_code_and_others_as_ever(
    send: Send, path: str, form: dict[str, str], code: int
) -> None:
    answer = send("POST", path, data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", NUMBERS),
        ("GET", f"{NUMBERS}/PN{'0' * 32}"),
        ("DELETE", f"{NUMBERS}/PN{'0' * 32}"),
        ("POST", f"{NUMBERS}/Local"),
        ("GET", MESSAGES),
        ("GET", "/AvailablePhoneNumbers/CA/Local"),
        ("GET", "/Balance"),
        ("POST", "/Keys"),
        ("GET", ""),
    ],
)
def test_every_other_request_is_forbidden(send: Send, method: str, path: str) -> None:
    answer = send(method, path)
    assert answer.status_code == 403
    assert answer.json() == {
        "code": 20008,
        "message": "Resource not accessible with Test Account Credentials",
        "more_info": "https://www.twilio.com/docs/errors/20008",
        "status": 403,
    }


def test_nothing_is_kept_charged_or_called_back(emulator: RunningEmulator, send: Send) -> None:
    callback = {"StatusCallback": "https://api-staging.berthcare.ca/v1/sms/status"}
    for path, form in ((NUMBERS, {"PhoneNumber": GOOD}), (MESSAGES, TEXT), (CALLS, CALL)):
        assert send("POST", path, data={**form, **callback}).status_code == 201
    emulator.settle()
    assert emulator.numbers() == []
    assert emulator.purchases() == []
    assert emulator.deliveries() == []
    url = f"{emulator.base_url}/2010-04-01/Accounts/{emulator.account_sid}"
    own = (emulator.account_sid, emulator.auth_token)
    balance = requests.get(f"{url}/Balance.json", auth=own, timeout=10).json()
    texts = requests.get(f"{url}/Messages.json", auth=own, timeout=10).json()
    assert (balance["balance"], texts["messages"]) == ("100.00", [])


@pytest.mark.parametrize(
    ("path_sid", "user", "password"),
    [(SID, SID, "wrong" * 6 + "xx"), ("AC" + "0" * 32, SID, TOKEN), (SID, "AC" + "0" * 32, TOKEN)],
)
def test_the_test_pair_is_one_account_and_no_other(
    emulator: RunningEmulator, path_sid: str, user: str, password: str
) -> None:
    url = f"{emulator.base_url}/2010-04-01/Accounts/{path_sid}{MESSAGES}.json"
    answer = requests.post(url, data=TEXT, auth=(user, password), timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_an_emulator_without_test_credentials_knows_none() -> None:
    with running_emulator() as plain:
        url = f"{plain.base_url}/2010-04-01/Accounts/{SID}{MESSAGES}.json"
        assert requests.post(url, data=TEXT, auth=(SID, TOKEN), timeout=10).status_code == 401


def test_the_token_is_not_shown_with_the_options() -> None:
    assert TOKEN not in repr(Options(test_account_sid=SID, test_auth_token=TOKEN))
