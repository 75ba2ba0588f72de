"""A comment or an issue of ours: found again, changed in place, made once.

It is ours where it begins with our marker *and* the workflows' bot wrote it: a stranger may write
the marker, yet nobody can have a login with brackets. docs.github.com/en/actions/concepts/security/
github_token: what a workflow does with its token, it does as `github-actions[bot]`.
"""

from collections.abc import Callable, Iterable

from berthcare.delivery.github import GitHub, Json, Unanswered
from berthcare.errors import BerthcareError

BOT = "github-actions[bot]"
_ATTEMPTS = 3


def ours(entries: Iterable[Json], marker: str) -> list[Json]:
    """Return those of ours, the oldest first."""
    found = [one for one in entries if _is_ours(one, marker)]
    return sorted(found, key=number_of)


def number_of(entry: Json, field: str = "id") -> int:
    """Return an entry's number. Raises `BerthcareError` where GitHub tells none."""
    number = entry.get(field)
    if isinstance(number, bool) or not isinstance(number, int):
        raise BerthcareError(
            f"GitHub answered without a number in {field}.",
            "See whether GITHUB_API_URL leads to GitHub's API.",
        )
    return number


def made_once(github: GitHub, find: Callable[[], bool], make: Callable[[], None]) -> None:
    """Make something that is not there. `find` tells whether it is, and sees to it where it is.

    Where GitHub does not answer, it may have been made: it is looked for again before it is made
    again. Raises `BerthcareError`.
    """
    unanswered: Unanswered | None = None
    for _ in range(_ATTEMPTS):
        if find():
            return
        try:
            make()
        except Unanswered as error:
            unanswered = error
            github.pause()
        else:
            return
    if unanswered is not None and not find():
        raise unanswered


def _is_ours(entry: Json, marker: str) -> bool:
    author, body = entry.get("user"), entry.get("body")
    login = author.get("login") if isinstance(author, dict) else None
    return login == BOT and isinstance(body, str) and body.startswith(marker)
