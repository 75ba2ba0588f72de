"""What can go wrong between this program and Twilio.

    BerthcareError
    └── TwilioError
        ├── CredentialsMissing      none given, or malformed: refused before any request
        ├── NoAnswer                no connection, or no answer in time, after every retry
        ├── UnexpectedAnswer        an answer, of any status, that is not the API's
        ├── AmbiguousAnswer         a POST that may or may not have been carried out
        ├── Refusal                 a definite "no" with an HTTP status; nothing was changed
        │   ├── CredentialsRefused  401
        │   ├── Forbidden           403
        │   ├── NotFound            404
        │   ├── TooManyRequests     429, after every retry
        │   ├── BadRequest          any other 4xx, told apart by Twilio's error code
        │   │   └── NumberTaken     21422: somebody else has the number
        │   └── ServerFailed        5xx, after every retry
        ├── NumberError             (providers.number.errors) what went wrong with one number
        ├── SubaccountError         (providers.account.errors) what went wrong with one subaccount
        └── ObjectError             (providers.objects.errors) with one trigger, address or key

The HTTP status decides first and Twilio's own code second, as Twilio advises (changelog 2024-07);
codes and meanings are those of twilio.com/docs/api/errors. No text holds a token or an
`Authorization` header, and every error is raised `from None`: Pulumi prints whole tracebacks.
"""

from dataclasses import dataclass

from berthcare.errors import BerthcareError
from providers.api.error_codes import MEANINGS, NUMBER_TAKEN


class TwilioError(BerthcareError):
    """Anything that kept Twilio from doing what was asked."""


class CredentialsMissing(TwilioError):
    """The account SID or the auth token is not set, or is malformed."""


class NoAnswer(TwilioError):
    """Twilio could not be reached, or did not answer in time."""

    def __init__(self, action: str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"Twilio did not answer {action}: {reason}.",
            "See https://status.twilio.com and the network, then run the same command again.",
        )


class UnexpectedAnswer(TwilioError):
    """Something answered that is not Twilio's API; `status` is the answer's HTTP status."""

    def __init__(self, action: str, status: int) -> None:
        self.status = status
        super().__init__(
            f"The answer to {action} (HTTP {status}) is not Twilio's.",
            "Look for a proxy between this machine and api.twilio.com, then run the same command "
            "again.",
        )


class AmbiguousAnswer(TwilioError):
    """A POST without a definite answer: Twilio may have carried it out."""

    def __init__(self, action: str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"It is not known whether Twilio carried out {action}: {reason}.",
            "Run the same command again: it looks at what Twilio has before it changes anything.",
        )


class Refusal(TwilioError):
    """Twilio said no. `status` is the HTTP status, `code` Twilio's own."""

    def __init__(self, what: str, remedy: str, *, status: int, code: int) -> None:
        super().__init__(what, remedy)
        self.status = status
        self.code = code


class CredentialsRefused(Refusal):
    """401: the credentials are wrong, or lack a permission."""


class Forbidden(Refusal):
    """403: the account may not do this, for example because it is suspended."""


class NotFound(Refusal):
    """404 with 20404: there is no such resource in this account."""


class TooManyRequests(Refusal):
    """429: never processed and safe to repeat, yet still refused after every retry."""


class ServerFailed(Refusal):
    """5xx, after every retry that was safe."""


class BadRequest(Refusal):
    """Any other 4xx."""


class NumberTaken(BadRequest):
    """400 with 21422: the number is not available to this account."""


@dataclass(frozen=True)
class _Case:
    kind: type[Refusal]
    meaning: str
    remedy: str


_BY_STATUS = {
    401: _Case(
        CredentialsRefused,
        "the account SID and auth token do not match, or the token was rotated",
        "Copy both again from the Twilio Console. Type: pulumi config set --secret twilioAuthToken "
        "  (or: export TWILIO_AUTH_TOKEN=…)",
    ),
    403: _Case(
        Forbidden,
        "the account may not do this; it may be suspended, closed, or a test account",
        "See the account's status in the Twilio Console, then run the same command again.",
    ),
    404: _Case(
        NotFound,
        "there is no such resource in this account",
        "Compare the SID with the Twilio Console, then run the same command again.",
    ),
    429: _Case(
        TooManyRequests,
        "too many requests at once; none of them was processed",
        "Wait a minute, then run the same command again.",
    ),
}

_SERVER_FAILED = _Case(
    ServerFailed,
    "the fault is on Twilio's side",
    "See https://status.twilio.com, then run the same command again.",
)


def refusal(action: str, *, status: int, code: int, message: str) -> Refusal:
    """Return the error for an HTTP status (4xx or 5xx) and Twilio's code and message.

    `action` is what was asked, such as "GET /IncomingPhoneNumbers.json". `message` is shown, so
    the caller takes secrets out of it.
    """
    case = _case(status, code)
    told = f" Twilio says: {message!r}." if message else ""
    verb = "failed at" if case.kind is ServerFailed else "refused"
    what = f"Twilio {verb} {action} (HTTP {status}, code {code}): {case.meaning}.{told}"
    return case.kind(what, case.remedy, status=status, code=code)


def _case(status: int, code: int) -> _Case:
    """Choose by status; the code only refines what the status allows."""
    if status >= 500:
        return _SERVER_FAILED
    page = f"https://www.twilio.com/docs/errors/{code}"
    any_other = _Case(BadRequest, "the request is not acceptable", f"See {page} .")
    by_status = _BY_STATUS.get(status, any_other)
    meaning = MEANINGS.get(code)
    if meaning is None or meaning.status != (status if status in _BY_STATUS else 400):
        return by_status
    kind = NumberTaken if code == NUMBER_TAKEN else by_status.kind
    return _Case(kind, meaning.text, meaning.remedy)
