import boto3
import pytest

from berthcare.loopback import is_loopback
from berthcare.verification.aws import Aws


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:4566", True),
        ("http://localhost:4566", True),
        ("http://[::1]:4566", True),
        ("https://monitoring.ca-central-1.amazonaws.com", False),
        ("http://10.0.0.1:4566", False),
        ("http://localhost.example:4566", False),
        ("", False),
    ],
)
def test_loopback_is_told_by_the_host(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


@pytest.mark.parametrize(
    ("endpoint", "expected"), [("http://127.0.0.1:9", True), (None, False)], ids=["near", "aws"]
)
def test_a_cloud_is_on_loopback_where_its_clients_go(
    endpoint: str | None, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    session = boto3.Session("nobody", "no-key", region_name="ca-central-1")
    assert Aws(session).on_loopback is expected
