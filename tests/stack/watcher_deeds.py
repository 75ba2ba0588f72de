"""For each alarm on what the watcher measures: the cause, made for real, and its innocent twin."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tests.stack.deeds import Deeds
from tests.stack.deployed_function import DeployedFunction
from tests.stack.embedded import ROOT
from tests.stack.twilio_town import TwilioTown
from tests.stack.watched import NAMES, WatchedCloud

_PERIOD_SECONDS = 300
_ROTATION_AND_GRACE_DAYS = 97
_VOICE, _STATUS = "/v1/voice/webhook", "/v1/sms/status"
_RUN_LATER = """
import os, sys
from datetime import datetime, timedelta, timezone
from functions.common.log import Log
from functions.watcher.patience import Patience
from functions.watcher.run import run
from functions.watcher.settings import Settings
now = datetime.now(timezone.utc) + timedelta(days=float(sys.argv[1]))
run(Settings.of(os.environ), Log("staging"), Patience(), now)
"""


class Town(TwilioTown):
    """The watched cloud with its Twilio account, its backend and its watcher."""

    def __init__(self, watched: WatchedCloud) -> None:
        super().__init__(watched.cloud, str(watched.outputs["twilio_account_sid"]))
        self.watched = watched
        self.function = DeployedFunction(watched.cloud, NAMES.watcher)

    def run_watcher(self) -> dict[str, Any]:
        """Start the deployed function once."""
        return self.watched.run_watcher()

    def run_watcher_later(self, days: float) -> None:
        """Run the watcher's code with a clock that is ahead; what it prints goes into its log."""
        ran = subprocess.run(
            [sys.executable, "-c", _RUN_LATER, str(days)],
            cwd=ROOT,
            env={**self.cloud.environment, **self.function.variables()},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        (line,) = [one for one in ran.stdout.splitlines() if '"_aws"' in one]
        self.watched.print_again(json.loads(line), seconds_ago=0)


def _nothing(_: Town) -> None:
    """What the other innocent deeds and the run after them do is innocent here, too."""


def _one_bad_answer(town: Town) -> None:
    town.break_backend(path=_VOICE, status=503, times=1)
    town.break_backend(path=_STATUS, latency_ms=1200, times=1)
    town.run_watcher()


def _loses_calls(town: Town) -> None:
    town.lose_a_call()
    town.run_watcher()


def _renames_a_number(town: Town) -> None:
    before = town.number(town.sms_number)
    town.configure(before["sid"], FriendlyName="for a moment")
    town.run_watcher()
    town.configure(before["sid"], FriendlyName=before["friendly_name"])


def _moves_a_number_away(town: Town) -> None:
    sid = town.number(town.sms_number)["sid"]
    town.configure(sid, AccountSid=town.main_sid)
    town.run_watcher()
    town.move_back(sid)


def _redirects_a_number(town: Town) -> None:
    number = town.number(town.sms_number)
    town.configure(number["sid"], SmsUrl="https://somewhere.example.ca/sms")
    town.run_watcher()
    town.configure(number["sid"], SmsUrl=number["sms_url"])


def _backend_fails(town: Town) -> None:
    town.break_backend(path=_VOICE, status=503)
    town.run_watcher()
    town.mend()


def _backend_is_slow(town: Town) -> None:
    town.break_backend(path=_STATUS, latency_ms=1200)
    town.run_watcher()
    town.mend()


def _one_failed_reading(town: Town) -> None:
    town.cloud.add_fault(path="Balance", times=2, status=500)
    town.run_watcher()
    town.mend()


def _readings_fail_for_a_quarter(town: Town) -> None:
    """What the watcher prints now, it has printed five and ten minutes ago as well."""
    _one_failed_reading(town)
    line = town.watched.printed_metrics()
    for periods in (1, 2):
        town.watched.print_again(line, seconds_ago=periods * _PERIOD_SECONDS + 10)


def _watcher_fails(town: Town) -> None:
    with town.function.broken("HARD_LIMIT"):
        town.run_watcher()


def _watcher_starts_later(town: Town) -> None:
    town.function.start_later({})


def _events_are_lost(town: Town) -> None:
    with town.function.broken("HARD_LIMIT"):
        _watcher_starts_later(town)
        assert town.watched.listener.waits_for(NAMES.alarm("watcher-dead-letters"))


def _is_old(town: Town, days: float) -> None:
    town.run_watcher_later(_ROTATION_AND_GRACE_DAYS + days)


DEEDS: Mapping[str, Deeds[Town]] = {
    "error-rate": Deeds(_loses_calls, _loses_calls),
    "number-missing": Deeds(_renames_a_number, _moves_a_number_away),
    "number-drifted": Deeds(_nothing, _redirects_a_number),
    "endpoint-down": Deeds(_one_bad_answer, _backend_fails),
    "endpoint-slow": Deeds(_nothing, _backend_is_slow),
    "credential-age": Deeds(lambda town: _is_old(town, -0.01), lambda town: _is_old(town, 0.01)),
    "watcher-degraded": Deeds(_one_failed_reading, _readings_fail_for_a_quarter),
    "watcher-failed": Deeds(_nothing, _watcher_fails),
    "watcher-dead-letters": Deeds(_watcher_starts_later, _events_are_lost),
}
"""By the signals' keys. Whoever rings one puts right again what others need."""
