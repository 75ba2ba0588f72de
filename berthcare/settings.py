"""The settings of one stack, loaded and validated once, before any resource is registered.

Every bad value is reported at once, so that a person mends them in one go. `Pulumi.yaml` declares
the same keys with their types, defaults and descriptions (tests/unit/test_repository.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from berthcare import identifiers
from berthcare.account_settings import AccountSettings
from berthcare.configuration import Configuration, Reader
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.expected_use import ExpectedUse
from berthcare.monitoring_settings import MonitoringSettings
from berthcare.names import PROJECT, Names
from berthcare.number_settings import NumberSettings
from berthcare.problems import Problem
from berthcare.residency import REGION
from berthcare.setting_keys import KeysOfStack, problems_with_keys
from berthcare.webhooks import Webhooks, default_domain, usage_webhook

DEFAULT_DEPLOYERS = ("role/berthcare-deployer",)

RECOVERY_WINDOW_DAYS = range(7, 31)
"""Secrets Manager's own bounds for `RecoveryWindowInDays` (API page DeleteSecret)."""

_DEPLOYER = re.compile(r"(?:role|user)/[\w+=,.@/-]{1,512}")
_PREVIEWER = re.compile(r"role/(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}", re.ASCII)
_BOUNDARY = re.compile(r"policy/(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,128}", re.ASCII)
"""A path and a name (IAM User Guide, "IAM name requirements")."""


class SettingsError(BerthcareError):
    """The stack's configuration is refused; `problems` has every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(
            f"The configuration is refused; nothing was created.{lines}\n",
            "Mend the values above, then run the same command again.",
        )
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What distinguishes one stack from another."""

    environment: Environment
    webhooks: Webhooks
    usage_webhook: str
    """Where Twilio tells that a month's spend has passed an amount (https URL)."""
    account: AccountSettings
    numbers: NumberSettings
    backend_role_arn: str | None
    """The backend's existing role; `None` creates one."""
    deployers: tuple[str, ...]
    """Principals that run this program, as `role/NAME` or `user/NAME` of the account."""
    previewers: tuple[str, ...]
    """Principals that only preview it and report drift, as `role/NAME` of the account."""
    permissions_boundary: str | None
    """The most that its roles may do, as `policy/NAME` of the account; `None` sets no bound."""
    monitoring: MonitoringSettings
    recovery_window_days: int
    expected_use: ExpectedUse
    """What the month's costs are estimated from (`berthcare cost`); nothing deployed reads it."""

    @property
    def names(self) -> Names:
        """The names of this environment's objects."""
        return Names(self.environment)

    @classmethod
    def load(
        cls,
        *,
        stack: str,
        configuration: Configuration,
        aws_configuration: Configuration,
        environ: Mapping[str, str],
        keys: KeysOfStack | None = None,
    ) -> "Settings":
        """Read and judge everything.

        Raises `SettingsError` that lists every problem.
        """
        read = Reader(configuration, PROJECT)
        environment = _environment(stack, read.problems)
        _judge_region(aws_configuration.get("region"), read.problems)
        read.problems.extend(problems_with_keys(keys or KeysOfStack()))
        settings = _read(read, environment, environ)
        if read.problems:
            raise SettingsError([problem.of_stack(environment.value) for problem in read.problems])
        return settings


def _read(read: Reader, environment: Environment, environ: Mapping[str, str]) -> Settings:
    base_url = (
        read.text("apiBaseUrl", identifiers.problem_with_https_url)
        or f"https://{default_domain(environment)}"
    )
    account = AccountSettings.read(read, environ)
    deployers = read.texts(
        "deployers",
        _problem_with_deployer,
        default=DEFAULT_DEPLOYERS,
        example="[role/berthcare-deployer]",
    )
    return Settings(
        environment=environment,
        webhooks=Webhooks.of(base_url),
        usage_webhook=usage_webhook(base_url),
        account=account,
        numbers=NumberSettings.read(read),
        backend_role_arn=read.text("backendRoleArn", identifiers.problem_with_role_arn),
        deployers=deployers,
        previewers=_previewers(read, deployers),
        permissions_boundary=read.text("permissionsBoundary", _problem_with_boundary),
        monitoring=MonitoringSettings.read(
            read, environment, has_subaccount=account.use_subaccount
        ),
        recovery_window_days=read.whole(
            "recoveryWindowDays", default=30, allowed=RECOVERY_WINDOW_DAYS, unit="days"
        ),
        expected_use=ExpectedUse.read(read),
    )


def _environment(stack: str, problems: list[Problem]) -> Environment:
    try:
        return Environment(stack)
    except ValueError:
        known = " or ".join(Environment)
        problems.append(
            Problem(
                "stack",
                stack,
                f"be a known environment: {known}",
                f"Type: pulumi stack select {Environment.STAGING}",
            )
        )
        return Environment.STAGING


def _judge_region(region: str | None, problems: list[Problem]) -> None:
    if region != REGION:
        problems.append(
            Problem(
                "aws:region",
                region or "",
                f"be {REGION}: the product's data stays in Canada",
                f"Type: pulumi config set aws:region {REGION}",
            )
        )


def _previewers(read: Reader, deployers: Sequence[str]) -> tuple[str, ...]:
    found = read.texts(
        "previewers", _problem_with_previewer, default=(), example="[role/berthcare-preview]"
    )
    for place, previewer in enumerate(found):
        if previewer in deployers:
            read.refuse(
                "previewers",
                previewer,
                "be none of the deployers, who may preview as well",
                f"Type: pulumi config rm --path 'previewers[{place}]'",
            )
    return found


def _problem_with_deployer(field: str, text: str) -> Problem | None:
    if _DEPLOYER.fullmatch(text):
        return None
    return Problem(
        field,
        text,
        "be role/NAME or user/NAME of the account",
        "See who you are with: aws sts get-caller-identity",
    )


def _problem_with_previewer(field: str, text: str) -> Problem | None:
    if _PREVIEWER.fullmatch(text):
        return None
    return Problem(
        field,
        text,
        "be role/NAME of the account",
        "Type: pulumi config set --path 'previewers[0]' role/berthcare-preview",
    )


def _problem_with_boundary(field: str, text: str) -> Problem | None:
    if _BOUNDARY.fullmatch(text):
        return None
    return Problem(
        field,
        text,
        "be policy/NAME of a managed policy of the account",
        "Type: pulumi config set permissionsBoundary policy/berthcare-workload-boundary",
    )
