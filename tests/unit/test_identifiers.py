"""What people may type as credentials, URLs and ARNs."""

import pytest

from berthcare.identifiers import (
    is_https_url,
    problem_with_account_sid,
    problem_with_auth_token,
    problem_with_https_url,
    problem_with_role_arn,
)

SID = "AC" + "0a" * 16
TOKEN = "0A" * 16


def test_a_well_formed_account_sid_and_token_are_accepted() -> None:
    assert problem_with_account_sid("sid", SID) is None
    assert problem_with_auth_token("token", TOKEN) is None


@pytest.mark.parametrize(
    "text", [SID[:-1], SID + "0", SID.upper(), "AD" + SID[2:], SID[:-1] + "g", SID + "\n"]
)
def test_an_account_sid_of_another_form_is_refused_without_being_shown(text: str) -> None:
    problem = problem_with_account_sid("sid", text)

    assert problem is not None
    assert text.strip() not in str(problem)
    assert f"it has {len(text)}" in str(problem)


@pytest.mark.parametrize("text", [TOKEN[:-1], TOKEN + "0", TOKEN[:-1] + "-", TOKEN[:-1] + " "])
def test_an_auth_token_of_another_form_is_refused_without_being_shown(text: str) -> None:
    problem = problem_with_auth_token("token", text)

    assert problem is not None
    assert text not in str(problem)
    assert f"it has {len(text)} characters" in str(problem)


def test_an_https_base_url_is_accepted() -> None:
    assert problem_with_https_url("url", "https://api-staging.berthcare.ca") is None
    assert problem_with_https_url("url", "https://api.berthcare.ca/") is None


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://api.berthcare.ca", "begin with https://"),
        ("api.berthcare.ca", "begin with https://"),
        ("https://", "name a host"),
        ("https://localhost", "name a host"),
        ("https://api.berthcare.ca:8443", "no port"),
        ("https://api.berthcare.ca:port", "be a URL"),
        ("https://api.berthcare.ca/v1", "end after the host"),
        ("https://api.berthcare.ca?x=1", "end after the host"),
        ("https://api_1.berthcare.ca", "name a host"),
    ],
)
def test_any_other_url_is_refused_with_its_rule(url: str, rule: str) -> None:
    problem = problem_with_https_url("apiBaseUrl", url)

    assert problem is not None
    assert rule in str(problem)
    assert repr(url) in str(problem)


def test_a_url_with_a_password_is_refused_without_being_shown() -> None:
    problem = problem_with_https_url("apiBaseUrl", "https://user:hushhush@api.berthcare.ca")

    assert problem is not None
    assert "hushhush" not in str(problem)


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.ca",
        "https://git.example.ca/berthcare/docs/runbooks",
        "https://git.example.ca:443/runbooks",
    ],
)
def test_a_host_with_or_without_a_path_is_an_https_url(url: str) -> None:
    assert is_https_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://git.example.ca/runbooks",
        "git.example.ca/runbooks",
        "https://localhost/runbooks",
        "https://user:hushhush@git.example.ca/runbooks",
        "https://git.example.ca:8443/runbooks",
        "https://git.example.ca:port/runbooks",
        "https://git.example.ca/runbooks?at=1",
        "https://git.example.ca/runbooks#top",
        "https://",
        "",
    ],
)
def test_nothing_else_is_an_https_url(url: str) -> None:
    assert not is_https_url(url)


def test_only_a_role_arn_is_taken_for_a_role() -> None:
    role = "arn:aws:iam::123456789012:role/service/backend"

    assert problem_with_role_arn("backendRoleArn", role) is None
    for other in ("backend", role.replace(":role/", ":user/"), role.replace("123456789012", "12")):
        assert problem_with_role_arn("backendRoleArn", other) is not None
