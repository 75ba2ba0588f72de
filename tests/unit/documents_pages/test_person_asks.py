"""What docs/privacy.md has people paste finds all that Twilio has of a number, and keeps it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stack.walks.shell_blocks import commands_of

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "jq")), reason="this machine has no jq"
)

STAND_INS = """
aws() { cat "$PLACE/secret-${4##*/}"; }
mktemp() { mkdir "$PLACE/answer" && echo "$PLACE/answer"; }
curl() {
  for ADDRESS in "$@"; do :; done
  echo "$ADDRESS" >> "$PLACE/asked"
  while [ "$1" != --output ]; do shift; done
  ANSWER=$(echo "$ADDRESS" | tr -c '[:alnum:]\\n' _)
  if [ -f "$PLACE/$ANSWER" ]; then cp "$PLACE/$ANSWER" "$2"; else cp "$PLACE/empty" "$2"; fi
}
"""
BLOCK = [one.text for one in commands_of("docs/privacy.md") if one.heading == "A person asks"]
SIDS = {"account": "AC" + "1" * 32, "parent": "AC" + "0" * 32}
BASE = "https://twilio.invalid"


def answer(place: Path, address: str, document: object) -> None:
    name = "".join(one if one.isalnum() else "_" for one in BASE + address)
    (place / name).write_text(json.dumps(document))


def first_page(sid: str) -> str:
    return f"/2010-04-01/Accounts/{sid}/Messages.json?PageSize=1000&To=%2B14165550123"


def pasted(place: Path, commands: list[str]) -> subprocess.CompletedProcess[str]:
    for secret, sid in SIDS.items():
        document = {"account_sid": sid, "auth_token": "a token"}
        (place / f"secret-{secret}").write_text(json.dumps(document))
    (place / "empty").write_text(json.dumps({"calls": [], "next_page_uri": None}))
    return subprocess.run(
        ["bash", "-c", "\n".join([STAND_INS, *commands])],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PLACE": str(place), "TWILIO_BASE_URL": BASE},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_every_page_of_both_accounts_is_kept_with_its_texts(tmp_path: Path) -> None:
    second = "/2010-04-01/the-second-page"
    for sid, records, following in (
        (SIDS["account"], [{"sid": "SM1", "body": "one"}], second),
        (SIDS["parent"], [{"sid": "SM3", "body": "three"}], None),
    ):
        answer(tmp_path, first_page(sid), {"messages": records, "next_page_uri": following})
    last = [{"sid": "SM2", "body": "two"}]
    answer(tmp_path, second, {"messages": last, "next_page_uri": None})

    pasted(tmp_path, [one for one in BLOCK if not one.startswith("shred")])

    kept = (tmp_path / "answer" / "Messages").read_text().splitlines()
    assert [json.loads(one)["body"] for one in kept] == ["one", "two", "three"]
    asked = (tmp_path / "asked").read_text()
    for sid in SIDS.values():
        assert f"{sid}/Messages.json" in asked
        assert f"{sid}/Calls.json" in asked
    assert asked.count("To=") == asked.count("From=") == 4


def test_an_answer_that_holds_no_records_is_not_taken_for_none(tmp_path: Path) -> None:
    answer(tmp_path, first_page(SIDS["account"]), {"messagez": []})

    done = pasted(tmp_path, [*BLOCK[: BLOCK.index("records_of account") + 1], 'echo "status $?"'])

    assert "status 1" in done.stdout


def test_what_was_found_is_read_before_it_is_shredded() -> None:
    page = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text()
    blocks = page.partition("## A person asks")[2].partition("**To erase**")[0].split("```sh\n")[1:]

    shredding = [block for block in blocks if "shred" in block]

    assert [block.partition("```")[0].strip() for block in shredding] == [BLOCK[-1]]
