"""GitHub's REST API as the delivery asks it: few paths, time-limited, patient, with plain errors.

Facts used (docs.github.com/en/rest): "Using pagination" (`rel="next"` in the Link header tells
that there is another page, 100 entries at most), "Rate limits for the REST API" and "Best
practices" (429 or 403 with `retry-after`; without it at least a minute), "API Versions".
A redirection is not followed: it tells that the repository was renamed, and the token stays here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import requests

from berthcare.delivery.github_endpoint import GitHubEndpoint
from berthcare.delivery.strict_fields import Refused
from berthcare.errors import BerthcareError
from berthcare.problems import Problem

Json = Mapping[str, Any]

_SECONDS = 15.0
_PAUSES_SECONDS = (1.0, 4.0, 15.0)
_LIMITED_SECONDS = 60
"""To wait where a limit is met and no time is told, and the most that is waited for at all."""
_A_PAGE, _MOST_PAGES = 100, 50
_SERVER_ERROR = 500
_TOLD = 200
"""Characters of GitHub's own message that are repeated."""
_TOKEN = re.compile(r"[\x21-\x7e]+")
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")

_PERMISSIONS = (
    "Give the workflow's job what it needs (permissions: pull-requests: write for `comment`, "
    "issues: write for `drift-issue`), and the step GITHUB_TOKEN: ${{ github.token }}"
)
_REMEDIES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: _PERMISSIONS,
    HTTPStatus.FORBIDDEN: _PERMISSIONS,
    HTTPStatus.NOT_FOUND: f"See whether GITHUB_REPOSITORY exists. {_PERMISSIONS}",
    HTTPStatus.MOVED_PERMANENTLY: "The repository was renamed: set GITHUB_REPOSITORY to its name.",
}
_LATER = "Run the job again in some minutes; see https://www.githubstatus.com"


class Unanswered(BerthcareError):
    """GitHub did not answer, or is ill: what was asked for may have been done or not."""


class GitHub:
    """One repository's API. Everything raises `BerthcareError`; no text of it holds the token."""

    def __init__(
        self,
        endpoint: GitHubEndpoint,
        repository: str,
        token: str,
        wait: Callable[[float], None],
    ) -> None:
        self._root = f"{endpoint.base}/repos/{repository}"
        self._token = token
        self._wait = wait
        self._session = requests.Session()
        if endpoint.loopback:
            self._session.trust_env = False  # a proxy would carry the token off this machine
        self._session.headers.update(
            {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        )

    @classmethod
    def of(cls, environ: Mapping[str, str], wait: Callable[[float], None]) -> "GitHub":
        """Read GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN."""
        endpoint = GitHubEndpoint.of(environ)
        repository = environ.get("GITHUB_REPOSITORY", "").strip()
        if not _REPOSITORY.fullmatch(repository):
            problem = Problem(
                "GITHUB_REPOSITORY", repository, "be OWNER/NAME", "A workflow's job has it set."
            )
            raise Refused(problem)
        token = environ.get("GITHUB_TOKEN", "").strip()
        if not _TOKEN.fullmatch(token):
            problem = Problem("GITHUB_TOKEN", None, "be the job's token", _PERMISSIONS)
            raise Refused(problem)
        return cls(endpoint, repository, token, wait)

    def listed(self, path: str, **query: str) -> Iterator[Json]:
        """Yield the entries of a list, page after page."""
        for page in range(1, _MOST_PAGES + 1):
            answer = self._asked_patiently(
                "GET", path, query={**query, "per_page": str(_A_PAGE), "page": str(page)}
            )
            entries = _json(answer)
            if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
                raise _another_form()
            yield from entries
            if "next" not in answer.links:
                return
        raise BerthcareError(
            f"GitHub lists more than {_A_PAGE * _MOST_PAGES:,} entries at {path}.",
            "Close what is over, or open another: nobody can read that many.",
        )

    def changed(self, path: str, body: Json) -> Json:
        """Set fields to given values (PATCH), which may be asked twice."""
        return _object(self._asked_patiently("PATCH", path, body=body))

    def made(self, path: str, body: Json) -> Json:
        """Make something (POST). Raises `Unanswered` where it may have been made."""
        return _object(self._asked_patiently("POST", path, body=body))

    def pause(self) -> None:
        """Wait until what was made may be listed."""
        self._wait(_PAUSES_SECONDS[1])

    def _asked_patiently(
        self, method: str, path: str, *, query: Json | None = None, body: Json | None = None
    ) -> requests.Response:
        """Ask up to four times; what makes something is asked once, unless a limit refused it."""
        for seconds in _PAUSES_SECONDS:
            try:
                answer = self._asked(method, path, query, body)
            except Unanswered:
                if method == "POST":
                    raise
                self._wait(seconds)
                continue
            limited = self._limited_seconds(answer)
            if limited is None:
                return self._accepted(answer, method, path)
            self._wait(limited)
        return self._accepted(self._asked(method, path, query, body), method, path)

    def _asked(
        self, method: str, path: str, query: Json | None, body: Json | None
    ) -> requests.Response:
        """Ask once. Raises `Unanswered`."""
        try:
            answer = self._session.request(
                method,
                self._root + path,
                params=query,
                json=body,
                auth=self._authorized,
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            kind = type(error).__name__
            what = f"GitHub did not answer {method} {path} ({kind})."
            raise Unanswered(what, _LATER) from None
        if answer.status_code >= _SERVER_ERROR:
            what = f"GitHub answered {method} {path} with {answer.status_code}."
            raise Unanswered(what, _LATER)
        return answer

    def _authorized(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request here: a header of the session would give way to a `.netrc`."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def _limited_seconds(self, answer: requests.Response) -> float | None:
        """Return how long to wait where a limit refused it; `None` where none did."""
        told = answer.headers.get("Retry-After", "")
        spent = answer.headers.get("X-RateLimit-Remaining") == "0"
        forbidden = answer.status_code == HTTPStatus.FORBIDDEN and (told or spent)
        if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS and not forbidden:
            return None
        seconds = int(told) if told.isascii() and told.isdigit() else _LIMITED_SECONDS
        if seconds > _LIMITED_SECONDS or spent:
            raise BerthcareError("GitHub's rate limit for this token is used up.", _LATER)
        return float(seconds)

    def _accepted(self, answer: requests.Response, method: str, path: str) -> requests.Response:
        status = answer.status_code
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return answer
        what = f"GitHub refused {method} {path} with {status}{self._message(answer)}."
        raise BerthcareError(what, _REMEDIES.get(status, _LATER))

    def _message(self, answer: requests.Response) -> str:
        """Return GitHub's own words: a repr on one line, so that it commands nothing in a log."""
        try:
            message = str(answer.json()["message"])
        except (ValueError, KeyError, TypeError):
            return ""
        return f": {message.replace(self._token, '***')[:_TOLD]!r}"


def _json(answer: requests.Response) -> object:
    try:
        return answer.json()
    except ValueError:
        raise _another_form() from None


def _object(answer: requests.Response) -> Json:
    value = _json(answer)
    if not isinstance(value, dict):
        raise _another_form()
    return value


def _another_form() -> BerthcareError:
    return BerthcareError(
        "GitHub answered in another form than its documents say.",
        "See whether GITHUB_API_URL leads to GitHub's API.",
    )
