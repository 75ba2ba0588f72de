"""What the emulator remembers: plain records that the state file holds as JSON.

Times are seconds since the epoch. `order` rises by one with each record made, so that lists have a
stable order, newest first, as Twilio's have.
"""

from dataclasses import dataclass, field

API_VERSION = "2010-04-01"
ACTIVE = "active"
SUSPENDED = "suspended"
CLOSED = "closed"


@dataclass
class Account:
    """A main account or a subaccount. The main account owns itself (Accounts resource)."""

    sid: str
    friendly_name: str
    owner_sid: str
    auth_token: str
    created: float
    updated: float
    order: int
    status: str = ACTIVE
    secondary_token: str | None = None
    secondary_created: float | None = None

    @property
    def is_subaccount(self) -> bool:
        """Whether another account owns this one."""
        return self.owner_sid != self.sid


@dataclass
class PhoneNumber:
    """An owned number. `settings` holds the writable fields under their JSON names."""

    sid: str
    account_sid: str
    number: str
    kind: str
    country: str
    sms: bool
    mms: bool
    address_requirements: str
    settings: dict[str, str | bool | None]
    created: float
    updated: float
    order: int
    visible_from: float = 0.0


@dataclass
class Message:
    """A text message, sent through the API or received by an owned number."""

    sid: str
    account_sid: str
    sender: str
    recipient: str
    body: str
    direction: str
    status: str
    created: float
    updated: float
    order: int
    sent: float | None = None
    status_callback: str = ""
    error_code: int | None = None
    segments: int = 1


@dataclass
class VoiceCall:
    """A phone call, made through the API or received by an owned number."""

    sid: str
    account_sid: str
    caller: str
    callee: str
    direction: str
    status: str
    created: float
    updated: float
    order: int
    phone_number_sid: str = ""
    parent_call_sid: str | None = None
    started: float | None = None
    ended: float | None = None
    url: str = ""
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    status_callback_events: list[str] = field(default_factory=lambda: ["completed"])


@dataclass
class ApiKey:
    """A standard API key (Keys resource). The secret is told once."""

    sid: str
    account_sid: str
    friendly_name: str
    secret: str
    created: float
    updated: float
    order: int


@dataclass
class Address:
    """A postal address (Addresses resource)."""

    sid: str
    account_sid: str
    fields: dict[str, str | bool | None]
    created: float
    updated: float
    order: int


@dataclass
class UsageTrigger:
    """A notice at a threshold (Usage/Triggers resource). Values are decimal strings."""

    sid: str
    account_sid: str
    friendly_name: str
    category: str
    trigger_by: str
    recurring: str | None
    trigger_value: str
    callback_url: str
    callback_method: str
    created: float
    updated: float
    order: int
    fired: float | None = None
    fired_period: str | None = None


@dataclass
class Alert:
    """What the debugger notes (Monitor Alerts resource): one webhook that failed.

    `request_variables` and `response_headers` are URL-encoded.
    """

    sid: str
    account_sid: str
    resource_sid: str
    error_code: int
    log_level: str
    text: str
    request_method: str
    request_url: str
    request_variables: str
    response_headers: str
    response_body: str
    created: float
    updated: float
    order: int


@dataclass
class Purchase:
    """One number bought: one charge. Never removed, so that a second purchase is seen."""

    phone_number: str
    account_sid: str
    sid: str
    bought: float


@dataclass
class Charge:
    """Use of one category by one account on one day (`YYYY-MM-DD`), GMT.

    `price` is a decimal string of US dollars.
    """

    account_sid: str
    day: str
    category: str
    count: int
    price: str
