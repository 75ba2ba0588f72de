"""Whether what is really there is what the state says."""

from collections.abc import Iterator

from berthcare.findings import Verdict
from berthcare.operations.sources import Wider
from berthcare.status.said import Said, attention, failed, unknown, well

_MOST_SHOWN = 5


def drift(sources: Wider) -> Iterator[Said]:
    """Say what differs, as `berthcare drift` finds it: one line for all of it."""
    found = sources.drift()
    see = f"See each: berthcare drift {sources.environment}"
    wrong = [one for one in found if one.verdict in (Verdict.ATTENTION, Verdict.FAILED)]
    unread = [one for one in found if one.verdict is Verdict.UNKNOWN]
    if wrong:
        named = ", ".join(one.name for one in wrong[:_MOST_SHOWN])
        more = f" and {len(wrong) - _MOST_SHOWN} more" if len(wrong) > _MOST_SHOWN else ""
        is_lost = any(one.verdict is Verdict.FAILED for one in wrong)
        say = failed if is_lost else attention
        yield say(f"{len(wrong)} differ: {named}{more}", see)
    elif unread:
        yield unknown(unread[0].what, unread[0].remedy or see)
    else:
        yield well("nothing differs from the state")
