"""What a resource is given and what it answers: the line between HTTP and the resources.

Resources are plain functions from an `ApiRequest` to a `Reply`. They change the state and never
wait; what must happen afterwards (webhooks) is named in `Reply.follow_up`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from localcloud.twilio.connection_overrides import Connection
from localcloud.twilio.entities import Account
from localcloud.twilio.errors import JsonObject
from localcloud.twilio.inventory import NUMBERS_PER_AREA_CODE, Inventory
from localcloud.twilio.state import State


@dataclass(frozen=True)
class Options:
    """What a person may choose about the emulator.

    `release_window_s`: seconds in which a released number is refused (21422) to everyone.
    `starting_balance`: US dollars that the main account begins with.
    `stock_per_area_code`: how many numbers each area code has, 3 to 100.
    `test_account_sid`, `test_auth_token`: the pair of test credentials; empty when there is none.
    `webhook_connection`: how a webhook is tried whose URL overrides nothing.
    `replaces_secondary_token`: whether a second secondary token replaces the first, or is refused.
    """

    seed: int = 0
    release_window_s: float = 600.0
    starting_balance: str = "100.00"
    stock_per_area_code: int = NUMBERS_PER_AREA_CODE
    test_account_sid: str = ""
    test_auth_token: str = field(default="", repr=False)
    webhook_connection: Connection = field(default_factory=Connection)
    replaces_secondary_token: bool = False


@dataclass(frozen=True)
class Principal:
    """Who is calling: an account, by its auth token or by one of its API keys.

    `is_test`: by the test credentials, for which `magic_inputs.py` answers.
    """

    account: Account
    by_key: bool
    is_test: bool = False


@dataclass(frozen=True)
class ApiRequest:
    """One authenticated request. `form` holds the first value of each form field."""

    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    form_lists: Mapping[str, list[str]]
    principal: Principal
    account: Account
    state: State
    inventory: Inventory
    options: Options


@dataclass(frozen=True)
class Reply:
    """An answer. `body` is `None` for 204; `follow_up` is the SID of a message or call to carry."""

    status: int
    body: JsonObject | None
    follow_up: str | None = None


Handler = Callable[[ApiRequest], Reply]
Route = tuple[str, str, Handler]
