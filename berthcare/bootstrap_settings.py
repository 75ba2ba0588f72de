"""The settings of the bootstrap program, loaded and validated once, as `settings` does.

`bootstrap/Pulumi.yaml` declares the same keys; `berthcare bootstrap` sets them from its options.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from berthcare.account_names import OIDC_ISSUER, AccountNames
from berthcare.configuration import Configuration, Reader
from berthcare.environments import Environment
from berthcare.github_repository import FORMS, WHICH_FORM, is_repository
from berthcare.problems import Problem
from berthcare.residency import REGION
from berthcare.settings import SettingsError

BOOTSTRAP_PROJECT = "berthcare-bootstrap"
BOOTSTRAP_STACK = "account"
DECLARED = ("administrators", "environments", "oidcProviderArn", "repository")
"""The settings that `bootstrap/Pulumi.yaml` declares."""

_COMMAND = "berthcare bootstrap --repository OWNER/NAME --environment ENV"
_PRINCIPAL = re.compile(r"(?:role|user)/[\w+=,.@/-]{1,512}", re.ASCII)
_PROVIDER = re.compile(rf"arn:aws:iam::[0-9]{{12}}:oidc-provider/{re.escape(OIDC_ISSUER)}")


@dataclass(frozen=True, kw_only=True)
class BootstrapSettings:
    """What distinguishes one account's bootstrap from another's."""

    repository: str
    """As the subject of its jobs' tokens names it (`github_repository`)."""
    environments: tuple[Environment, ...]
    """The environments that are deployed to this account."""
    oidc_provider_arn: str | None
    """GitHub's provider where the account has one; `None` makes one."""
    administrators: tuple[str, ...]
    """`role/NAME` or `user/NAME` of the account; none is whoever runs the program."""

    @classmethod
    def load(
        cls,
        *,
        stack: str,
        configuration: Configuration,
        aws_configuration: Configuration,
        keys: Collection[str] = (),
    ) -> "BootstrapSettings":
        """Read and judge everything; `keys` are the full keys that the stack sets.

        Raises `SettingsError` that lists every problem.
        """
        read = Reader(configuration, BOOTSTRAP_PROJECT)
        if stack != BOOTSTRAP_STACK:
            rule = f"be {BOOTSTRAP_STACK}: an account is bootstrapped once"
            read.problems.append(Problem("stack", stack, rule, f"Type: {_COMMAND}"))
        region = aws_configuration.get("region")
        if region != REGION:
            rule = f"be {REGION}: the product's data stays in Canada"
            read.problems.append(Problem("aws:region", region or "", rule, f"Type: {_COMMAND}"))
        read.problems.extend(_unknown(keys))
        settings = cls(
            repository=_repository(read),
            environments=_environments(read),
            oidc_provider_arn=read.text("oidcProviderArn", _problem_with_provider),
            administrators=read.texts(
                "administrators",
                _problem_with_principal,
                default=(),
                example="[role/NAME, user/NAME]",
            ),
        )
        if read.problems:
            raise SettingsError(read.problems)
        return settings

    def administrator_arns(self, account_id: str, caller_arn: str) -> tuple[str, ...]:
        """Return the ARNs of the administrators in the account.

        `caller_arn` is the IAM ARN of whoever runs the program: a session's role, or a user. Raises
        `SettingsError` where it is not among them: it would lock itself out of its own state.
        """
        arns = tuple(f"arn:aws:iam::{account_id}:{one}" for one in self.administrators)
        if not arns or caller_arn in arns:
            return arns or (caller_arn,)
        wanted = caller_arn.partition(f"{account_id}:")[2]
        raise SettingsError(
            [
                Problem(
                    f"{BOOTSTRAP_PROJECT}:administrators",
                    ", ".join(self.administrators),
                    f"include whoever runs the program, {wanted}, or it would be refused its own "
                    "state",
                    f"Type: {_COMMAND}   as one of them, or name {wanted} as well",
                )
            ]
        )

    def provider_arn(self, names: AccountNames) -> str | None:
        """Return the provider that the account has; `None` where one is to be made.

        Raises `SettingsError` where it is another account's.
        """
        if self.oidc_provider_arn in {None, names.oidc_provider_arn}:
            return self.oidc_provider_arn
        raise SettingsError(
            [
                Problem(
                    f"{BOOTSTRAP_PROJECT}:oidcProviderArn",
                    self.oidc_provider_arn,
                    f"be a provider of the account that is bootstrapped, {names.account_id}",
                    "See what it has with: aws iam list-open-id-connect-providers",
                )
            ]
        )


def _repository(read: Reader) -> str:
    if read.raw("repository") is None:
        read.refuse("repository", "", "be set", f"Type: {_COMMAND}")
    return read.text("repository", _problem_with_repository) or ""


def _environments(read: Reader) -> tuple[Environment, ...]:
    if read.raw("environments") is None:
        read.refuse("environments", "", "be set", f"Type: {_COMMAND}")
    texts: Sequence[str] = read.texts(
        "environments",
        _problem_with_environment,
        default=tuple(one.value for one in Environment),
        example="[staging, production]",
    )
    return tuple(map(Environment, texts))


def _unknown(keys: Collection[str]) -> list[Problem]:
    return [
        Problem(key, None, "be a setting that bootstrap/Pulumi.yaml declares", f"Type: {_COMMAND}")
        for key in sorted(keys)
        if key.startswith(f"{BOOTSTRAP_PROJECT}:") and key.partition(":")[2] not in DECLARED
    ]


def _problem_with_repository(field: str, text: str) -> Problem | None:
    if is_repository(text):
        return None
    rule = f"be {FORMS}, of one GitHub repository"
    return Problem(field, text, rule, f"See which of the two with: {WHICH_FORM}")


def _problem_with_environment(field: str, text: str) -> Problem | None:
    if text in list(Environment):
        return None
    rule = f"be a known environment: {' or '.join(Environment)}"
    return Problem(field, text, rule, f"Type: {_COMMAND}")


def _problem_with_provider(field: str, text: str) -> Problem | None:
    if _PROVIDER.fullmatch(text):
        return None
    rule = f"be arn:aws:iam::ACCOUNT:oidc-provider/{OIDC_ISSUER}"
    return Problem(
        field, text, rule, "See what it has with: aws iam list-open-id-connect-providers"
    )


def _problem_with_principal(field: str, text: str) -> Problem | None:
    if _PRINCIPAL.fullmatch(text):
        return None
    rule = "be role/NAME or user/NAME of the account"
    return Problem(field, text, rule, "See who you are with: aws sts get-caller-identity")
