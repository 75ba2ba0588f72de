"""The alarms that ring now, each with its runbook."""

from collections.abc import Iterator

from berthcare.dashboard.alarmed_metric import key_of
from berthcare.dashboard.snapshot import AlarmState, State
from berthcare.signals.signal import Severity
from berthcare.status.runbooks import runbook, signals_by_alarm
from berthcare.status.said import Said, attention, failed, well
from berthcare.status.sources import Sources
from berthcare.status.stack import ago

_ALL = "docs/runbooks/README.md"


def alarms(sources: Sources) -> Iterator[Said]:
    """Say one line for each alarm that rings, or would not be heard; else that all is quiet."""
    found = sources.alarms()
    if not found:
        yield failed(
            "there is no alarm in this AWS account",
            f"Deploy them: pulumi up --stack {sources.environment}   (embedded cloud: make up)",
        )
        return
    bad = {name: state for name, state in found.items() if state.state.is_bad}
    for name, state in bad.items():
        yield _bad(name, state, sources)
    if not bad:
        unfed = sum(state.state is State.NO_DATA for state in found.values())
        told = f", {unfed} of them without data yet" if unfed else ""
        yield well(f"none of {len(found)} rings{told}")


def _bad(name: str, state: AlarmState, sources: Sources) -> Said:
    signal = signals_by_alarm(sources.names).get(name)
    since = f" ({ago(state.since, sources.now)})" if state.since else ""
    part = key_of(name)
    if state.rings:
        silenced = " and is SILENCED" if state.state is State.SILENCED else ""
        meaning = f": {signal.meaning}" if signal else ""
        remedy = runbook(signal.runbook) if signal else _ALL
        pages = signal is None or signal.severity is Severity.PAGE
        say = failed if pages else attention
        return say(f"rings{silenced}{since}{meaning}", f"Follow {remedy}", part)
    if state.state is State.SILENCED:
        what = f"is silenced{since}: nobody hears it"
    else:
        what = "is missing: somebody deleted it"
    return failed(what, f"Follow {runbook('audit-tampering')}", part)
