"""Where webhooks may go: loopback, and only as mapped."""

import pytest

from localcloud.twilio.webhook_hosts import WebhookHostError, parse_mapping, resolve

HOSTS = {"api.berthcare.ca": "http://127.0.0.1:4580", "api.berthcare.ca:8443": "http://[::1]:1"}


def test_a_mapping_is_split_into_host_and_base() -> None:
    assert parse_mapping("API.berthcare.ca=http://127.0.0.1:4580/") == (
        "api.berthcare.ca",
        "http://127.0.0.1:4580",
    )


@pytest.mark.parametrize(
    "target",
    [
        "https://127.0.0.1:4580",
        "http://127.0.0.1",
        "http://127.0.0.1:4580/path",
        "http://10.0.0.1:4580",
        "http://localhost:4580",
        "http://127.0.0.1.example.com:4580",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:80@10.0.0.1:80",
        "",
    ],
)
def test_a_target_that_is_not_plainly_loopback_is_refused(target: str) -> None:
    with pytest.raises(WebhookHostError, match="loopback only"):
        parse_mapping(f"api.berthcare.ca={target}")


def test_a_mapping_without_a_host_is_refused_with_an_example() -> None:
    with pytest.raises(WebhookHostError, match="for example"):
        parse_mapping("http://127.0.0.1:4580")


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        ("https://api.berthcare.ca/v1?a=1", ("http://127.0.0.1:4580/v1?a=1", "api.berthcare.ca")),
        ("https://API.berthcare.ca:443", ("http://127.0.0.1:4580/", "api.berthcare.ca")),
        ("https://api.berthcare.ca:8443/x", ("http://[::1]:1/x", "api.berthcare.ca:8443")),
        ("https://api.berthcare.ca:80/x", None),
        ("https://api.berthcare.ca.example.com/", None),
        ("http://127.0.0.1:4580/", None),
    ],
)
def test_only_a_mapped_host_is_resolved(url: str, resolved: tuple[str, str] | None) -> None:
    assert resolve(url, HOSTS) == resolved
