"""Messages: send, fetch and list texts (docs/messaging/api/message-resource).

Sending answers 201 with status `queued`; `carrier.py` carries the message afterwards. Media,
templates, scheduling and Messaging Services are not emulated and are refused loudly.
"""

import math
from decimal import Decimal

from localcloud.twilio.dates import rfc2822, rfc2822_or_none
from localcloud.twilio.entities import API_VERSION, Message, PhoneNumber
from localcloud.twilio.errors import JsonObject, bad_request, not_emulated, required
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.acceptance import check_active, check_emulated, numbers_of
from localcloud.twilio.resources.fields import check_url, own
from localcloud.twilio.state import new_sid
from localcloud.twilio.usage import charge

# What the project's cost table gives for one segment, in US dollars.
SEGMENT_PRICE = Decimal("0.0075")
_LONGEST_BODY = 1600
_NO_RECIPIENT = (21604, "A 'To' phone number is required.")
_NO_SENDER = (21603, "A 'From' phone number is required.")
_NOT_EMULATED = ("MessagingServiceSid", "MediaUrl", "ContentSid", "SendAt", "ScheduleType")


def render(message: Message) -> JsonObject:
    """Return the JSON body of a message."""
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}"
    return {
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created),
        "date_sent": rfc2822_or_none(message.sent),
        "date_updated": rfc2822(message.updated),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": None,
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(message.segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.recipient,
        "uri": f"{uri}.json",
    }


def segments_of(body: str) -> int:
    """Return how many SMS segments a body takes: 160 or 153 ASCII characters, else 70 or 67.

    The GSM-7 alphabet is taken to be ASCII, so an accented text counts as UCS-2.
    """
    single, joined = (160, 153) if body.isascii() else (70, 67)
    return 1 if len(body) <= single else math.ceil(len(body) / joined)


def create_message(request: ApiRequest) -> Reply:
    """Accept a text for sending: 201, status `queued`."""
    state, form = request.state, request.form
    check_emulated(request, "message", _NOT_EMULATED)
    check_active(request)
    sender, recipient = numbers_of(request, _NO_RECIPIENT, _NO_SENDER)
    body = required(form, "Body", 21602, "Message body is required.")
    _check(request, sender, body)
    now = state.clock()
    message = Message(
        sid=new_sid("SM"),
        account_sid=request.account.sid,
        sender=sender,
        recipient=recipient,
        body=body,
        direction="outbound-api",
        status="queued",
        created=now,
        updated=now,
        order=state.next_order(),
        status_callback=form.get("StatusCallback", ""),
        segments=segments_of(body),
    )
    state.messages[message.sid] = message
    charge(state, message.account_sid, "sms-outbound", SEGMENT_PRICE * message.segments)
    return Reply(201, render(message), follow_up=message.sid)


def _check(request: ApiRequest, sender: str, body: str) -> None:
    if not _can_send(request, request.state.owned(sender)):
        raise bad_request(
            21606,
            f"The From phone number {sender} is not a valid, SMS-capable inbound phone number or "
            "short code for your account.",
        )
    if len(body) > _LONGEST_BODY:
        raise bad_request(21617, "The concatenated message body exceeds the 1600 character limit")
    if request.form.get("StatusCallback"):
        check_url(request.form["StatusCallback"])


def _can_send(request: ApiRequest, number: PhoneNumber | None) -> bool:
    return number is not None and number.sms and number.account_sid == request.account.sid


def fetch_message(request: ApiRequest) -> Reply:
    """Return one message."""
    return Reply(200, render(own(request, request.state.messages)))


def list_messages(request: ApiRequest) -> Reply:
    """List the account's messages, by To and From."""
    query = request.query
    for name in ("DateSent", "DateSent<", "DateSent>"):
        if query.get(name):
            raise not_emulated(f"The message filter {name}")
    messages = [
        message
        for message in request.state.messages.values()
        if message.account_sid == request.account.sid
        and query.get("To") in (None, "", message.recipient)
        and query.get("From") in (None, "", message.sender)
    ]
    return Reply(200, page_of(messages, "messages", render, request.path, query))


_BASE = "/Accounts/{account_sid}/Messages"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_messages),
    ("POST", f"{_BASE}.json", create_message),
    ("GET", f"{_BASE}/{{sid}}.json", fetch_message),
]
