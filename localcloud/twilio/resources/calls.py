"""Calls: make, fetch and list phone calls (docs/voice/api/call-resource).

Making one answers 201 with status `queued`; `carrier.py` carries the call afterwards. TwiML is
fetched but never executed. Applications, SIP and changing a live call are not emulated.
"""

from decimal import Decimal

from localcloud.twilio.dates import rfc2822, rfc2822_or_none
from localcloud.twilio.entities import API_VERSION, PhoneNumber, VoiceCall
from localcloud.twilio.errors import JsonObject, bad_request, not_emulated
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.acceptance import check_active, check_emulated, numbers_of
from localcloud.twilio.resources.fields import check_method, check_url, own
from localcloud.twilio.state import new_sid
from localcloud.twilio.usage import charge

# What the project's cost table gives for one minute, in US dollars. Each call takes one minute.
MINUTE_PRICE = Decimal("0.013")
_NO_RECIPIENT = (21201, "No 'To' number is specified")
_NO_SENDER = (21213, "Caller phone number is required")
_EVENTS = ("initiated", "ringing", "answered", "completed")
_NOT_EMULATED = ("ApplicationSid", "MachineDetection", "Record", "SipAuthUsername", "Trim")


def render(call: VoiceCall) -> JsonObject:
    """Return the JSON body of a call."""
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    duration = None
    if call.started is not None and call.ended is not None:
        duration = str(int(call.ended - call.started))
    return {
        "account_sid": call.account_sid,
        "annotation": None,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.updated),
        "direction": call.direction,
        "duration": duration,
        "end_time": rfc2822_or_none(call.ended),
        "forwarded_from": None,
        "from": call.caller,
        "from_formatted": call.caller,
        "group_sid": None,
        "parent_call_sid": call.parent_call_sid,
        "phone_number_sid": call.phone_number_sid,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": rfc2822_or_none(call.started),
        "status": call.status,
        "subresource_uris": {},
        "to": call.callee,
        "to_formatted": call.callee,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def create_call(request: ApiRequest) -> Reply:
    """Accept a call for dialling: 201, status `queued`."""
    state, form = request.state, request.form
    check_emulated(request, "call", _NOT_EMULATED)
    check_active(request)
    caller, callee = numbers_of(request, _NO_RECIPIENT, _NO_SENDER)
    if not form.get("Url") and not form.get("Twiml"):
        raise bad_request(21205, "Url parameter is required.")
    owned = _owned_caller(request, caller)
    _check_callbacks(request)
    now = state.clock()
    call = VoiceCall(
        sid=new_sid("CA"),
        account_sid=request.account.sid,
        caller=caller,
        callee=callee,
        direction="outbound-api",
        status="queued",
        created=now,
        updated=now,
        order=state.next_order(),
        phone_number_sid=owned.sid,
        url=form.get("Url", ""),
        method=form.get("Method", "POST"),
        fallback_url=form.get("FallbackUrl", ""),
        fallback_method=form.get("FallbackMethod", "POST"),
        status_callback=form.get("StatusCallback", ""),
        status_callback_method=form.get("StatusCallbackMethod", "POST"),
        status_callback_events=_events(request),
    )
    state.calls[call.sid] = call
    charge(state, call.account_sid, "calls-outbound", MINUTE_PRICE)
    return Reply(201, render(call), follow_up=call.sid)


def _owned_caller(request: ApiRequest, caller: str) -> PhoneNumber:
    """Return the account's own number that calls, or refuse (21210)."""
    number = request.state.owned(caller)
    if number is None or number.account_sid != request.account.sid:
        raise bad_request(
            21210,
            f"The source phone number provided, {caller}, is not yet verified for your account. "
            "You may only make calls from phone numbers that you've verified or purchased from "
            "Twilio.",
        )
    return number


def _check_callbacks(request: ApiRequest) -> None:
    for name in ("Url", "FallbackUrl", "StatusCallback"):
        if request.form.get(name):
            check_url(request.form[name])
    for name in ("Method", "FallbackMethod", "StatusCallbackMethod"):
        if name in request.form:
            check_method(request.form[name])


def _events(request: ApiRequest) -> list[str]:
    """Return the wanted status events; only `completed` when none is named."""
    values = request.form_lists.get("StatusCallbackEvent", [])
    named = [event for value in values for event in value.split()]
    return [event for event in _EVENTS if event in named] or ["completed"]


def fetch_call(request: ApiRequest) -> Reply:
    """Return one call."""
    return Reply(200, render(own(request, request.state.calls)))


def list_calls(request: ApiRequest) -> Reply:
    """List the account's calls, by To, From and Status."""
    query = request.query
    for name in query:
        if name.startswith(("StartTime", "EndTime", "ParentCallSid")) and query[name]:
            raise not_emulated(f"The call filter {name}")
    calls = [
        call
        for call in request.state.calls.values()
        if call.account_sid == request.account.sid
        and query.get("To") in (None, "", call.callee)
        and query.get("From") in (None, "", call.caller)
        and query.get("Status") in (None, "", call.status)
    ]
    return Reply(200, page_of(calls, "calls", render, request.path, query))


_BASE = "/Accounts/{account_sid}/Calls"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_calls),
    ("POST", f"{_BASE}.json", create_call),
    ("GET", f"{_BASE}/{{sid}}.json", fetch_call),
]
