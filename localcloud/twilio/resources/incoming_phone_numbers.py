"""IncomingPhoneNumbers: buy, list, configure, move and release numbers.

Source: docs/phone-numbers/api/incomingphonenumber-resource and Twilio's OpenAPI description.
"""

from localcloud.twilio.dates import rfc2822
from localcloud.twilio.entities import ACTIVE, API_VERSION, Account, PhoneNumber
from localcloud.twilio.errors import JsonObject, bad_request, not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.number_settings import merged
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import matches_pattern, own
from localcloud.twilio.resources.purchasing import buy, check_addresses

_KINDS = {"Local": "local", "TollFree": "tollfree", "Mobile": "mobile"}


def render(number: PhoneNumber) -> JsonObject:
    """Return the JSON body of an owned number."""
    uri = f"/{API_VERSION}/Accounts/{number.account_sid}/IncomingPhoneNumbers/{number.sid}"
    emergency = number.settings["emergency_address_sid"]
    return {
        **number.settings,
        "account_sid": number.account_sid,
        "address_requirements": number.address_requirements,
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"fax": False, "mms": number.mms, "sms": number.sms, "voice": True},
        "date_created": rfc2822(number.created),
        "date_updated": rfc2822(number.updated),
        "emergency_address_status": "registered" if emergency else "unregistered",
        "emergency_status": "Active" if emergency else "Inactive",
        "origin": "twilio",
        "phone_number": number.number,
        "sid": number.sid,
        "status": "in-use",
        "subresource_uris": {"assigned_add_ons": f"{uri}/AssignedAddOns.json"},
        "type": number.kind,
        "uri": f"{uri}.json",
    }


def list_numbers(request: ApiRequest) -> Reply:
    """List the account's numbers, by PhoneNumber, FriendlyName and Origin.

    PhoneNumber may be a part, with `*` for a digit; the others are exact. That FriendlyName is
    exact on Twilio was not seen in a source. Beta is ignored: no number of the stock is beta.
    """
    query = request.query
    now = request.state.clock()
    kind = _KINDS.get(request.names.get("kind", ""))
    if "kind" in request.names and kind is None:
        raise not_found(request.path)
    numbers = [
        number
        for number in request.state.numbers.values()
        if number.account_sid == request.account.sid
        and number.visible_from <= now
        and kind in (None, number.kind)
        and matches_pattern(number.number, query.get("PhoneNumber", ""))
        and query.get("FriendlyName") in (None, "", number.settings["friendly_name"])
        and query.get("Origin") in (None, "", "twilio")
    ]
    return Reply(200, page_of(numbers, "incoming_phone_numbers", render, request.path, query))


def create_number(request: ApiRequest) -> Reply:
    """Buy a number: 201 with the whole number."""
    return Reply(201, render(buy(request, None)))


def create_number_of_kind(request: ApiRequest) -> Reply:
    """Buy a specific number of one type."""
    kind = _KINDS.get(request.names["kind"])
    if kind is None:
        raise not_found(request.path)
    return Reply(201, render(buy(request, kind)))


def fetch_number(request: ApiRequest) -> Reply:
    """Return one number."""
    return Reply(200, render(_number(request)))


def update_number(request: ApiRequest) -> Reply:
    """Change what is sent, keep the rest; AccountSid moves the number and keeps its SID."""
    number = _number(request)
    settings = merged(number.settings, request.form)
    target = request.account
    if request.form.get("AccountSid", target.sid) != target.sid:
        target = _transfer_target(request, number)
        if "AddressSid" not in request.form:
            # An address belongs to one account (error 21613), so it does not move along.
            settings["address_sid"] = None
        settings["emergency_address_sid"] = None
    check_addresses(request, target, settings)
    number.settings = settings
    number.account_sid = target.sid
    request.state.touch(number)
    return Reply(200, render(number))


def delete_number(request: ApiRequest) -> Reply:
    """Release a number: 204. It is refused to everyone (21422) for the release window."""
    request.state.release(_number(request))
    return Reply(204, None)


def _number(request: ApiRequest) -> PhoneNumber:
    return own(request, request.state.numbers)


def _transfer_target(request: ApiRequest, number: PhoneNumber) -> Account:
    """Return the account to move a number to, or refuse (errors 21470 to 21474, 21613)."""
    caller = request.principal.account
    if caller.is_subaccount or request.principal.by_key:
        raise bad_request(21474, "Only the parent account may transfer phone numbers")
    sid = request.form["AccountSid"]
    if not sid.startswith("AC") or len(sid) != 34:
        raise bad_request(21470, "AccountSid is invalid")
    target = request.state.accounts.get(sid)
    if target is None:
        raise bad_request(21471, "Account does not exist")
    if target.owner_sid != caller.sid:
        raise bad_request(21473, "The accounts are not related")
    if target.status != ACTIVE:
        raise bad_request(21472, "Account is not active")
    if number.address_requirements != "none" and not request.form.get("AddressSid"):
        raise bad_request(21613, "The target account needs an address for this phone number")
    return target


_BASE = "/Accounts/{account_sid}/IncomingPhoneNumbers"
# The sid's pattern keeps /IncomingPhoneNumbers/Local.json apart from a number.
_ONE = f"{_BASE}/{{sid:PN[0-9a-zA-Z]*}}.json"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_numbers),
    ("POST", f"{_BASE}.json", create_number),
    ("GET", _ONE, fetch_number),
    ("POST", _ONE, update_number),
    ("DELETE", _ONE, delete_number),
    ("GET", f"{_BASE}/{{kind}}.json", list_numbers),
    ("POST", f"{_BASE}/{{kind}}.json", create_number_of_kind),
]
