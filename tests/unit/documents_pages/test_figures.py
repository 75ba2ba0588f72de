"""The limits, periods and counts that pages tell are those of the program."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from berthcare.keep_alive import errands
from berthcare.monitoring_settings import LOG_RETENTION_DAYS
from berthcare.operations import rules, trail, use, watching
from berthcare.rotation_schedule import ROTATION_DAYS
from berthcare.signals.catalogue import signals_of
from berthcare.signals.gauges import WATCHER_PERIOD_SECONDS
from berthcare.signals.signal import TrailPattern
from berthcare.signals.twilio_gauges import HIGHEST_ERROR_RATE_PERCENT, LOWEST_BALANCE_USD
from berthcare.status import account, watcher
from berthcare.verification.catalog import CHECKS
from components.audit_trail import BUCKET_RETENTION_DAYS
from components.scheduled_function import DEAD_LETTERS_KEPT_SECONDS
from policies.catalog import rules_with
from policies.exceptions import Exceptions
from tests.unit.documents_pages.pages import DOCS, ROOT
from tests.unit.signals.watched_double import watched

README, OPERATIONS, PRIVACY = ROOT / "README.md", DOCS / "operations.md", DOCS / "privacy.md"
SECURITY, SET_UP = DOCS / "security.md", DOCS / "set-up.md"
BREACH_RECORD_MONTHS = 24
"""Breach of Security Safeguards Regulations, SOR/2018-64, section 6."""
CONFIRMATION_DAYS = "two"
"""SNS API, page Subscribe: "Confirmation tokens are valid for two days"."""
TEXTS_SHOWN = "13 months (400 days)"
"""https://help.twilio.com/articles/223181008, "Message data retention period"."""
DAY_SECONDS = 24 * 3600
PROVIDERS = 2
"""What the state holds and the engine does not count: the providers of AWS and of Python."""
TIMES, MINUTES = {2: "twice"}, {300: "five minutes"}
SIGNALS = signals_of(watched())


def default(key: str) -> int:
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    return int(declared[key]["default"])


def of_stack(stack: str, key: str) -> int:
    values = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    return int(values[f"berthcare-communications:{key}"])


LOGS, RECOVERY = default("logRetentionDays"), "recoveryWindowDays"
STAGING, PRODUCTION = of_stack("staging", RECOVERY), of_stack("production", RECOVERY)
TOLD = {
    OPERATIONS: (
        f"`!` below {2 * LOWEST_BALANCE_USD} USD, `✗` below {LOWEST_BALANCE_USD} |",
        f"above {HIGHEST_ERROR_RATE_PERCENT} % today (UTC)",
        f"`✗` above {HIGHEST_ERROR_RATE_PERCENT} %",
        f"more than {watching._MISSED} of {DAY_SECONDS // WATCHER_PERIOD_SECONDS} runs left out",
        f"no record in {watching._TRAIL_HOURS} hours",
        f"from {account._NEAR * Decimal(100):.0f} % of the limit on",
        f"did not run for {watcher._LATE.total_seconds() / 60:.0f} minutes",
        f"changed a secret in {trail._DAYS} days",
        f"more than {TIMES[use._MUCH]} what `expectedUse` says",
        f"fewer than {errands.NEEDED} texts this month",
        f"ends within {rules._SOON_DAYS} days (`!`)",
        f"the oldest is more than {ROTATION_DAYS} days old",
        f"link holds for {CONFIRMATION_DAYS} days",
    ),
    PRIVACY: (
        f"| {LOGS} days | `logRetentionDays`; less than a year is refused |",
        f"| {BUCKET_RETENTION_DAYS:,} days (seven years) |",
        f"dead letters) | {DEAD_LETTERS_KEPT_SECONDS // DAY_SECONDS} days |",
        f"{STAGING} days in staging, {PRODUCTION} in production | `recoveryWindowDays`",
        f"credentials live {ROTATION_DAYS} days",
        f"{sum(isinstance(one.source, TrailPattern) for one in SIGNALS)} alarms on it",
        f"keep a record for {BREACH_RECORD_MONTHS} months",
        f"Logs are kept {LOGS} days",
        f"compared every {MINUTES[WATCHER_PERIOD_SECONDS]}",
        f"those of the last {TEXTS_SHOWN},",
    ),
    SECURITY: (f"Each token lives for {ROTATION_DAYS} days",),
    SET_UP: (
        f"can be restored for | {STAGING} days | {PRODUCTION} days |",
        f"`minimumBalance` ({default('minimumBalance')} USD)",
        f"US dollars a month | {default('monthlySpendLimit')} |",
        f"numbers in reserve | {default('backupNumbers')} |",
    ),
    README: (
        f"At {default('monthlySpendLimit'):,} USD a month",
        f"Every {ROTATION_DAYS} days Secrets Manager",
    ),
}


@pytest.mark.parametrize(
    ("page", "told"), [(page, text) for page, texts in TOLD.items() for text in texts]
)
def test_a_page_tells_the_figure_of_the_program(page: Path, told: str) -> None:
    assert told in text_of(page)


def text_of(page: Path) -> str:
    """Return a page in one line."""
    return " ".join(page.read_text().split())


def counted(page: Path, pattern: str) -> list[int]:
    """Return the numbers that the one place of a page tells."""
    (found,) = re.findall(pattern, text_of(page))
    return [int(one) for one in ([found] if isinstance(found, str) else found)]


def test_the_records_of_a_breach_can_be_kept_as_long_as_the_law_asks() -> None:
    (days,) = counted(PRIVACY, r"pulumi config set logRetentionDays (\d+)")

    assert days in LOG_RETENTION_DAYS
    assert days >= BREACH_RECORD_MONTHS / 12 * 365


def test_the_readme_counts_the_alarms_and_the_rules() -> None:
    assert {37: "[Thirty-seven alarms]"}[len(SIGNALS)] in text_of(README)
    assert {70: "[Some seventy rules]"}[round(len(rules_with(Exceptions.load())), -1)] in text_of(
        README
    )


def test_the_readme_shows_every_check_of_the_verification() -> None:
    shown = README.read_text().partition("verify staging\n")[2].partition("Next:")[0]

    assert len(re.findall(r"^✓", shown, re.MULTILINE)) == len(CHECKS)
    assert counted(README, r"(\d+) checks: (\d+) passed") == [len(CHECKS), len(CHECKS)]


def test_the_samples_count_the_same_resources() -> None:
    every, canada, abroad, twilio, state = counted(
        SECURITY,
        r"residency: (\d+) resources, (\d+) in ca-central-1, (\d+) global .*?, "
        r"(\d+) at Twilio .*?, (\d+) in the state alone",
    )

    assert every == canada + abroad + twilio + state
    assert counted(README, r"\+ (\d+) created") == [every - PROVIDERS]
    assert counted(README, r"create (\d+) \(") == [every - PROVIDERS]
    assert counted(README, r"(\d+) AWS resources, all in") == [canada + abroad]


def test_the_sample_of_the_evidence_counts_the_exceptions_in_force() -> None:
    of_staging = [one for one in Exceptions.load().all if "staging" in one.stacks]

    assert counted(SECURITY, r"exceptions: (\d+) for staging") == [len(of_staging)]
    assert {2: "In force today, both from"}[len(of_staging)] in text_of(SECURITY)


def test_the_second_trail_costs_what_the_page_of_costs_says() -> None:
    pattern = r"(\d+)\.(\d\d) USD more"

    assert counted(SET_UP, pattern) == counted(DOCS / "cost.md", pattern)
