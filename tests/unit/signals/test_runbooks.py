"""Every alarm leads to a chapter that can be followed: its links, filters and helpers are whole.

That its commands exist is held for all pages at once (tests/unit/documents_pages).
"""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from berthcare.filter_pattern import parse
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Signal, TrailPattern
from tests.unit.documents_pages.programs import commands, scripts
from tests.unit.signals.watched_double import watched

FOLDER = Path(__file__).parents[3] / "docs" / "runbooks"
FILES = sorted(FOLDER.glob("*.md"))
INDEX = FOLDER / "README.md"
SIGNALS = {signal.key: signal for signal in signals_of(watched())}

_FENCE = re.compile(r"^ *```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")


def prose(path: Path) -> str:
    return _FENCE.sub("", path.read_text())


def headings(path: Path) -> list[str]:
    return re.findall(r"^#{2,3} (.+)$", prose(path), re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to headings (those that the runbooks use)."""
    kept = (re.sub(r"[^\w -]", "", heading.lower()) for heading in headings(path))
    return {heading.replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS)
def test_an_alarm_has_a_chapter_in_its_runbook(signal: Signal) -> None:
    runbook = FOLDER / f"{signal.runbook}.md"

    assert any(f"`{signal.key}`" in heading for heading in headings(runbook))


def test_no_chapter_is_of_an_alarm_that_does_not_exist() -> None:
    named = {key for path in FILES for title in headings(path) for key in _INLINE.findall(title)}

    assert named <= set(SIGNALS)


def test_the_index_lists_every_alarm_with_its_urgency_and_its_runbook() -> None:
    rows = re.findall(
        r"^\| \[`([\w-]+)`\]\(([\w-]+)\.md\S*\) \| (\w+) \|", INDEX.read_text(), re.MULTILINE
    )

    assert rows == [(one.key, one.runbook, one.severity.value) for one in SIGNALS.values()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        page = (path.parent / name) if name else path
        assert page.is_file(), target
        assert not anchor or anchor in anchors(page), target


PATTERNS = {
    value
    for path in FILES
    for words in commands(path, "aws")
    for option, value in pairwise(words)
    if option == "--filter-pattern" and value.startswith("{")
}


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_a_filter_pattern_is_well_formed(pattern: str) -> None:
    parse(pattern)


def test_only_alarms_on_the_trail_are_asked_for_their_records() -> None:
    asked = {words[0] for path in FILES for words in commands(path, "rang") if words}

    assert asked - {"KEY"} == {
        key for key, one in SIGNALS.items() if isinstance(one.source, TrailPattern)
    } - {"rotation-failed"}  # its runbook asks for more than what rings


def helpers() -> dict[str, set[str]]:
    """Return the bodies of each shell function that the runbooks have people paste."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        for name, body in re.findall(r"^(\w+)\(\) (\{.*?\}$)", path.read_text(), re.M | re.S):
            found.setdefault(name, set()).add(body)
    return found


def test_what_is_pasted_first_is_the_same_wherever_it_is_pasted() -> None:
    assert {name for name, bodies in helpers().items() if len(bodies) > 1} == set()


def typed(helper: str, command: str, stand_in: str, **variables: str) -> tuple[int, str, str]:
    """Return status, output and errors of a pasted helper whose program is a shell function."""
    (body,) = helpers()[helper]
    done = subprocess.run(
        ["sh", "-c", f"{helper}() {body}\n{stand_in}\n{command}"],
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("answer", ["None", ""])
def test_an_alarm_that_does_not_exist_is_not_taken_for_quiet(answer: str) -> None:
    stand_in = f'aws() {{ [ "$2" = describe-metric-filters ] && echo "{answer}"; }}'

    status, told, wrong = typed("rang", "rang rot-use", stand_in, ENV="staging", GROUP="/a/group")

    assert (status, told) == (1, "")
    assert "No filter berthcare-rot-use-staging in /a/group" in wrong


@pytest.mark.parametrize("led_to", [{}, {"TWILIO_BASE_URL": "http://127.0.0.1:1"}])
def test_twilio_is_asked_where_the_shell_is_led(led_to: dict[str, str]) -> None:
    stand_in = """curl() { printf '%s\\n' "$@"; }"""

    _, asked, _ = typed("twilio", "twilio monitor.twilio.com /v1/Alerts", stand_in, **led_to)

    base = led_to.get("TWILIO_BASE_URL", "https://monitor.twilio.com")
    assert {f"{base}/v1/Alerts", "X-Twilio-Host: monitor.twilio.com"} <= set(asked.splitlines())


def test_no_command_leaves_the_embedded_cloud_for_twilio() -> None:
    fixed = re.compile(r"https://(api|monitor|accounts)\.twilio\.com")

    assert {line for path in FILES for line in scripts(path) if fixed.search(line)} == set()


OFF_A_ROLE = {"delete-role-policy", "detach-role-policy"}
FOR_A_FUNCTION = {"enable-rule", "update-function-code"}
PULUMI_LEAVES = {
    "secret-tampering": OFF_A_ROLE,
    "unauthorised-access": OFF_A_ROLE,
    "watcher": FOR_A_FUNCTION,
    "token-rotation": FOR_A_FUNCTION,
    "audit-tampering": OFF_A_ROLE | FOR_A_FUNCTION | {"put-event-selectors", "unsubscribe"},
}
"""What a deployment neither shows nor puts back: each runbook has a command for it."""


@pytest.mark.parametrize("name", PULUMI_LEAVES)
def test_what_a_deployment_leaves_has_a_command_of_its_own(name: str) -> None:
    assert PULUMI_LEAVES[name] <= {words[1] for words in commands(FOLDER / f"{name}.md", "aws")}
