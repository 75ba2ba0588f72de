"""Asks the engine in this thread, and everything else beside it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

from berthcare.engine.engine import Engine
from berthcare.environments import Environment
from berthcare.findings import Finding
from berthcare.preflight.checks import Checks
from berthcare.preflight.clouds import real_clouds
from berthcare.preflight.readings import Readings
from berthcare.preflight.unchecked import unchecked


def preflight_of(
    environment: Environment, environ: Mapping[str, str], folder: Path, *, with_plan: bool
) -> list[Finding]:
    """Check a project's environment by the credentials of this process."""
    checks = Checks(
        environment=environment,
        environ=environ,
        folder=folder,
        today=datetime.now(timezone.utc).date(),
        readings=Readings(),
        clouds=real_clouds(environ),
        with_plan=with_plan,
    )
    return findings_of(checks, Engine(environment, environ, folder))


def findings_of(checks: Checks, engine: Engine) -> list[Finding]:
    """Run every check and return what they found, in the order of the report.

    An interrupt ends the engine's call in good order, and no check waits for what will not come.
    """
    asks = checks.all()
    with ThreadPoolExecutor(max_workers=len(asks)) as pool:
        running = [pool.submit(ask) for ask in asks]
        try:
            checks.readings.take(engine, with_plan=checks.with_plan)
        except BaseException:
            checks.abandon()
            raise
    checks.abandon()
    found = [finding for future in running for finding in future.result()]
    rest = unchecked(judged_organisation=checks.judged_organisation, with_plan=checks.with_plan)
    return [*found, *rest]
