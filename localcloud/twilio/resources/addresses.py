"""Addresses: the postal addresses that some numbers require (docs/usage/api/address).

Every address is taken as valid: the emulator has no postal directory.
"""

from localcloud.twilio.dates import rfc2822
from localcloud.twilio.entities import API_VERSION, Address
from localcloud.twilio.errors import JsonObject, bad_request, required
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import boolean, friendly_name, own
from localcloud.twilio.resources.incoming_phone_numbers import render as render_number
from localcloud.twilio.state import new_sid

_REQUIRED = {
    "CustomerName": "customer_name",
    "Street": "street",
    "City": "city",
    "Region": "region",
    "PostalCode": "postal_code",
    "IsoCountry": "iso_country",
}
# Twilio's code for a missing field of an address was not seen in a source.
_WRONG_PARAMETER = 20001


def render(address: Address) -> JsonObject:
    """Return the JSON body of an address."""
    return {
        **address.fields,
        "account_sid": address.account_sid,
        "date_created": rfc2822(address.created),
        "date_updated": rfc2822(address.updated),
        "sid": address.sid,
        "uri": f"/{API_VERSION}/Accounts/{address.account_sid}/Addresses/{address.sid}.json",
        "validated": False,
        "verified": False,
    }


def create_address(request: ApiRequest) -> Reply:
    """Create an address: 201 (docs name no other status)."""
    fields: dict[str, str | bool | None] = {
        name: required(request.form, parameter, _WRONG_PARAMETER, f"{parameter} is required")
        for parameter, name in _REQUIRED.items()
    }
    if len(str(fields["iso_country"])) != 2:
        raise bad_request(_WRONG_PARAMETER, "IsoCountry must be two letters, such as CA")
    fields["friendly_name"] = friendly_name(request.form, "")
    fields["street_secondary"] = request.form.get("StreetSecondary") or None
    fields["emergency_enabled"] = boolean(request.form.get("EmergencyEnabled", "false"))
    now = request.state.clock()
    address = Address(
        sid=new_sid("AD"),
        account_sid=request.account.sid,
        fields=fields,
        created=now,
        updated=now,
        order=request.state.next_order(),
    )
    request.state.addresses[address.sid] = address
    request.state.changed = True
    return Reply(201, render(address))


def update_address(request: ApiRequest) -> Reply:
    """Change what is sent; the country cannot be changed and is ignored."""
    address, form = _address(request), request.form
    fields = dict(address.fields)
    for parameter, name in _REQUIRED.items():
        if parameter in form and parameter != "IsoCountry":
            fields[name] = required(form, parameter, _WRONG_PARAMETER, f"{parameter} is required")
    fields["friendly_name"] = friendly_name(form, str(fields["friendly_name"]))
    if "StreetSecondary" in form:
        fields["street_secondary"] = form["StreetSecondary"] or None
    if "EmergencyEnabled" in form:
        fields["emergency_enabled"] = boolean(form["EmergencyEnabled"])
    address.fields = fields
    request.state.touch(address)
    return Reply(200, render(address))


def fetch_address(request: ApiRequest) -> Reply:
    """Return one address."""
    return Reply(200, render(_address(request)))


def delete_address(request: ApiRequest) -> Reply:
    """Delete an address: 204."""
    del request.state.addresses[_address(request).sid]
    request.state.changed = True
    return Reply(204, None)


def list_addresses(request: ApiRequest) -> Reply:
    """List the account's addresses, by CustomerName, FriendlyName and IsoCountry."""
    query = request.query
    addresses = [
        address
        for address in request.state.addresses.values()
        if address.account_sid == request.account.sid
        and query.get("CustomerName") in (None, "", address.fields["customer_name"])
        and query.get("FriendlyName") in (None, "", address.fields["friendly_name"])
        and query.get("IsoCountry") in (None, "", address.fields["iso_country"])
    ]
    return Reply(200, page_of(addresses, "addresses", render, request.path, query))


def list_dependent_numbers(request: ApiRequest) -> Reply:
    """List the numbers that use an address."""
    address = _address(request)
    numbers = [
        number
        for number in request.state.numbers.values()
        if address.sid in (number.settings["address_sid"], number.settings["emergency_address_sid"])
    ]
    page = page_of(numbers, "dependent_phone_numbers", render_number, request.path, request.query)
    return Reply(200, page)


def _address(request: ApiRequest) -> Address:
    return own(request, request.state.addresses)


_BASE = "/Accounts/{account_sid}/Addresses"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_addresses),
    ("POST", f"{_BASE}.json", create_address),
    ("GET", f"{_BASE}/{{sid}}.json", fetch_address),
    ("POST", f"{_BASE}/{{sid}}.json", update_address),
    ("DELETE", f"{_BASE}/{{sid}}.json", delete_address),
    ("GET", f"{_BASE}/{{sid}}/DependentPhoneNumbers.json", list_dependent_numbers),
]
