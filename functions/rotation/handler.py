"""The function's entry: `functions.rotation.handler.handle`.

Secrets Manager calls it for each step of a rotation, EventBridge to complete what is due, and
`berthcare rotate --now` to complete at once what it rotates.
"""

import os
from collections.abc import Mapping
from datetime import datetime, timezone

from functions.common.error_reporting import report
from functions.common.log import Log

from .completion import Timing
from .event import CompletionEvent, asked_by
from .patience import Patience
from .report import Failure, Report
from .run import Run
from .settings import Settings


class RotationFailed(Exception):
    """The run did not do what it was asked for; the text is of fixed words."""


def handle(event: object, _context: object) -> Mapping[str, str]:
    """Run once; return what became of `account` and `webhooks`, where they were asked for.

    Raises `ConfigurationError` for environment variables that cannot be used, and `RotationFailed`,
    by which Secrets Manager and the function's own alarm know.
    """
    settings = Settings.of(os.environ)
    log = Log(settings.environment)
    try:
        done = _done(event, settings, log)
    except Exception as error:
        done = Report({}, (Failure.by(error, of="run"),))
    report(done.bugs, settings.sentry_dsn, settings.environment, log)
    if done.failures:
        for failure in done.failures:
            log.problem("rotation failed", of=failure.of, reason=failure.reason)
        # Here, where nothing is being handled: an exception's own text may hold a value.
        raise RotationFailed("; ".join(f"{one.of}: {one.reason}" for one in done.failures))
    return done.outcomes


def _done(event: object, settings: Settings, log: Log) -> Report:
    asked = asked_by(event)
    run = Run(settings, log, Patience(), Timing(settings.settling, _now))
    if isinstance(asked, CompletionEvent):
        return run.complete(at_once=asked.at_once, secrets=asked.secrets)
    return run.step(asked)


def _now() -> datetime:
    return datetime.now(timezone.utc)
