"""Usage/Triggers: a callback when a month's or a day's use reaches a value.

Source: docs/usage/api/usage-trigger and Twilio's OpenAPI description. Only the callback and the
name may be changed afterwards.
"""

from decimal import Decimal, InvalidOperation

from localcloud.twilio.dates import rfc2822, rfc2822_or_none
from localcloud.twilio.entities import API_VERSION, UsageTrigger
from localcloud.twilio.errors import JsonObject, bad_request, required
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import check_method, check_url, friendly_name, own
from localcloud.twilio.state import State, new_sid
from localcloud.twilio.usage import PERIOD_LENGTHS, current_value

# Twilio's code for a wrong parameter of a trigger was not seen in a source.
_WRONG_PARAMETER = 20001


def render(state: State, trigger: UsageTrigger) -> JsonObject:
    """Return the JSON body of a trigger; values are strings."""
    base = f"/{API_VERSION}/Accounts/{trigger.account_sid}/Usage"
    return {
        "account_sid": trigger.account_sid,
        "api_version": API_VERSION,
        "callback_method": trigger.callback_method,
        "callback_url": trigger.callback_url,
        "current_value": str(current_value(state, trigger)),
        "date_created": rfc2822(trigger.created),
        "date_fired": rfc2822_or_none(trigger.fired),
        "date_updated": rfc2822(trigger.updated),
        "friendly_name": trigger.friendly_name,
        "recurring": trigger.recurring,
        "sid": trigger.sid,
        "trigger_by": trigger.trigger_by,
        "trigger_value": trigger.trigger_value,
        "uri": f"{base}/Triggers/{trigger.sid}.json",
        "usage_category": trigger.category,
        "usage_record_uri": f"{base}/Records.json?Category={trigger.category}",
    }


def create_trigger(request: ApiRequest) -> Reply:
    """Create a trigger: 201. A value such as `+30` counts from the current one."""
    state, form = request.state, request.form
    callback = required(form, "CallbackUrl", _WRONG_PARAMETER, "CallbackUrl is required")
    value = required(form, "TriggerValue", _WRONG_PARAMETER, "TriggerValue is required")
    category = required(form, "UsageCategory", _WRONG_PARAMETER, "UsageCategory is required")
    recurring, trigger_by = form.get("Recurring", ""), form.get("TriggerBy", "usage")
    if recurring not in PERIOD_LENGTHS:
        raise bad_request(_WRONG_PARAMETER, "Recurring must be daily, monthly, yearly or alltime")
    if trigger_by not in ("count", "usage", "price"):
        raise bad_request(_WRONG_PARAMETER, "TriggerBy must be count, usage or price")
    method = form.get("CallbackMethod", "POST")
    check_url(callback)
    check_method(method)
    now = state.clock()
    trigger = UsageTrigger(
        sid=new_sid("UT"),
        account_sid=request.account.sid,
        friendly_name=friendly_name(form, ""),
        category=category,
        trigger_by=trigger_by,
        recurring=recurring or None,
        trigger_value="0",
        callback_url=callback,
        callback_method=method,
        created=now,
        updated=now,
        order=state.next_order(),
    )
    offset = current_value(state, trigger) if value.startswith("+") else Decimal(0)
    trigger.trigger_value = str(offset + _decimal(value))
    state.triggers[trigger.sid] = trigger
    state.changed = True
    return Reply(201, render(state, trigger))


def update_trigger(request: ApiRequest) -> Reply:
    """Change the callback or the name; every other parameter is ignored."""
    trigger, form = _trigger(request), request.form
    name = friendly_name(form, trigger.friendly_name)
    url = form.get("CallbackUrl", trigger.callback_url)
    method = form.get("CallbackMethod", trigger.callback_method)
    check_url(url)
    check_method(method)
    trigger.friendly_name, trigger.callback_url, trigger.callback_method = name, url, method
    request.state.touch(trigger)
    return Reply(200, render(request.state, trigger))


def fetch_trigger(request: ApiRequest) -> Reply:
    """Return one trigger."""
    return Reply(200, render(request.state, _trigger(request)))


def delete_trigger(request: ApiRequest) -> Reply:
    """Delete a trigger: 204."""
    del request.state.triggers[_trigger(request).sid]
    request.state.changed = True
    return Reply(204, None)


def list_triggers(request: ApiRequest) -> Reply:
    """List the account's triggers, by Recurring, TriggerBy and UsageCategory."""
    query = request.query
    triggers = [
        trigger
        for trigger in request.state.triggers.values()
        if trigger.account_sid == request.account.sid
        and query.get("Recurring") in (None, "", trigger.recurring)
        and query.get("TriggerBy") in (None, "", trigger.trigger_by)
        and query.get("UsageCategory") in (None, "", trigger.category)
    ]

    def rendered(trigger: UsageTrigger) -> JsonObject:
        return render(request.state, trigger)

    return Reply(200, page_of(triggers, "usage_triggers", rendered, request.path, query))


def _trigger(request: ApiRequest) -> UsageTrigger:
    return own(request, request.state.triggers)


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise bad_request(_WRONG_PARAMETER, "TriggerValue must be a number, such as 100 or +30")
    return value


_BASE = "/Accounts/{account_sid}/Usage/Triggers"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_triggers),
    ("POST", f"{_BASE}.json", create_trigger),
    ("GET", f"{_BASE}/{{sid}}.json", fetch_trigger),
    ("POST", f"{_BASE}/{{sid}}.json", update_trigger),
    ("DELETE", f"{_BASE}/{{sid}}.json", delete_trigger),
]
