"""What is committed: nothing shipped is ignored, nothing private is shipped."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from berthcare.number_settings import DEFAULT_AREA_CODES
from berthcare.setting_keys import DECLARED
from berthcare.settings import DEFAULT_DEPLOYERS, Settings

ROOT = Path(__file__).parents[2]
_MADE_HERE = (
    *(".bootstrap/", ".cache/", ".delivery/", ".hypothesis/", ".localcloud/", ".venv/"),
    "bootstrap/Pulumi.account.yaml",
)
"""What commands leave in a clone."""


def git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    return [name for name in done.stdout.split("\0") if name]


def tracked() -> list[Path]:
    return [path for name in git("ls-files", "-z") if (path := ROOT / name).is_file()]


def test_no_source_is_hidden_by_gitignore() -> None:
    ignored = git("ls-files", "-z", "--others", "--ignored", "--exclude-standard")
    sources = [
        name
        for name in ignored
        if name.endswith((".py", ".yaml", ".md")) and not name.startswith(_MADE_HERE)
    ]

    assert sources == []


def test_requirements_are_pinned_with_hashes_and_name_no_host() -> None:
    for name in ("runtime", "localcloud", "development"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = re.findall(r"^[a-z][\w.-]*(?:\[[\w,-]+\])?(.*)$", text, re.MULTILINE)

        assert pins
        assert all(pin.startswith("==") for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


# Each pattern is put together here so that this file does not match itself.
PRIVATE = {
    "an AWS access key": r"\b(?:AKIA|ASIA)" + r"[A-Z2-7]{16}\b",
    "a Twilio account SID": r"\bAC" + r"[0-9a-f]{32}\b",
    "a Twilio API key": r"\bSK" + r"[0-9a-f]{32}\b",
    "a Twilio number SID": r"\bPN" + r"[0-9a-f]{32}\b",
    "a private key": "-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
}


@pytest.mark.parametrize("what", PRIVATE)
def test_no_credential_is_committed(what: str) -> None:
    pattern = re.compile(PRIVATE[what])
    found = [
        path.relative_to(ROOT)
        for path in tracked()
        if pattern.search(path.read_text(errors="replace"))
    ]

    assert found == []


# In parts, so that this file names no host and no path either.
PRIVATE_PLACES = {
    "a package registry's host": "|".join(
        ".".join(parts).replace(".", r"\.")
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs"),
            ("crates", "io"),
            ("proxy", "golang"),
        )
    ),
    "a path of one machine": r"(?<![\w.:])/(?:ho" + r"me|root|wo" + r"rk|Users)/\w",
}


@pytest.mark.parametrize("what", PRIVATE_PLACES)
def test_no_private_place_is_named(what: str) -> None:
    pattern = re.compile(PRIVATE_PLACES[what])
    found = [
        path.relative_to(ROOT)
        for path in tracked()
        if pattern.search(path.read_text(errors="replace"))
    ]

    assert found == []


def test_the_project_file_declares_every_setting_with_type_and_description() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    own = {key: value for key, value in project["config"].items() if ":" not in key}

    assert set(own) == set(DECLARED)
    assert all({"type", "default", "description"} <= set(value) for value in own.values())


def test_the_project_file_s_defaults_are_the_settings_own() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    defaults = {key: value.get("default") for key, value in project["config"].items()}
    settings = Settings.load(
        stack="staging",
        configuration={},
        aws_configuration={"region": project["config"]["aws:region"]["value"]},
        environ={"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "0" * 32},
    )

    numbers = settings.numbers
    assert tuple(map(str, defaults["areaCodes"])) == DEFAULT_AREA_CODES == numbers.area_codes
    assert tuple(defaults["deployers"]) == DEFAULT_DEPLOYERS == settings.deployers
    assert tuple(defaults["previewers"]) == settings.previewers
    assert (defaults["permissionsBoundary"] or None) == settings.permissions_boundary
    assert defaults["singleNumber"] == numbers.single
    assert defaults["anyCanadianNumber"] == numbers.anywhere
    assert defaults["backupNumbers"] == numbers.backups
    assert defaults["maxNumbers"] == numbers.max_numbers
    assert defaults["monthlySpendLimit"] == numbers.monthly_spend_limit_usd
    assert defaults["minimumBalance"] == numbers.minimum_balance_usd
    assert (defaults["emergencyAddress"] or None) == numbers.emergency_address
    assert defaults["useSubaccount"] == settings.account.use_subaccount
    assert defaults["recoveryWindowDays"] == settings.recovery_window_days
    monitoring = settings.monitoring
    assert tuple(defaults["alertEmails"]) == monitoring.alert_emails
    assert defaults["logRetentionDays"] == monitoring.log_retention_days
    assert (defaults["trailLogGroup"] or None) == monitoring.trail_log_group
    assert defaults["fastAlarm"] == monitoring.fast_alarm
    assert (defaults["runbooksUrl"] or None) == monitoring.runbooks_url


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_a_stack_file_tags_what_it_makes_and_keeps_it_in_the_region(stack: str) -> None:
    """What else it holds is its environment's: settings, secrets, a data key, once it is set up."""
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]

    assert config["aws:region"] == "ca-central-1"
    assert config["aws:defaultTags"]["tags"]["Environment"] == stack


def test_the_tests_of_one_group_stay_with_one_worker(tmp_path: Path) -> None:
    """pytest and pytest-xdist must fit together, or each worker starts every file's servers."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    for name in ("test_a", "test_b"):
        cases = "import os\nimport pytest\npytestmark = pytest.mark.parametrize('n', range(6))\n"
        cases += "def test_it(n, record_property):\n    print('ran', __name__, os.getpid())\n"
        (tmp_path / f"{name}.py").write_text(cases)
    command = ["-m", "pytest", "-q", "-rP", "-p", "no:cacheprovider", "-n", "2"]
    ran = subprocess.run(
        [sys.executable, *command, "--dist", "loadgroup", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    workers = set(re.findall(r"^ran (\S+) (\d+)$", ran.stdout, re.MULTILINE))
    assert sorted(file for file, _ in workers) == ["test_a", "test_b"]
