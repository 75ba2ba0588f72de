"""An override of Twilio's address is followed on loopback only."""

import pytest

from berthcare.twilio_endpoint import VARIABLE, EndpointRefused, base_url_override


@pytest.mark.parametrize("environ", [{}, {VARIABLE: ""}, {VARIABLE: "  "}])
def test_without_an_override_there_is_none(environ: dict[str, str]) -> None:
    assert base_url_override(environ) is None


@pytest.mark.parametrize(
    ("typed", "followed"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("HTTP://LOCALHOST:1", "http://localhost:1"),
        ("http://127.8.9.1", "http://127.8.9.1"),
        ("http://[::1]:9", "http://[::1]:9"),
        ("https://localhost", "https://localhost"),
        (" http://127.0.0.1:80 ", "http://127.0.0.1:80"),
    ],
)
def test_a_loopback_address_is_followed(typed: str, followed: str) -> None:
    assert base_url_override({VARIABLE: typed}) == followed


@pytest.mark.parametrize(
    "typed",
    [
        "https://api.twilio.com",
        "http://10.0.0.1:8080",
        "http://0.0.0.0:8080",
        "http://169.254.169.254",
        "http://[::]:80",
        "http://127.1:80",
        "http://2130706433",
        "http://127.0.0.1.example.ca",
        "http://localhost.example.ca",
        "http://example.ca#127.0.0.1",
        "http://127.0.0.1@example.ca",
        "http://127.0.0.1\\@example.ca",
        "http://example.ca\\.localhost",
        "http://127.0.0.1:80/path",
        "http://127.0.0.1:80?query",
        "http://127.0.0.1:port",
        "http://127.0.0.1:70000",
        "ftp://127.0.0.1",
        "127.0.0.1:8080",
        "localhost",
        "http://[::1",
        "http://",
    ],
)
def test_anything_else_is_refused_with_the_command_that_mends_it(typed: str) -> None:
    with pytest.raises(EndpointRefused, match=f"unset {VARIABLE}"):
        base_url_override({VARIABLE: typed})


def test_a_password_in_the_address_is_not_shown() -> None:
    password = "p" + "w" * 12
    with pytest.raises(EndpointRefused) as refused:
        base_url_override({VARIABLE: f"http://user:{password}@127.0.0.1:80"})
    assert password not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
