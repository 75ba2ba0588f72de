"""One run: survey, decide about the spend, act, and publish what is."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from .emf import emf_line
from .http_client import HttpClient
from .log import Log
from .metrics import UNITS, Findings, metric_values
from .patience import Deadline, Patience
from .readings import Failure, Readings
from .settings import Settings
from .spend_decision import Decision, Evidence, decide
from .subaccount import Status, read_subaccount, suspend
from .survey import Survey, Surveyor
from .twilio_api import Credentials, TwilioApi


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
        failures = readings.failures()
        evidence = _evidence(settings, survey)
        decision = decide(evidence)
        status = evidence.subaccount.status if evidence.subaccount else None
        if decision is Decision.SUSPEND:
            main = survey.main.needed().credentials
            status, more = _suspended(settings, main, log, patience)
            failures += more
        found = _findings(settings, survey, status, failed=len(failures))
    _tell(log, found, failures, decision)
    milliseconds = int(time.time() * 1000)
    print(emf_line(settings.environment, milliseconds, metric_values(found), UNITS), flush=True)
    return Report(failures, decision)


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
    settings: Settings, main: Credentials, log: Log, patience: Patience
) -> tuple[Status | None, list[Failure]]:
    """Suspend the subaccount, whatever came of it read its status again, and return that."""
    log.problem("suspending the subaccount: the month's spend has reached the limit")
    deadline = Deadline.within(patience.action)
    api = TwilioApi(HttpClient(patience, deadline), main, settings.twilio_override)
    with closing(Readings(deadline)) as actions:
        suspension = actions.start("suspension", lambda: suspend(api, settings.serving_account_sid))
        suspension.value()
        again = actions.start(
            "subaccount after the suspension",
            lambda: read_subaccount(api, settings.serving_account_sid).status,
        )
        return again.value(), actions.failures()


def _findings(
    settings: Settings, survey: Survey, status: Status | None, *, failed: int
) -> Findings:
    limit = survey.limit.value()
    return Findings(
        balance=survey.balance.value(),
        spend=survey.spend.value(),
        # The alarm rings by the configured limit where the lift cannot be read.
        limit=settings.spend_limit if limit is None else limit,
        uses=survey.uses.value(),
        errors=survey.errors.value(),
        inventory=survey.inventory.value(),
        probes={key: probe.value() for key, probe in survey.probes.items()},
        ages=tuple(age.value() for age in survey.ages),
        status=status,
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
