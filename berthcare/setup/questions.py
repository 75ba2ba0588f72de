"""The questions of the wizard, in the order in which they are asked."""

from berthcare.environments import Environment
from berthcare.monitoring_settings import HardLimit
from berthcare.number_settings import MONTHLY_SPEND_USD
from berthcare.problems import Problem
from berthcare.setup.number_questions import BACKUPS, SMS, VOICE
from berthcare.setup.question import Enter, Question, Situation, stored_or
from berthcare.setup.whole_number import whole_number
from berthcare.setup.write import Write
from berthcare.webhooks import default_domain

_NONE = "none"


def _deployer_enter(situation: Situation) -> Enter:
    stored = situation.memory.items("deployers")
    if not stored:
        return Enter(situation.caller, f"takes who you are, {situation.caller}")
    told = f"keeps {', '.join(stored)}"
    if situation.caller not in stored:
        told += f"; you, {situation.caller}, are not among them"
    return Enter(", ".join(stored), told)


def _read_deployers(text: str, _: Situation) -> tuple[Write, ...]:
    return (Write("deployers", _several(text)),)


def _base_url_enter(situation: Situation) -> Enter:
    return stored_or(situation, "apiBaseUrl", f"https://{default_domain(situation.environment)}")


def _read_base_url(text: str, _: Situation) -> tuple[Write, ...]:
    return (Write("apiBaseUrl", text),)


def _emails_enter(situation: Situation) -> Enter | None:
    stored = situation.memory.items("alertEmails")
    if stored:
        return Enter(", ".join(stored), f"keeps {', '.join(stored)}")
    # Production must be able to wake somebody.
    return None if situation.environment is Environment.PRODUCTION else Enter(_NONE, "names none")


def _read_emails(text: str, situation: Situation) -> tuple[Write, ...] | Problem:
    addresses = () if text == _NONE else _several(text)
    if not addresses and situation.environment is Environment.PRODUCTION:
        rule = "name at least one address in production: somebody must hear of alarms"
        return Problem("alertEmails", text, rule, "Type it like nurse-desk@example.ca .")
    return (Write("alertEmails", addresses),)


def _spend_enter(situation: Situation) -> Enter:
    return stored_or(situation, "monthlySpendLimit", "1000")


def _hard_limit_enter(situation: Situation) -> Enter:
    return stored_or(situation, "hardLimit", HardLimit.DRY_RUN.value)


def _read_hard_limit(text: str, _: Situation) -> tuple[Write, ...] | Problem:
    allowed = [limit.value for limit in HardLimit]
    if text in allowed:
        return (Write("hardLimit", text),)
    return Problem("hardLimit", text, f"be {' or '.join(allowed)}", f"Type {HardLimit.DRY_RUN} .")


def _several(text: str) -> tuple[str, ...]:
    """Return the parts of a list that is separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


DEPLOYERS = Question(
    name="deployers",
    flag="--deployer",
    asks="Who deploys: role/NAME or user/NAME, several with commas",
    keys=("deployers",),
    enter=_deployer_enter,
    read=_read_deployers,
)
BASE_URL = Question(
    name="apiBaseUrl",
    flag="--base-url",
    asks="Base URL of the API, https",
    keys=("apiBaseUrl",),
    enter=_base_url_enter,
    read=_read_base_url,
)
EMAILS = Question(
    name="alertEmails",
    flag="--alert-email",
    asks="E-mail addresses that hear of alarms, several with commas",
    keys=("alertEmails",),
    enter=_emails_enter,
    read=_read_emails,
)
SPEND_LIMIT = Question(
    name="monthlySpendLimit",
    flag="--spend-limit",
    asks="Spend limit at Twilio, US dollars a month",
    keys=("monthlySpendLimit",),
    enter=_spend_enter,
    read=whole_number(
        "monthlySpendLimit", MONTHLY_SPEND_USD, "US dollars", "Type 1000 for a thousand a month."
    ),
)
HARD_LIMIT = Question(
    name="hardLimit",
    flag="--hard-limit",
    asks="At the spend limit: `suspend` stops all calls and texts, `dry-run` alerts alone",
    keys=("hardLimit",),
    enter=_hard_limit_enter,
    read=_read_hard_limit,
)


def questions_for(environment: Environment) -> tuple[Question, ...]:
    """Return the questions of an environment, in their order, without the credentials."""
    asked = (DEPLOYERS, BASE_URL, VOICE, SMS, BACKUPS, EMAILS, SPEND_LIMIT)
    return (*asked, HARD_LIMIT) if environment is Environment.PRODUCTION else asked
