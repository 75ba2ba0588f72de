"""A test double of GitHub's REST API on loopback: one repository, stateful, strict.

It knows the paths, fields and query words that the delivery uses and refuses every other. What it
refused for that reason is kept in `refused`, so that a test cannot pass by asking for nonsense.
"""

import itertools
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "ghs_" + "0" * 36
REPOSITORY = "berthcare/communications"
BOT = {"login": "github-actions[bot]", "type": "Bot"}
STRANGER = {"login": "stranger", "type": "User"}
_MOST = 65_536
_ROOT = f"/repos/{REPOSITORY}"

Json = dict[str, Any]


@dataclass
class Fault:
    """What becomes of one request instead of its answer."""

    status: int
    done: bool = False
    """Whether what was asked for is done before the answer is lost."""
    headers: dict[str, str] = field(default_factory=dict)
    method: str = ""
    """Only a request of that method; any where it is empty."""
    message: str = "a fault"


class Refusal(Exception):
    """A status, and GitHub's words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class GitHubDouble:
    """The repository: open pull requests, issues, comments by their issue's number."""

    def __init__(self) -> None:
        self.base = ""
        self.pulls: list[Json] = []
        self.issues: list[Json] = []
        self.comments: dict[int, list[Json]] = {}
        self.faults: list[Fault] = []
        self.refused: list[str] = []
        self.asked: list[str] = []
        self._ids = itertools.count(100)

    def add_pull(self, number: int, sha: str, home: str, branch: str, base: str = "main") -> None:
        head = {"sha": sha, "ref": branch, "repo": {"full_name": home}}
        self.pulls.append({"number": number, "head": head, "base": {"ref": base}})
        self.comments.setdefault(number, [])

    def add_comment(self, number: int, body: str, user: Json) -> Json:
        comment = {"id": next(self._ids), "body": body, "user": user}
        self.comments[number].append(comment)
        return comment

    def add_issue(self, body: str, user: Json, **fields: Any) -> Json:
        number = next(self._ids)
        issue = {"id": number + 1000, "number": number, "title": "", "body": body, "user": user}
        self.issues.append({**issue, "state": "open", "labels": ["drift"], **fields})
        return self.issues[-1]

    def answer(self, method: str, path: str, query: Json, body: Json | None) -> Any:
        for pattern, known, act in (
            (r"GET /pulls", {"state", "head"}, self._list_pulls),
            (r"GET /issues/(\d+)/comments", set(), self._list_comments),
            (r"POST /issues/(\d+)/comments", {"body"}, self._make_comment),
            (r"PATCH /issues/comments/(\d+)", {"body"}, self._change_comment),
            (r"GET /issues", {"state", "labels"}, self._list_issues),
            (r"POST /issues", {"title", "body", "labels"}, self._make_issue),
            (
                r"PATCH /issues/(\d+)",
                {"title", "body", "state", "state_reason"},
                self._change_issue,
            ),
        ):
            found = re.fullmatch(pattern, f"{method} {path}")
            if found:
                given = query if method == "GET" else body or {}
                paging = {"page", "per_page"} if method == "GET" else set()
                if set(given) - known - paging or (method != "GET" and (query or not body)):
                    self.refused.append(f"{method} {path} {sorted(given)}")
                    raise Refusal(422, "Validation Failed")
                self._check_body(given)
                act_on: Callable[..., Any] = act
                return act_on(*(int(group) for group in found.groups()), given)
        self.refused.append(f"{method} {path}")
        raise Refusal(404, "Not Found")

    @staticmethod
    def _check_body(given: Json) -> None:
        body = given.get("body", "any")
        if not isinstance(body, str) or not body:
            raise Refusal(422, "Validation Failed: body is missing")
        if len(body) > _MOST:
            raise Refusal(422, f"body is too long (maximum is {_MOST} characters)")

    def _list_pulls(self, query: Json) -> list[Json]:
        assert query["state"] == "open"
        owner, _, branch = query["head"].partition(":")
        return [
            one
            for one in self.pulls
            if one["head"]["ref"] == branch
            and one["head"]["repo"]["full_name"].partition("/")[0] == owner
        ]

    def _list_comments(self, number: int, _: Json) -> list[Json]:
        return self._comments_of(number)

    def _make_comment(self, number: int, given: Json) -> Json:
        self._comments_of(number)
        return self.add_comment(number, given["body"], BOT)

    def _comments_of(self, number: int) -> list[Json]:
        if number not in self.comments:
            raise Refusal(404, "Not Found")
        return self.comments[number]

    def _change_comment(self, number: int, given: Json) -> Json:
        for comment in itertools.chain(*self.comments.values()):
            if comment["id"] == number:
                comment.update(given)
                return comment
        raise Refusal(404, "Not Found")

    def _list_issues(self, query: Json) -> list[Json]:
        wanted = query["labels"]
        return [
            one for one in self.issues if one["state"] == query["state"] and wanted in one["labels"]
        ]

    def _make_issue(self, given: Json) -> Json:
        return self.add_issue(given["body"], BOT, title=given["title"], labels=given["labels"])

    def _change_issue(self, number: int, given: Json) -> Json:
        for issue in self.issues:
            if issue["number"] == number:
                issue.update(given)
                return issue
        raise Refusal(404, "Not Found")


class _Handler(BaseHTTPRequestHandler):
    double: GitHubDouble

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length)
        path = parts.path.removeprefix(_ROOT)
        self.double.asked.append(f"{self.command} {path}")
        fault = self._fault()
        if fault and not fault.done:
            self._send(fault.status, {"message": fault.message}, fault.headers)
            return
        try:
            self._authorize(parts.path)
            query = dict(parse_qsl(parts.query))
            value = self.double.answer(
                self.command, path, query, json.loads(text) if text else None
            )
        except Refusal as refusal:
            self._send(refusal.status, {"message": refusal.message}, {})
            return
        if fault:
            self._send(fault.status, {"message": fault.message}, fault.headers)
        elif isinstance(value, list):
            self._send_page(value, query)
        else:
            self._send(201 if self.command == "POST" else 200, value, {})

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815 - the names that http.server wants
    do_PUT = do_DELETE = _serve  # noqa: N815 - as above

    def _authorize(self, path: str) -> None:
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refusal(401, "Bad credentials")
        if not path.startswith(f"{_ROOT}/"):
            raise Refusal(404, "Not Found")

    def _fault(self) -> Fault | None:
        for fault in self.double.faults:
            if fault.method in ("", self.command):
                self.double.faults.remove(fault)
                return fault
        return None

    def _send_page(self, values: list[Json], query: Json) -> None:
        page, size = int(query.get("page", 1)), min(int(query.get("per_page", 30)), 100)
        shown = values[(page - 1) * size : page * size]
        more = len(values) > page * size
        link = f'<{self.double.base}/elsewhere?page={page + 1}>; rel="next"'
        self._send(200, shown, {"Link": link} if more else {})

    def _send(self, status: int, value: object, headers: dict[str, str]) -> None:
        if not status:  # the connection is lost
            self.close_connection = True
            return
        text = json.dumps(value).encode()
        self.send_response(status)
        for name, one in {**headers, "Content-Length": str(len(text))}.items():
            self.send_header(name, one)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def serving() -> Iterator[GitHubDouble]:
    """Serve a double for as long as it is needed."""
    double = GitHubDouble()
    handler = type("_Bound", (_Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    double.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
