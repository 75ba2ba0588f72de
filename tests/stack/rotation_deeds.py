"""For each alarm on the rotation: the cause, made for real, and its innocent twin."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.stack.deeds import Deeds
from tests.stack.deployed_function import DeployedFunction
from tests.stack.embedded import ROOT
from tests.stack.watched import NAMES, WatchedCloud

_WHEN_DUE, _AT_ONCE = {"source": "aws.events"}, {"completion": "at once"}
_OVERDUE_SECONDS = 300 + 600 + 60
_LONGEST_SECONDS = 30
_OFTEN = 100
_COMPLETE_LATER = """
import os, sys
from datetime import datetime, timedelta, timezone
from functions.common.log import Log
from functions.rotation.completion import Timing
from functions.rotation.patience import Patience
from functions.rotation.run import Run
from functions.rotation.settings import Settings
settings, ahead = Settings.of(os.environ), timedelta(seconds=float(sys.argv[1]))
timing = Timing(settings.settling, lambda: datetime.now(timezone.utc) + ahead)
Run(settings, Log("staging"), Patience(), timing).complete(at_once=False)
"""


class Town:
    """The watched cloud with the rotation of the account's token."""

    def __init__(self, watched: WatchedCloud) -> None:
        self.watched = watched
        self.function = DeployedFunction(watched.cloud, NAMES.rotation)

    def rotate(self) -> None:
        """Rotate until the label has moved; one that is half-done is gone on with."""
        before = self._current()
        self._begin()
        deadline = time.monotonic() + _LONGEST_SECONDS
        while self._current() == before:
            assert time.monotonic() < deadline, "the label does not move"
            time.sleep(0.2)

    def rotate_in_vain(self) -> None:
        """Rotate while Twilio makes no token, until that is told, and put it right again."""
        self.watched.cloud.add_fault(
            method="POST", path="AuthTokens/Secondary", status=500, times=_OFTEN
        )
        self._begin()
        assert self.watched.listener.waits_for(NAMES.alarm("rotation-failed"))
        self.watched.cloud.clear_faults()
        self.rotate()
        self.complete_at_once()

    def complete(self) -> None:
        """Complete what is due, as the schedule does."""
        self.function.run(_WHEN_DUE)

    def complete_at_once(self) -> None:
        """Complete without waiting, as an operator does."""
        report = self.function.run(_AT_ONCE)
        assert "errorMessage" not in report, report

    def complete_later(self, seconds: float) -> None:
        """Run the completion's code with a clock that is ahead; what it prints goes into its log.

        It runs as the deployer: the deployed function's clock cannot be put ahead.
        """
        ran = subprocess.run(
            [sys.executable, "-c", _COMPLETE_LATER, str(seconds)],
            cwd=ROOT,
            env={**self.watched.cloud.environment, **self.function.variables()},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        (line,) = [one for one in ran.stdout.splitlines() if '"_aws"' in one]
        self.watched.print_line(line, NAMES.rotation_log_group)

    @contextmanager
    def stored_wrongly(self) -> Iterator[None]:
        """Have a token in force that Twilio does not know, and put the right version back."""
        secrets, right = self.watched.aws("secretsmanager"), self._current()
        secret = {"SecretId": NAMES.account_secret}
        content = json.loads(secrets.get_secret_value(**secret)["SecretString"])
        value = json.dumps({**content, "auth_token": "0" * 32})
        wrong = secrets.put_secret_value(**secret, SecretString=value)["VersionId"]
        try:
            yield
        finally:
            secrets.update_secret_version_stage(
                **secret,
                VersionStage="AWSCURRENT",
                MoveToVersionId=right,
                RemoveFromVersionId=wrong,
            )
            secrets.update_secret_version_stage(
                **secret, VersionStage="AWSPREVIOUS", RemoveFromVersionId=wrong
            )

    def _begin(self) -> None:
        secrets = self.watched.aws("secretsmanager")
        try:
            secrets.rotate_secret(SecretId=NAMES.account_secret)
        except secrets.exceptions.InvalidRequestException as error:
            if "will be reattempted" not in str(error):
                raise

    def _current(self) -> str:
        found = self.watched.aws("secretsmanager").describe_secret(SecretId=NAMES.account_secret)
        stages: Mapping[str, list[str]] = found["VersionIdsToStages"]
        (current,) = [version for version, labels in stages.items() if "AWSCURRENT" in labels]
        return current


def _promotion_is_not_due(town: Town) -> None:
    town.rotate()
    town.complete()
    town.complete_at_once()


def _promotion_is_overdue(town: Town) -> None:
    """Twilio promotes nothing for a quarter of an hour."""
    town.rotate()
    town.watched.cloud.add_fault(method="POST", path="AuthTokens/Promote", status=503, times=_OFTEN)
    town.complete_later(_OVERDUE_SECONDS)
    town.watched.cloud.clear_faults()
    assert town.watched.listener.waits_for(NAMES.alarm("promotion-overdue"))
    town.complete_at_once()


def _completion_fails(town: Town) -> None:
    with town.function.broken("SETTLING_SECONDS"):
        town.complete()


def _completion_comes_later(town: Town) -> None:
    town.function.start_later(_WHEN_DUE)


def _events_are_lost(town: Town) -> None:
    with town.function.broken("SETTLING_SECONDS"):
        _completion_comes_later(town)
        assert town.watched.listener.waits_for(NAMES.alarm("rotation-dead-letters"))


def _another_token_is_stored(town: Town) -> None:
    with town.stored_wrongly():
        town.complete()


DEEDS: Mapping[str, Deeds[Town]] = {
    "promotion-overdue": Deeds(_promotion_is_not_due, _promotion_is_overdue),
    "rotation-error": Deeds(Town.complete, _completion_fails),
    "rotation-dead-letters": Deeds(_completion_comes_later, _events_are_lost),
    "token-refused": Deeds(Town.complete, _another_token_is_stored),
}
"""By the signals' keys. Whoever rings one puts right again what others need."""
