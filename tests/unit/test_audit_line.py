import json
from datetime import datetime, timedelta, timezone

import pytest

from berthcare.audit_line import AuditLine, Caller

WHEN = datetime(2026, 11, 20, 22, 10, 5, tzinfo=timezone(timedelta(hours=-5)))
SESSION = "arn:aws:sts::000000000000:assumed-role/berthcare-deployer/ops-1"
ROLE = "arn:aws:iam::000000000000:role/berthcare-deployer"
USER = "arn:aws:iam::000000000000:user/people/ops-2"


@pytest.mark.parametrize(
    ("arn", "caller"), [(SESSION, Caller(ROLE, "ops-1")), (USER, Caller(USER, ""))]
)
def test_a_caller_is_a_role_and_its_session_or_a_user(arn: str, caller: Caller) -> None:
    assert Caller.of(arn) == caller


@pytest.mark.parametrize(
    ("caller", "stream"),
    [
        (Caller(ROLE, "ops-1"), "2026-11-21/berthcare-deployer/ops-1"),
        (Caller(ROLE, "a:b*c"), "2026-11-21/berthcare-deployer/a-b-c"),
        (Caller(USER, ""), "2026-11-21/ops-2"),
    ],
)
def test_each_day_in_utc_and_session_has_a_stream(caller: Caller, stream: str) -> None:
    assert caller.stream(WHEN) == stream


def test_a_line_tells_who_did_what_when_and_why() -> None:
    line = AuditLine(
        caller=Caller(ROLE, "ops-1"),
        when=WHEN,
        command="berthcare spend resume",
        environment="staging",
        reason="tempête",
        outcome="resumed",
    )
    assert "\n" not in line.text()
    assert json.loads(line.text()) == {
        "who": ROLE,
        "session": "ops-1",
        "when": "2026-11-21T03:10:05+00:00",
        "command": "berthcare spend resume",
        "environment": "staging",
        "reason": "tempête",
        "outcome": "resumed",
    }
