"""An account's auth tokens at Twilio, by its own credentials.

Facts: docs/iam/api/authtoken and docs/iam/api/secondary_authtoken. A secondary token authenticates
beside the primary one and signs nothing; its value is told once. Its promotion makes it the primary
one, and the former is refused at once. What Twilio answers where there is no secondary token, or
one already, is not documented: 400, 404 and 409 count.
"""

import json
import re
import time
from typing import Any

from functions.common.failure import KnownFailure, malformed
from functions.common.http_client import Answer, HttpClient
from functions.common.loopback import led
from functions.common.twilio_credentials import Credentials

from .insistence import insisted

_ACCOUNT = "https://api.twilio.com/2010-04-01/Accounts/{sid}.json"
_TOKENS = "https://accounts.twilio.com/v1/AuthTokens"
_TOKEN = re.compile(r"[0-9A-Za-z]{32}")
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY_REQUESTS = 401, 403, 429
_NOT_CARRIED_OUT = (_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY_REQUESTS)
_NONE_OR_ONE_ALREADY = (400, 404, 409)
_LOOKS = 3
"""How often Twilio must refuse a token in a row: on that a token is given up."""


class NothingMade(KnownFailure):
    """Twilio has refused to make a secondary token, so this request made none."""


class TwilioTokens:
    """Each method raises `KnownFailure`. `first_wait` is in seconds, before what is sent again."""

    def __init__(self, http: HttpClient, first_wait: float, override: str | None) -> None:
        self._http = http
        self._first_wait = first_wait
        self._override = override

    def accepts(self, credentials: Credentials) -> bool:
        """Tell whether Twilio accepts a token, primary or secondary; a refusal counts if repeated.

        A token just made, or an account asked too often, may be refused for a moment (error 20003).
        """
        for look in range(_LOOKS):
            if self._is_accepted(credentials):
                return True
            if look + 1 < _LOOKS:
                time.sleep(min(self._first_wait * 2**look, self._http.left()))
        return False

    def _is_accepted(self, credentials: Credentials) -> bool:
        url = _ACCOUNT.format(sid=credentials.account_sid)
        headers = credentials.headers(url)

        def look() -> Answer:
            # Twilio's answer holds the primary token: it is never read.
            return Answer(self._http.status("GET", led(url, self._override), headers), b"")

        answer = insisted(look, self._http, self._first_wait, repeatable=True)
        if answer.status not in (200, _UNAUTHORIZED):
            raise _failed(answer)
        return answer.status == 200

    def request_secondary(self, credentials: Credentials) -> str:
        """Have a secondary token made. `NothingMade`: there is one already, or Twilio would not.

        After any other failure Twilio may have made one, whose value nobody knows.
        """
        answer = self._sent("POST", "Secondary", credentials, repeatable=False)
        if answer.status in _NONE_OR_ONE_ALREADY:
            raise NothingMade(
                f"a secondary token exists that this rotation did not make ({_told(answer)})"
            )
        if answer.status in _NOT_CARRIED_OUT:
            raise NothingMade(_failed(answer).reason)
        if answer.status >= 300:
            raise _failed(answer)
        return _secondary_token(answer, credentials.account_sid)

    def delete_secondary(self, credentials: Credentials) -> None:
        """Have the secondary token deleted, if there is one."""
        answer = self._sent("DELETE", "Secondary", credentials, repeatable=True)
        if answer.status >= 300 and answer.status not in _NONE_OR_ONE_ALREADY:
            raise _failed(answer)

    def promote(self, credentials: Credentials) -> bool:
        """Make the secondary token the primary one; `False` where there is no secondary token."""
        answer = self._sent("POST", "Promote", credentials, repeatable=False)
        if answer.status in _NONE_OR_ONE_ALREADY:
            return False
        if answer.status >= 300:
            raise _failed(answer)
        if _object(answer).get("auth_token") != credentials.auth_token:
            raise KnownFailure("another token was promoted than the current one")
        return True

    def _sent(
        self, method: str, resource: str, credentials: Credentials, *, repeatable: bool
    ) -> Answer:
        url = f"{_TOKENS}/{resource}"
        headers = credentials.headers(url)

        def send() -> Answer:
            form = "" if method == "POST" else None
            return self._http.once(method, led(url, self._override), headers, form)

        return insisted(send, self._http, self._first_wait, repeatable=repeatable)


def _failed(answer: Answer) -> KnownFailure:
    meaning = {
        _UNAUTHORIZED: ": the token is refused",
        _FORBIDDEN: ": the account is suspended or closed",
    }
    return KnownFailure(_told(answer) + meaning.get(answer.status, ""))


def _told(answer: Answer) -> str:
    code = _object(answer).get("code")
    return f"HTTP {answer.status}" + (f", Twilio code {code}" if isinstance(code, int) else "")


def _secondary_token(answer: Answer, account_sid: str) -> str:
    found = _object(answer)
    if found.get("account_sid") != account_sid:
        raise malformed("account_sid")
    token = found.get("secondary_auth_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise malformed("secondary_auth_token")
    return token


def _object(answer: Answer) -> dict[str, Any]:
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}
