"""When the stack was updated last, how that ended, and what it left open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

from berthcare.engine.update import Update
from berthcare.status.said import Said, attention, failed, well
from berthcare.status.sources import Sources

_SUCCEEDED, _RUNNING = "succeeded", "in-progress"
_UPDATE, _DESTROY = "update", "destroy"
_SHORT_COMMIT = 9
_LONGEST_MESSAGE = 60


def last_update(sources: Sources) -> Iterator[Said]:
    """Say when and how the last update ended; a refresh or an import is none."""
    stack, entries = sources.environment, sources.history()
    if not entries:
        yield failed("it was never deployed", f"Type: pulumi up --stack {stack}")
        return
    newest = _newest_update(entries)
    if newest is None:
        yield attention(
            f"none among the last {len(entries)} entries of the history",
            f"See what was done: pulumi stack history --stack {stack}   then: pulumi up",
        )
        return
    told = _told(newest, sources.now)
    if newest.result == _RUNNING:
        yield attention(
            told, f"If nobody is at it, it died: berthcare recover {stack}   then: pulumi up"
        )
    elif newest.result != _SUCCEEDED:
        yield failed(told, f"See what it met, and go on: pulumi up --stack {stack}")
    elif newest.kind == _DESTROY:
        yield failed(told, f"If that was not meant, deploy it again: pulumi up --stack {stack}")
    else:
        yield well(told)


def version(sources: Sources) -> Iterator[Said]:
    """Say of which commit the stack is, as far as the engine wrote it down.

    It writes the commit's subject as the update's message ("pulumi up --message").
    """
    newest = _newest_update(sources.history())
    commit = newest.commit[:_SHORT_COMMIT] if newest else ""
    subject = newest.message.partition("\n")[0] if newest else ""
    cut = f"{subject[:_LONGEST_MESSAGE]}…" if len(subject) > _LONGEST_MESSAGE else subject
    told = " ".join(filter(None, [commit, cut and f"“{cut}”"]))
    yield well(told or "no commit was recorded")


def open_operations(sources: Sources) -> Iterator[Said]:
    """Say what an interrupted update left open."""
    stack, left_open = sources.environment, sources.state().left_open()
    if left_open:
        yield failed(
            f"an update was interrupted and left open: {', '.join(left_open)}",
            f"Have it looked up and mended: berthcare recover {stack}   then: "
            f"pulumi up --stack {stack}",
        )
    else:
        yield well("none: no update was interrupted")


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, such as `3 hours ago`."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' * (count != 1)} ago"
    return "less than a minute ago"


def _newest_update(entries: Sequence[Update]) -> Update | None:
    """Return the newest that made or took away what the program says: no refresh, no import."""
    return next((one for one in entries if one.kind in (_UPDATE, _DESTROY)), None)


def _told(update: Update, now: datetime) -> str:
    moment = (update.ended or update.started).astimezone(timezone.utc)
    changed = sum(count for name, count in update.changes.items() if name != "same")
    return (
        f"{update.kind} {update.result} {ago(moment, now)} ({moment:%Y-%m-%d %H:%M} UTC), "
        f"{changed} resources changed"
    )
