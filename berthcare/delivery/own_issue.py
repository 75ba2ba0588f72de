"""The one issue on drift: opened, written anew, closed (docs.github.com/en/rest/issues/issues).

A label that does not exist is made with the issue that carries it.
"""

from collections.abc import Sequence

from berthcare.delivery.drift_page import MARKER, body, title
from berthcare.delivery.drift_reading import DriftReading
from berthcare.delivery.github import GitHub, Json
from berthcare.delivery.own_entry import made_once, number_of, ours

LABEL = "drift"
_CLOSED = {"state": "closed", "state_reason": "completed"}


def keep_issue(github: GitHub, readings: Sequence[DriftReading]) -> str:
    """Make the issue say what was read, and return what was done. Raises `BerthcareError`.

    It is closed only where every environment was read and nothing differs.
    """
    text = {"title": title(readings), "body": body(readings)}
    if not any(one.drifted or one.unknown for one in readings):
        return _close(github, text)
    told: list[str] = []

    def find() -> bool:
        found = _open_issues(github)
        if not found:
            return False
        kept, *others = found
        _change(github, kept, text)
        for other in others:
            # Two runs at once can have opened one each.
            _change(github, other, _CLOSED)
        told.append(f"The issue #{number_of(kept, 'number')} was written anew.")
        return True

    def make() -> None:
        made = github.made("/issues", {**text, "labels": [LABEL]})
        told.append(f"The issue #{number_of(made, 'number')} was opened.")

    made_once(github, find, make)
    return told[-1]


def _close(github: GitHub, text: Json) -> str:
    found = _open_issues(github)
    for issue in found:
        _change(github, issue, {**text, **_CLOSED})
    numbers = ", ".join(f"#{number_of(issue, 'number')}" for issue in found)
    return f"Nothing differs: {numbers} closed." if found else "Nothing differs, no issue is open."


def _open_issues(github: GitHub) -> list[Json]:
    """Return our open issues, the oldest first; a pull request is listed as an issue too."""
    listed = github.listed("/issues", state="open", labels=LABEL)
    return ours((one for one in listed if "pull_request" not in one), MARKER)


def _change(github: GitHub, issue: Json, fields: Json) -> None:
    github.changed(f"/issues/{number_of(issue, 'number')}", fields)
