"""`python -m localcloud.gateway`: what it says when it cannot start."""

import pytest

from localcloud.gateway.__main__ import ACCESS_KEY_VARIABLE, main
from localcloud.gateway.fixture import RunningAws


def test_without_the_deployers_key_it_says_which_variable_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(ACCESS_KEY_VARIABLE, raising=False)

    assert main(["--port", "1", "--backend", "http://127.0.0.1:1"]) == 1
    assert f"{ACCESS_KEY_VARIABLE} is not set" in capsys.readouterr().err


def test_a_backend_elsewhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(ACCESS_KEY_VARIABLE, "key")

    assert main(["--port", "1", "--backend", "http://example.com"]) == 1
    assert "is not on this machine" in capsys.readouterr().err


@pytest.mark.cloud
def test_a_taken_port_is_one_clear_line(
    aws: RunningAws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(ACCESS_KEY_VARIABLE, "key")
    port = aws.endpoint_url.rpartition(":")[2]

    assert main(["--port", port, "--backend", aws.backend_url]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"Port {port} on 127.0.0.1 cannot be used: Address already in use.")
