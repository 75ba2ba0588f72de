"""The function's entry: `functions.watcher.handler.handle`, which EventBridge calls."""

import os
from collections.abc import Mapping
from datetime import datetime, timezone

from functions.common.error_reporting import report
from functions.common.failure import location
from functions.common.log import Log

from .patience import Patience
from .run import run
from .settings import Settings


class WatcherFailed(Exception):
    """A programming error ended the run; its own text stays untold, for it may hold a value."""


def handle(_event: object, _context: object) -> Mapping[str, object]:
    """Run once, and return which readings failed and what was decided about the spend.

    The event says nothing but that it is time. Raises `ConfigurationError` for environment
    variables that cannot be used, and `WatcherFailed`, so that the function's own alarm rings.
    """
    settings = Settings.of(os.environ)
    log = Log(settings.environment)
    try:
        finished = run(settings, log, Patience(), datetime.now(timezone.utc))
    except Exception as error:
        where = f"{type(error).__name__} at {location(error)}"
        log.problem("run failed", reason=where)
        report([error], settings.sentry_dsn, settings.environment, log)
        raise WatcherFailed(where) from None
    bugs = [failure.bug for failure in finished.failures if failure.bug is not None]
    report(bugs, settings.sentry_dsn, settings.environment, log)
    return finished.as_json()
