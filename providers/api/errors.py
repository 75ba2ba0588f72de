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

_BY_CODE = {
    20008: _Case(
        Forbidden,
        "these are Twilio's test credentials, which cannot read or keep a number",
        "Use the live account SID and auth token of the environment's account.",
    ),
    21404: _Case(
        BadRequest,
        "a trial account is allowed one number only",
        "Upgrade the account in the Twilio Console, then run the same command again.",
    ),
    21421: _Case(
        BadRequest,
        "the phone number is invalid",
        "Type it as +1, a Canadian area code and seven digits, for example +14165550100.",
    ),
    21422: _Case(
        NumberTaken,
        "the number is not available: somebody else has it, or it is reserved",
        "Choose another number, or leave `adopt` out to let the program find one.",
    ),
    21452: _Case(
        BadRequest,
        "no number is available in this area code",
        "Add another area code. Type: pulumi config set --path 'areaCodes[0]' 437",
    ),
    21472: _Case(
        BadRequest,
        "the subaccount that is to receive the number is not active",
        "Resume the subaccount in the Twilio Console, then run the same command again.",
    ),
    21473: _Case(
        BadRequest,
        "the two accounts are not related",
        "Move numbers only between a parent account and its subaccounts.",
    ),
    21474: _Case(
        BadRequest,
        "only the parent account may move a number",
        "Give the parent account's credentials: twilioAccountSid and twilioAuthToken.",
    ),
    21475: _Case(
        BadRequest,
        "an account's status can be active, suspended or closed only",
        "Set `status` to active or suspended, or leave it out, and type: pulumi up",
    ),
    21476: _Case(
        BadRequest,
        "the main account is suspended, and its subaccounts with it",
        "Resume the main account first: the Twilio Console says why it is suspended. Then type: "
        "pulumi up",
    ),
    21477: _Case(
        BadRequest,
        "this is a main account, whose status cannot be set",
        "Name a subaccount of it. Type: pulumi config set twilioSubaccountSid AC…",
    ),
    21478: _Case(
        BadRequest,
        "Twilio itself has suspended the subaccount, and only Twilio can resume it",
        "Ask Twilio support why. Until then leave `status` out and type: pulumi up",
    ),
    21479: _Case(
        BadRequest,
        "the subaccount is closed, which is final",
        "Let Pulumi see it, then create a new one. Type: pulumi refresh && pulumi up",
    ),
    21480: _Case(
        BadRequest,
        "the main account has as many subaccounts as it may (1,000; a trial account one)",
        "Take an unused one over. Type: pulumi config set twilioSubaccountSid AC…   (or ask Twilio "
        "support for more, or upgrade the trial account)",
    ),
    21613: _Case(
        BadRequest,
        "the account that is to hold the number has no address on file",
        "Add an address to that account in the Twilio Console, then run the same command again.",
    ),
    22300: _Case(
        BadRequest,
        "this account is restricted from buying numbers",
        "Ask Twilio support to lift the restriction.",
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
    by_status = _BY_STATUS.get(status)
    by_code = _BY_CODE.get(code)
    if by_status is None:
        page = f"https://www.twilio.com/docs/errors/{code}"
        return by_code or _Case(BadRequest, "the request is not acceptable", f"See {page} .")
    if by_code is not None and by_code.kind is by_status.kind:
        return by_code
    return by_status
