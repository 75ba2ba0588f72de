"""One run of the function: a step of one secret's rotation, or the completion of all."""

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from functions.common.aws_clients import aws_client
from functions.common.emf import emf_line
from functions.common.failure import KnownFailure
from functions.common.http_client import HttpClient
from functions.common.log import Log
from functions.common.patience import Deadline

from .account_token import AccountToken
from .completion import Completion, Timing
from .event import ACCOUNT, WEBHOOKS, StepEvent
from .metrics import UNITS, metric_values
from .patience import Patience
from .report import Failure, Report
from .secret_store import Secret
from .settings import Settings
from .steps import take_step
from .strategy import Strategy
from .twilio_tokens import TwilioTokens
from .webhook_token import WebhookToken

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Run:
    """The secrets that are rotated, each by its strategy."""

    def __init__(self, settings: Settings, log: Log, patience: Patience, timing: Timing) -> None:
        self._environment = settings.environment
        self._log = log
        self._timing = timing
        self._client: SecretsManagerClient = aws_client(
            "secretsmanager", patience, attempts=patience.aws_attempts
        )
        self._rotated: dict[str, tuple[str, Strategy]] = {}
        if settings.account_secret:
            http = HttpClient(patience, Deadline.within(patience.twilio))
            tokens = TwilioTokens(http, patience.retry_after, settings.twilio_override)
            strategy = AccountToken(tokens, settings.serving_account_sid)
            self._rotated[ACCOUNT] = (settings.account_secret, strategy)
        self._rotated[WEBHOOKS] = (settings.webhooks_secret, WebhookToken())

    def step(self, asked: StepEvent) -> Report:
        """Take one step. Raises `KnownFailure` for a secret that is not rotated here."""
        for name, (secret_name, strategy) in self._rotated.items():
            if secret_name == asked.secret_name:
                return self._step(name, strategy, asked)
        raise _not_rotated()

    def complete(self, *, at_once: bool, secrets: Collection[str] | None = None) -> Report:
        """Complete each secret's rotation, whatever becomes of the other; print the metrics.

        `secrets` names those that are looked at; `None`: all. Raises `KnownFailure` for one that is
        not rotated here.
        """
        outcomes: dict[str, str] = {}
        failures = []
        chosen = self._chosen(secrets)
        # Nothing is told of a promotion that is not looked at; without an account there is none.
        overdue: bool | None = None if ACCOUNT in self._rotated.keys() - chosen.keys() else False
        for name, (secret_name, strategy) in chosen.items():
            completion = self._completion(secret_name, strategy)
            try:
                outcomes[name] = completion.at_once() if at_once else completion.when_due()
            except Exception as error:
                failures.append(Failure.by(error, of=name))
                overdue = _is_overdue(completion) if name == ACCOUNT else overdue
        refused = self._is_refused(*chosen[ACCOUNT]) if ACCOUNT in chosen else None
        values = metric_values(overdue=overdue, refused=refused)
        print(emf_line(self._environment, int(time.time() * 1000), values, UNITS), flush=True)
        self._log.note("completed", **outcomes)
        return Report(outcomes, tuple(failures))

    def _is_refused(self, secret_name: str, strategy: Strategy) -> bool | None:
        """Tell whether the token in force is refused; `None` where that cannot be told now."""
        try:
            accepted = self._completion(secret_name, strategy).current_is_accepted()
        except KnownFailure:
            return None
        return None if accepted is None else not accepted

    def _chosen(self, secrets: Collection[str] | None) -> Mapping[str, tuple[str, Strategy]]:
        if secrets is None:
            return self._rotated
        if not self._rotated.keys() >= set(secrets):
            raise _not_rotated()
        return {name: found for name, found in self._rotated.items() if name in secrets}

    def _step(self, name: str, strategy: Strategy, asked: StepEvent) -> Report:
        step = asked.step.value
        try:
            outcome = take_step(asked, self._completion(asked.secret_arn, strategy))
        except Exception as error:
            return Report({}, (Failure.by(error, of=f"{name} {step}"),))
        self._log.note("step taken", secret=name, step=step, outcome=outcome)
        return Report({name: outcome})

    def _completion(self, secret_id: str, strategy: Strategy) -> Completion:
        return Completion(Secret(self._client, secret_id), strategy, self._timing)


def _not_rotated() -> KnownFailure:
    return KnownFailure("this function does not rotate that secret")


def _is_overdue(completion: Completion) -> bool | None:
    """Tell whether a promotion is overdue now; `None` where Secrets Manager does not tell."""
    try:
        return completion.is_overdue()
    except KnownFailure:
        return None
