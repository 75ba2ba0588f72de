"""Where a line before it failed, a step that cannot be taken back is not taken.

The blocks are pasted as they stand, with stand-ins that note what they were asked.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stack.walks.shell_blocks import commands_of

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "jq")), reason="this machine has no jq"
)

TAMPERING = "docs/runbooks/audit-tampering.md"
COMPROMISED = "docs/runbooks/compromised-credentials.md"
STATE = "docs/operations.md"

OLD, NEW = "0" * 32, "1" * 32
NOTED = """
noted() { printf '%s\\n' "$*" >> "$CALLS"; }
aws() { noted aws "$@"; STORED; }
pulumi() { noted pulumi "$@"; PREVIEW; }
twilio() { noted twilio "$@"; [ "$3" != --output ] || cp "$DIR/primary" "$4"; }
"""


def secret(token: str | None) -> str:
    return json.dumps({"account_sid": "AC" + "0" * 32, "auth_token": token})


def asked(
    folder: Path,
    page: str,
    heading: str,
    *,
    containing: str,
    account: str = "account",
    stored: str = "true",
    preview: str = "true",
) -> list[str]:
    """Return what the stand-ins are asked by the commands of a chapter that contain a text.

    `|` stands between texts of which one is enough.
    """
    block = [
        one.text
        for one in commands_of(page)
        if one.heading == heading and any(word in one.text for word in containing.split("|"))
    ]
    assert block
    calls = folder / "calls"
    calls.touch()
    noted = NOTED.replace("STORED", stored).replace("PREVIEW", preview)
    subprocess.run(
        ["bash", "-c", "\n".join([noted, *block])],
        cwd=folder,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "CALLS": str(calls),
            "DIR": str(folder),
            "ENV": "staging",
            "SID": "AC" + "0" * 32,
            "ACCOUNT": account,
            "FUNCTION": "berthcare-watcher-staging",
            "WHICH": "watcher",
        },
        capture_output=True,
        timeout=30,
        check=False,
    )
    return calls.read_text().splitlines()


def of_the_function(folder: Path, preview: str) -> list[str]:
    every = asked(
        folder,
        TAMPERING,
        "`watcher-tampering`",
        containing="put-function-concurrency|update-function-code",
        preview=preview,
    )
    return [call for call in every if call.startswith("aws")]


def package(folder: Path, content: str) -> None:
    (folder / ".cache" / "functions").mkdir(parents=True)
    (folder / ".cache" / "functions" / "watcher.zip").write_text(content)


@pytest.mark.parametrize(("content", "preview"), [("", "true"), ("zip", "false")])
def test_foreign_code_is_not_started_again_where_ours_could_not_be_put_back(
    tmp_path: Path, content: str, preview: str
) -> None:
    package(tmp_path, content)

    (stopped,) = of_the_function(tmp_path, preview)

    assert stopped.endswith("--reserved-concurrent-executions 0")


def test_our_code_is_put_back_before_it_is_started(tmp_path: Path) -> None:
    package(tmp_path, "zip")

    _, updated, started = of_the_function(tmp_path, "true")

    assert "update-function-code" in updated
    assert started.endswith("--reserved-concurrent-executions 1")


@pytest.mark.parametrize("made", [None, "", secret(None), secret(""), secret("short")])
@pytest.mark.parametrize(
    ("heading", "containing"),
    [
        ("The main account's token", "twilioAuthToken"),
        ("Rotate the auth token", "put-secret-value"),
    ],
)
def test_no_token_is_stored_that_step_1_did_not_make(
    tmp_path: Path, made: str | None, heading: str, containing: str
) -> None:
    if made is not None:
        (tmp_path / "new").write_text(made)

    assert asked(tmp_path, COMPROMISED, heading, containing=containing) == []


def test_a_token_of_the_main_account_is_given_to_the_program_first(tmp_path: Path) -> None:
    (tmp_path / "new").write_text(secret(NEW))

    given, stored = asked(
        tmp_path, COMPROMISED, "The main account's token", containing="twilioAuthToken"
    )

    assert given.startswith("pulumi config set --secret twilioAuthToken")
    assert "staging/twilio/parent" in stored


@pytest.mark.parametrize("account", ["account", "parent"])
def test_a_token_is_stored_in_the_secret_of_its_account_alone(tmp_path: Path, account: str) -> None:
    (tmp_path / "new").write_text(secret(NEW))

    (stored,) = asked(
        tmp_path,
        COMPROMISED,
        "Rotate the auth token",
        containing="put-secret-value",
        account=account,
    )

    assert f"--secret-id staging/twilio/{account} " in stored


@pytest.mark.parametrize(
    ("stored", "promoted"),
    [("false", False), (f"echo '{secret(OLD)}'", False), (f"echo '{secret(NEW)}'", True)],
)
def test_the_old_token_is_killed_only_where_the_new_one_is_stored(
    tmp_path: Path, stored: str, promoted: bool
) -> None:
    (tmp_path / "primary").write_text(secret(OLD))

    calls = asked(
        tmp_path, COMPROMISED, "Rotate the auth token", containing="Promote", stored=stored
    )

    assert any("Promote" in call for call in calls) == promoted


def test_a_webhook_token_is_not_stored_without_the_rest_of_its_secret(tmp_path: Path) -> None:
    calls = asked(
        tmp_path,
        COMPROMISED,
        "The webhook token",
        containing="get-secret-value|put-secret-value",
        stored="false",
    )

    assert not any("put-secret-value" in call for call in calls)


@pytest.mark.parametrize(
    ("latest", "imported"),
    [(None, False), ({"resources": []}, False), ({"resources": [{"urn": "urn:a"}]}, True)],
)
def test_a_state_without_resources_is_not_brought_back(
    tmp_path: Path, latest: object, imported: bool
) -> None:
    (tmp_path / "kept.json").write_text(
        json.dumps({"version": 3, "checkpoint": {"latest": latest}})
    )

    calls = asked(tmp_path, STATE, "The state", containing="stack import")

    assert any("stack import" in call for call in calls) == imported
