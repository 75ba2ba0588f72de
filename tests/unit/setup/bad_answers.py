"""The table of bad answers: for every question, what is typed, the rule it breaks, the remedy."""

from dataclasses import dataclass, field

from berthcare.environments import Environment

VOICE, OTHER = "+14165550100", "+16045550110"
_PRODUCTION = Environment.PRODUCTION


@dataclass(frozen=True)
class BadAnswer:
    """One bad answer to the question of a flag, beside what the stack's file holds."""

    flag: str
    typed: str
    rule: str
    remedy: str
    stored: dict[str, str] = field(default_factory=dict)
    environment: Environment = Environment.STAGING

    def __str__(self) -> str:
        return f"{self.flag} {self.typed!r}"


_IN_ARABIC_DIGITS = "+1" + "".join(chr(0x0660 + int(digit)) for digit in VOICE[2:])
_ROLE = ("be role/NAME or user/NAME of the account", "aws sts get-caller-identity")
_E164 = ("be E.164: +1 and exactly ten digits", "for example +14165550100")
_URL = "Type it like https://api-staging.berthcare.ca ."
_EMAIL = ("be an e-mail address", "Type it like nurse-desk@example.ca .")
_BACKUPS = ("be a whole number of numbers, from 0 to 10", "Type 1")
_SPEND = ("be a whole number of US dollars, from 1 to 100000", "Type 1000")
_HARD = ("be suspend or dry-run", "Type dry-run .")

BAD_ANSWERS = (
    BadAnswer("--deployer", "berthcare-deployer", *_ROLE),
    BadAnswer("--deployer", "group/admins", *_ROLE),
    BadAnswer("--deployer", "arn:aws:iam::000000000000:role/one", *_ROLE),
    BadAnswer("--deployer", "role/", *_ROLE),
    BadAnswer("--deployer", "role/a b", *_ROLE),
    BadAnswer("--deployer", "role/*", *_ROLE),
    BadAnswer("--deployer", "user/berthcare-*", *_ROLE),
    BadAnswer("--deployer", "role/one, group/two", *_ROLE),
    BadAnswer("--deployer", "role/one, role/one", "name each once", "Type it like"),
    BadAnswer("--deployer", ",", "name at least one", "Type it like"),
    BadAnswer("--base-url", "http://api-staging.berthcare.ca", "begin with https://", _URL),
    BadAnswer("--base-url", "api-staging.berthcare.ca", "begin with https://", _URL),
    BadAnswer("--base-url", "https://api-staging.berthcare.ca/v1", "end after the host", _URL),
    BadAnswer("--base-url", "https://api-staging.berthcare.ca:8443", "and no port", _URL),
    BadAnswer("--base-url", "https://localhost", "name a host", _URL),
    BadAnswer("--base-url", "https://api.berthcare.ca?x=1", "end after the host", _URL),
    BadAnswer("--base-url", "https://api.berthcare.ca:99999", "be a URL", _URL),
    BadAnswer("--base-url", "https://me:word@api.berthcare.ca", "hold no user name", _URL),
    BadAnswer("--base-url", "https://192.0.2.1", "name a host", _URL),
    BadAnswer("--base-url", "https://[2001:db8::1]", "name a host", _URL),
    BadAnswer("--base-url", "https://\u00e4pi.berthcare.ca", "name a host", _URL),
    BadAnswer("--base-url", "https://api berthcare.ca", "name a host", _URL),
    BadAnswer("--base-url", "https://", "name a host", _URL),
    BadAnswer("--base-url", "https://api.berthcare.ca#x", "end after the host", _URL),
    BadAnswer("--voice-number", "+12125551234", "212 is not a Canadian area code", _E164[1]),
    BadAnswer("--voice-number", "+18005551234", "be Canadian", _E164[1]),
    BadAnswer("--voice-number", "4165550100", *_E164),
    BadAnswer("--voice-number", "+1 416 555 0100", *_E164),
    BadAnswer("--voice-number", "+1416555010", *_E164),
    BadAnswer("--voice-number", "+141655501000", *_E164),
    BadAnswer("--voice-number", _IN_ARABIC_DIGITS, *_E164),
    BadAnswer("--voice-number", "same", *_E164),
    BadAnswer("--voice-number", "yes", *_E164),
    BadAnswer(
        "--voice-number",
        OTHER,
        "differ from smsNumber, which the stack's file holds",
        "answer `same` to the question about texts",
        stored={"voiceNumber": VOICE, "smsNumber": OTHER},
    ),
    BadAnswer("--sms-number", "+12125551234", "212 is not a Canadian area code", "Or type same"),
    BadAnswer("--sms-number", "6045550110", _E164[0], "Or type same, or buy."),
    BadAnswer("--sms-number", _IN_ARABIC_DIGITS, _E164[0], "Or type same, or buy."),
    BadAnswer("--sms-number", "no", _E164[0], "Or type same, or buy."),
    BadAnswer("--backup-numbers", "eleven", *_BACKUPS),
    BadAnswer("--backup-numbers", "11", *_BACKUPS),
    BadAnswer("--backup-numbers", "-1", *_BACKUPS),
    BadAnswer("--backup-numbers", "1.5", *_BACKUPS),
    BadAnswer("--backup-numbers", "\u0663", *_BACKUPS),
    BadAnswer(
        "--backup-numbers",
        "9",
        "fit maxNumbers, which would have to be 11 at least",
        "pulumi config set maxNumbers 11",
        stored={"smsNumber": ""},
    ),
    BadAnswer("--alert-email", "nurse-desk", *_EMAIL),
    BadAnswer("--alert-email", "nurse@desk", *_EMAIL),
    BadAnswer("--alert-email", "a@example.ca b@example.ca", *_EMAIL),
    BadAnswer("--alert-email", "a@example.ca, nurse-desk", *_EMAIL),
    BadAnswer("--alert-email", "none, a@example.ca", *_EMAIL),
    BadAnswer("--alert-email", "a@example.ca, none", *_EMAIL),
    BadAnswer("--alert-email", "a@example.ca,a@example.ca", "name each once", "Type it like"),
    BadAnswer(
        "--alert-email", "none", "name at least one address", _EMAIL[1], environment=_PRODUCTION
    ),
    BadAnswer("--alert-email", ",", "name at least one", _EMAIL[1], environment=_PRODUCTION),
    BadAnswer("--spend-limit", "0", *_SPEND),
    BadAnswer("--spend-limit", "100001", *_SPEND),
    BadAnswer("--spend-limit", "$1000", *_SPEND),
    BadAnswer("--spend-limit", "a thousand", *_SPEND),
    BadAnswer("--spend-limit", "-100", *_SPEND),
    BadAnswer("--spend-limit", "99.50", *_SPEND),
    BadAnswer("--spend-limit", "1e3", *_SPEND),
    BadAnswer("--spend-limit", "\u0661\u0660\u0660\u0660", *_SPEND),
    BadAnswer("--spend-limit", "1,000", *_SPEND),
    BadAnswer("--hard-limit", "stop", *_HARD, environment=_PRODUCTION),
    BadAnswer("--hard-limit", "Suspend", *_HARD, environment=_PRODUCTION),
    BadAnswer(
        "--hard-limit",
        "suspend",
        "be dry-run while useSubaccount is false",
        "hardLimit dry-run",
        stored={"useSubaccount": "false"},
        environment=_PRODUCTION,
    ),
)
