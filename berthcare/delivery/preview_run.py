"""The run of the workflow `preview` that a comment tells of, from the event that GitHub wrote.

docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run. Its `pull_requests` is empty
for a fork (github/docs, issue 22501), and so is `GET /repos/{owner}/{repo}/commits/{sha}/pulls`, as
a fork's commit is not in this repository. So the pull request is looked for by its branch:
`GET /repos/{owner}/{repo}/pulls?head=OWNER:BRANCH` (docs.github.com/en/rest/pulls/pulls).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from berthcare.delivery.github import GitHub, Json
from berthcare.delivery.own_entry import number_of
from berthcare.delivery.strict_fields import Fields
from berthcare.errors import BerthcareError

_VARIABLE = "GITHUB_EVENT_PATH"
_REMEDY = "Run it in a workflow that is started `on: workflow_run`, or type it with --dry-run."
_MOST_CHARACTERS = 5_000_000
_SHA = "[0-9a-f]{40}|[0-9a-f]{64}"
_FULL_NAME = r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"


@dataclass(frozen=True)
class PreviewRun:
    """What was previewed: a branch of this repository, or of a fork."""

    head_sha: str
    branch: str
    head_repository: str
    """OWNER/NAME of the branch's repository."""
    repository: str
    """OWNER/NAME of this repository."""
    default_branch: str

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "PreviewRun | None":
        """Read the event's file; `None` outside a workflow. Raises `BerthcareError`."""
        name = environ.get(_VARIABLE, "").strip()
        if not name:
            return None
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            what = f"The file of {_VARIABLE} cannot be read ({type(error).__name__})."
            raise BerthcareError(what, _REMEDY) from None
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> "PreviewRun":
        """Read the event. Raises `BerthcareError`."""
        event = Fields.parse(text, "event", _REMEDY, most=_MOST_CHARACTERS)
        run, here = event.inner("workflow_run"), event.inner("repository")
        # Null where the fork was deleted meanwhile: nothing can be looked for by its branch then.
        head = run.inner("head_repository")
        run.one_of("event", "pull_request")
        return cls(
            head_sha=run.text("head_sha", most=64, pattern=_SHA),
            branch=run.text("head_branch", most=255),
            head_repository=head.text("full_name", most=140, pattern=_FULL_NAME),
            repository=here.text("full_name", most=140, pattern=_FULL_NAME),
            default_branch=here.text("default_branch", most=255),
        )

    @property
    def from_fork(self) -> bool:
        """Whether the code that made the reports is another repository's."""
        return self.head_repository.lower() != self.repository.lower()

    def pull_request(self, github: GitHub) -> int | None:
        """Return the open pull request whose newest commit this run is about.

        `None` where there is none, or where it has moved on: an older run overwrites nothing newer.
        A branch may have several, into different branches: the one into the default branch counts,
        else the oldest.
        """
        owner = self.head_repository.partition("/")[0]
        listed = github.listed("/pulls", state="open", head=f"{owner}:{self.branch}")
        matching = sorted(
            (not self._into_default_branch(one), number_of(one, "number"))
            for one in listed
            if self._is_about(one)
        )
        return matching[0][1] if matching else None

    def _is_about(self, pull_request: Json) -> bool:
        head = pull_request.get("head")
        home = head.get("repo") if isinstance(head, dict) else None
        if not isinstance(head, dict) or not isinstance(home, dict):
            return False
        same = str(home.get("full_name")).lower() == self.head_repository.lower()
        return same and head.get("sha") == self.head_sha

    def _into_default_branch(self, pull_request: Json) -> bool:
        base = pull_request.get("base")
        return isinstance(base, dict) and base.get("ref") == self.default_branch
