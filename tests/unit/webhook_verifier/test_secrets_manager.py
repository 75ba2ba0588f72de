import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from berthcare.webhook_verifier import TokensUnavailable, tokens_from_secrets_manager

SECRET = "staging/twilio/account"


class NotFound(ClientError):
    """Secrets Manager's answer for a label that no version has."""


class Versions:
    """A client double: versions of one secret by label; `then` happens after the first call."""

    class exceptions:  # noqa: N801 - as a client calls it
        ClientError = ClientError
        ResourceNotFoundException = NotFound

    def __init__(self, **by_label: Any) -> None:
        self.by_label = by_label
        self.then: dict[str, Any] = {}
        self.asked: list[str] = []

    def get_secret_value(self, *, SecretId: str, VersionStage: str) -> dict[str, str]:  # noqa: N803
        assert SecretId == SECRET
        self.asked.append(VersionStage)
        answer = self.by_label.get(VersionStage, error("ResourceNotFoundException"))
        self.by_label.update(self.then)
        if isinstance(answer, Exception):
            raise answer
        version: dict[str, str] = answer
        return version


def error(code: str) -> ClientError:
    kind = NotFound if code == "ResourceNotFoundException" else ClientError
    return kind({"Error": {"Code": code, "Message": "told"}}, "GetSecretValue")


def version(number: int, **values: object) -> dict[str, str]:
    return {"VersionId": str(number), "SecretString": json.dumps(values)}


FIRST, SECOND = version(1, auth_token="first"), version(2, auth_token="second")


def read(client: Versions, key: str = "auth_token") -> tuple[str, ...]:
    return tokens_from_secrets_manager(client, SECRET, key)()  # type: ignore[arg-type]


def test_the_current_token_comes_first_and_then_the_previous_one() -> None:
    client = Versions(AWSCURRENT=SECOND, AWSPREVIOUS=FIRST)
    assert read(client) == ("second", "first")
    assert client.asked == ["AWSCURRENT", "AWSPREVIOUS"]


@pytest.mark.parametrize(
    "previous",
    [
        pytest.param({}, id="no version has the label"),
        pytest.param({"AWSPREVIOUS": {"VersionId": "1"}}, id="a version without a value"),
        pytest.param({"AWSPREVIOUS": version(1)}, id="a version without a token"),
    ],
)
def test_without_a_previous_token_the_current_one_is_all(previous: dict[str, Any]) -> None:
    assert read(Versions(AWSCURRENT=SECOND, **previous)) == ("second",)


def test_a_label_that_moves_between_the_calls_hides_no_token() -> None:
    client = Versions(AWSCURRENT=FIRST)
    client.then = {"AWSCURRENT": SECOND, "AWSPREVIOUS": FIRST}
    assert read(client) == ("second", "first")


def test_another_key_is_read_the_same_way() -> None:
    client = Versions(AWSCURRENT=version(1, webhook_auth_token="other", auth_token="first"))
    assert read(client, "webhook_auth_token") == ("other",)


@pytest.mark.parametrize(
    "text", ["hidden words", "[]", "1", "null", '{"auth_token": ""}', '{"auth_token": 1}', "{}"]
)
def test_a_secret_without_a_token_is_told_without_its_text(text: str) -> None:
    with pytest.raises(TokensUnavailable) as told:
        read(Versions(AWSCURRENT={"VersionId": "1", "SecretString": text}, AWSPREVIOUS=FIRST))
    assert str(told.value) == f"{SECRET} holds no auth_token"


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (error("AccessDeniedException"), f"GetSecretValue of {SECRET} answered AccessDenied"),
        (EndpointConnectionError(endpoint_url="x"), r"cannot be read \(EndpointConnectionError\)"),
    ],
)
@pytest.mark.parametrize("label", ["AWSCURRENT", "AWSPREVIOUS"])
def test_a_call_that_fails_is_told_and_shows_no_value(
    label: str, failure: Exception, text: str
) -> None:
    client = Versions(**{"AWSCURRENT": SECOND, "AWSPREVIOUS": FIRST, label: failure})
    with pytest.raises(TokensUnavailable, match=text) as told:
        read(client)
    assert told.value.__context__ is None
    frame = told.tb
    while frame.tb_next:
        frame = frame.tb_next
    assert "second" not in repr(frame.tb_frame.f_locals)


def test_a_secret_that_is_not_there_is_told() -> None:
    with pytest.raises(TokensUnavailable, match="answered ResourceNotFoundException"):
        read(Versions())
