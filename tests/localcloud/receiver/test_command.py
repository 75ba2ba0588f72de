import socket

import pytest

from localcloud.receiver.__main__ import main


def test_a_taken_port_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert main(["--port", str(port), "--environment", "staging"]) == 1
    assert capsys.readouterr().err == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use). "
        "Stop what holds it, or choose another with --port.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--environment", "stagin"], "'staging', 'production'"),
        (["--environment", "staging", "--backend-role-arn", "backend"], "an IAM role's ARN"),
        (["--environment", "staging", "--keep-seconds", "61"], "more than 0 and at most 60"),
        (["--environment", "staging", "--keep-seconds", "0"], "more than 0 and at most 60"),
        (["--environment", "staging", "--keep-seconds", "long"], "more than 0 and at most 60"),
        (["--environment", "staging", "--burst", "0"], "must be a whole number of requests"),
        (["--environment", "staging", "--burst", "many"], "must be a whole number of requests"),
    ],
)
def test_a_wrong_argument_is_told_with_what_is_right(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--port", "0", *arguments])
    assert exit_.value.code == 2
    assert told in capsys.readouterr().err
