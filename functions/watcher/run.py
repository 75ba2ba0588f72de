"""One run: survey, decide about the spend, act, and publish what is."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from functions.common.emf import emf_line
from functions.common.http_client import HttpClient
from functions.common.log import Log
from functions.common.patience import Deadline
from functions.common.twilio_credentials import Credentials

from .metrics import UNITS, Findings, metric_values
from .patience import Patience
from .readings import Failure, Readings
from .settings import Settings
from .spend_decision import Decision, Evidence, decide
from .spend_lift import Limit
from .subaccount import Status
from .survey import Survey, Surveyor
from .suspension import Outcome, carry_out, left_alone
from .twilio_api import TwilioApi


@dataclass(frozen=True)
class Report:
    """What became of a run."""

    failures: list[Failure]
    decision: Decision

    def as_json(self) -> Mapping[str, object]:
        """Return the function's answer."""
        return {
            "readings_failed": [failure.reading for failure in self.failures],
            "spend": self.decision.value,
        }


def run(settings: Settings, log: Log, patience: Patience, now: datetime) -> Report:
    """Read, act where the limit demands it, print one line of metrics, and tell what happened.

    `now` (UTC) says which day and month it is, and how old credentials are.
    """
    deadline = Deadline.within(patience.readings)
    with closing(Readings(deadline)) as readings:
        surveyor = Surveyor(settings, readings, HttpClient(patience, deadline), patience, now)
        survey = surveyor.survey()
        # Decided and done while the rest is still being read: what it rests on is fresh.
        evidence = _evidence(settings, survey)
        if decide(evidence) is Decision.SUSPEND:
            main = survey.main.needed().credentials
            outcome = _suspended(settings, evidence, surveyor, main, log=log, patience=patience)
        else:
            outcome = left_alone(evidence)
        failures = _failures(readings, survey, outcome)
        found = _findings(settings, survey, outcome, failed=len(failures))
    _tell(log, found, failures, outcome.decision)
    milliseconds = int(time.time() * 1000)
    print(emf_line(settings.environment, milliseconds, metric_values(found), UNITS), flush=True)
    return Report(failures, outcome.decision)


def _evidence(settings: Settings, survey: Survey) -> Evidence:
    main = survey.main.value()
    return Evidence(
        spend=survey.spend.value(),
        limit=survey.limit.value(),
        parent_sid=main.credentials.account_sid if main else None,
        subaccount=survey.subaccount.value() if survey.subaccount else None,
        has_subaccount=settings.has_subaccount,
        mode=settings.hard_limit,
    )


def _suspended(
    settings: Settings,
    evidence: Evidence,
    surveyor: Surveyor,
    main: Credentials,
    *,
    log: Log,
    patience: Patience,
) -> Outcome:
    """Act within a time of its own: that of the readings may be nearly over."""
    deadline = Deadline.within(patience.action)
    api = TwilioApi(HttpClient(patience, deadline), main, settings.twilio_override)
    return carry_out(
        evidence,
        read_limit=surveyor.read_limit,
        main=api,
        account_sid=settings.serving_account_sid,
        deadline=deadline,
        log=log,
    )


def _failures(readings: Readings, survey: Survey, outcome: Outcome) -> list[Failure]:
    """Return all failures, but not of alerts that a suspension cut off: it is meant to."""
    cut_off = outcome.decision is Decision.SUSPEND and outcome.status is not Status.ACTIVE
    return [
        one
        for one in (*readings.failures(), *outcome.failures)
        if not (cut_off and one.reading == survey.errors.name)
    ]


def _findings(settings: Settings, survey: Survey, outcome: Outcome, *, failed: int) -> Findings:
    return Findings(
        balance=survey.balance.value(),
        spend=survey.spend.value(),
        # The alarm rings by the configured limit where the lift cannot be read.
        limit=outcome.limit or Limit(settings.spend_limit),
        uses=survey.uses.value(),
        errors=survey.errors.value(),
        inventory=survey.inventory.value(),
        probes={key: probe.value() for key, probe in survey.probes.items()},
        ages=tuple(age.value() for age in survey.ages),
        status=outcome.status,
        failed=failed,
    )


def _tell(log: Log, found: Findings, failures: list[Failure], decision: Decision) -> None:
    """Log what a person may want to know beside the figures: which, and why."""
    for failure in failures:
        log.problem("reading failed", reading=failure.reading, reason=failure.reason)
    if found.inventory is not None:
        for keys in found.inventory.missing.values():
            log.problem("number missing", named_by=keys)
        for sid, fields in found.inventory.drifted.items():
            log.problem("number drifted", number_sid=sid, fields=fields)
    for probe in found.probes.values():
        if probe is not None and (probe.is_down or probe.is_slow):
            log.problem(
                "endpoint down" if probe.is_down else "endpoint slow",
                path=probe.path,
                status=probe.status,
                milliseconds=probe.milliseconds,
            )
    log.note("run finished", spend=decision.value, readings_failed=len(failures))
