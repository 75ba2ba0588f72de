"""Test credentials and their magic inputs (docs/iam/test-credentials).

Three requests are answered, by the ordinary resources on an account that is made for the request
and thrown away: nothing is kept, charged or called back. Everything else is 403/20008. A magic
number stands for an error that depends on Twilio's state; every other input is validated as ever.
The error codes of the calls' numbers are also those of docs/errors/21214 to 21217.
"""

import dataclasses
from collections.abc import Mapping

from localcloud.twilio.entities import PhoneNumber
from localcloud.twilio.errors import TwilioApiError, bad_request
from localcloud.twilio.exchange import ApiRequest, Handler, Reply
from localcloud.twilio.inventory import Inventory, Listing
from localcloud.twilio.number_settings import defaults
from localcloud.twilio.resources.calls import create_call
from localcloud.twilio.resources.incoming_phone_numbers import create_number
from localcloud.twilio.resources.messages import create_message
from localcloud.twilio.state import State, new_sid

VALID = "+15005550006"
_MAGIC = "+1500555000"
# Parameter, last digit of the magic number, error code.
_ERRORS: dict[Handler, dict[str, dict[str, int]]] = {
    create_number: {"PhoneNumber": {"0": 21422, "1": 21421}},
    create_message: {
        "To": {"1": 21211, "2": 21612, "3": 21408, "4": 21610, "9": 21614},
        "From": {"1": 21212, "7": 21606, "8": 21611},
    },
    create_call: {
        "To": {"1": 21217, "2": 21214, "3": 21215, "4": 21216},
        "From": {"1": 21212},
    },
}
_AREA_CODE = "500"
_LISTING = Listing(
    number=VALID,
    kind="local",
    country="US",
    region=None,
    locality=None,
    sms=True,
    mms=True,
    address_requirements="none",
)


def answer_test(handler: Handler, request: ApiRequest) -> Reply:
    """Answer a request with test credentials; nothing follows from it."""
    if handler not in _ERRORS:
        raise TwilioApiError(403, 20008, "Resource not accessible with Test Account Credentials")
    for parameter, codes in _ERRORS[handler].items():
        _refuse_magic(parameter, request.form.get(parameter, ""), codes)
    account = request.account
    scratch = State(account.sid, account.auth_token, request.state.clock)
    form = dict(request.form)
    if handler is create_number:
        form = _purchase(form)
    else:
        _own_the_valid_number(scratch)
    reply = handler(
        dataclasses.replace(
            request,
            form=form,
            account=scratch.accounts[account.sid],
            state=scratch,
            inventory=Inventory([_LISTING]),
        )
    )
    return Reply(reply.status, reply.body)


def _refuse_magic(parameter: str, number: str, codes: Mapping[str, int]) -> None:
    if number.startswith(_MAGIC) and number.removeprefix(_MAGIC) in codes:
        code = codes[number.removeprefix(_MAGIC)]
        # Twilio's words for each were not seen in a source, but for 21422.
        reason = "is not available." if code == 21422 else f"is refused, as {parameter} always is"
        raise bad_request(code, f"{number} {reason}")


def _purchase(form: dict[str, str]) -> dict[str, str]:
    """Return the form of a purchase with the area code's number in place of the area code.

    That a number or an area code that is not magic is answered 21421 and 21452 was not seen in a
    source.
    """
    number, area_code = form.get("PhoneNumber", ""), form.get("AreaCode", "")
    if number not in ("", VALID):
        raise bad_request(21421, f"PhoneNumber is invalid: {number}")
    if not number and area_code == _AREA_CODE:
        return {**form, "PhoneNumber": VALID}
    return form


def _own_the_valid_number(state: State) -> None:
    """Let the test account own the one number that texts and calls may come from."""
    now = state.clock()
    number = PhoneNumber(
        sid=new_sid("PN"),
        account_sid=state.root_sid,
        number=VALID,
        kind=_LISTING.kind,
        country=_LISTING.country,
        sms=_LISTING.sms,
        mms=_LISTING.mms,
        address_requirements=_LISTING.address_requirements,
        settings=defaults(_LISTING.national_format),
        created=now,
        updated=now,
        order=state.next_order(),
    )
    state.numbers[number.sid] = number
