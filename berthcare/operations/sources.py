"""What the readings of the operations ask beyond those of the status."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from berthcare.cost.configured import Configured
from berthcare.cost.estimate import Estimate, estimate_of
from berthcare.cost.price_list import PriceList
from berthcare.drift.look import look
from berthcare.engine.engine import Engine
from berthcare.engine.exported_state import ExportedState
from berthcare.evidence.collect import collect, project_of
from berthcare.evidence.exceptions_file import exceptions_of, find_exceptions
from berthcare.evidence.model import Evidence
from berthcare.evidence.project import find_project
from berthcare.evidence.rules_run import verdict_on
from berthcare.findings import Finding
from berthcare.keep_alive.errands import Text
from berthcare.keep_alive.twilio_texts import TwilioTexts
from berthcare.names import Names
from berthcare.operations.aws import Aws, Budget, Subscription
from berthcare.status.once import Once
from berthcare.status.sources import Sources, sources_of


@dataclass(frozen=True, kw_only=True)
class Wider(Sources):
    """All that the reports ask; each may raise a `BerthcareError`."""

    texts: Callable[[str], Sequence[Text]]
    """The newest texts of a number, E.164."""
    trail: Callable[[str, datetime], Sequence[Mapping[str, Any]]]
    """The trail's records since a time that a filter pattern finds."""
    trail_log_group: Callable[[], str]
    """The log group of the trail that is watched: the stack's own, or one that was there."""
    trail_filters: Callable[[], frozenset[str]]
    """The names of the filters that count the trail's records."""
    subscriptions: Callable[[], Sequence[Subscription]]
    """Those of the alarms' topic."""
    budget: Callable[[], Budget | None]
    """`None` where there is no budget of the name."""
    key_rotation: Callable[[], Mapping[str, bool]]
    """Whether KMS rotates each customer-managed key, by its alias."""
    backend: Callable[[], str]
    """The URL of the engine's state backend."""
    versioning: Callable[[str], str]
    """Versioning of an S3 bucket: `Enabled`, `Suspended`, or empty."""
    configured: Callable[[], Configured]
    """What the stack's file says."""
    estimate: Callable[[], Estimate]
    """What the environment is expected to cost in a month."""
    evidence: Callable[[], Evidence]
    drift: Callable[[], Sequence[Finding]]
    """What is really there, against what the state says."""


def wider_sources(names: Names, environ: Mapping[str, str], now: datetime, engine: Engine) -> Wider:
    """Return the questions to the clouds that this process is led to."""
    asked = sources_of(names, environ, now, engine)
    foreground = asked.foreground
    configured = Once(lambda: Configured.load(names.environment, engine.folder))

    def texts(number: str) -> Sequence[Text]:
        bundle = asked.stored().bundle
        return TwilioTexts(bundle.account_sid, bundle.auth_token, environ).of(number)

    def evidence() -> Evidence:
        return _evidence(names, environ, now, asked.state)

    aws = Aws(names, environ, asked.state)
    return Wider(
        names=names,
        now=now,
        history=asked.history,
        state=asked.state,
        stored=asked.stored,
        owned=asked.owned,
        spend=asked.spend,
        rotation=asked.rotation,
        alarms=asked.alarms,
        values=asked.values,
        foreground=foreground,
        texts=texts,
        trail=aws.trail,
        trail_log_group=aws.trail_log_group,
        trail_filters=aws.trail_filters,
        subscriptions=Once(aws.subscriptions),
        budget=Once(aws.budget),
        key_rotation=Once(aws.key_rotation),
        backend=Once(lambda: foreground.ask(engine.whoami)),
        versioning=aws.versioning,
        configured=configured,
        estimate=Once(lambda: estimate_of(configured(), PriceList.load())),
        evidence=Once(evidence),
        drift=Once(lambda: foreground.ask(lambda: look(names.environment, environ))),
    )


def _evidence(
    names: Names,
    environ: Mapping[str, str],
    now: datetime,
    state: Callable[[], ExportedState],
) -> Evidence:
    """Make the evidence as `berthcare evidence` does, and write no file."""
    stack = names.environment.value
    source = f"pulumi stack export --stack {stack}"
    project, found = find_project(Path.cwd()), state()
    named = project_of(stack, found, source)
    name, text = find_exceptions(None, project, named)
    return collect(
        stack,
        found,
        source,
        exceptions=exceptions_of(stack, name, text, now.date()),
        rules=verdict_on(found.text, project, named, environ),
        written=now,
    )
