"""The one comment on a pull request: made once, then written anew in its place.

docs.github.com/en/rest/issues/comments: a pull request is an issue, and its comments are listed
there, the oldest first.
"""

from berthcare.delivery.github import GitHub
from berthcare.delivery.own_entry import made_once, number_of, ours
from berthcare.delivery.plan_comment import MARKER


def keep_comment(github: GitHub, pull_request: int, body: str) -> str:
    """Make our comment say `body`, and return what was done. Raises `BerthcareError`."""
    path = f"/issues/{pull_request}/comments"
    told: list[str] = []

    def find() -> bool:
        found = ours(github.listed(path), MARKER)
        if not found:
            return False
        github.changed(f"/issues/comments/{number_of(found[0])}", {"body": body})
        told.append(f"The comment on #{pull_request} was written anew.")
        return True

    def make() -> None:
        github.made(path, {"body": body})
        told.append(f"A comment was made on #{pull_request}.")

    made_once(github, find, make)
    return told[-1]
