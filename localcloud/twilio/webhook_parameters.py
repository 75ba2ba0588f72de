"""The parameters that a webhook carries, by what it tells."""

from localcloud.twilio.dates import rfc2822_or_none
from localcloud.twilio.entities import API_VERSION, Message, UsageTrigger, VoiceCall


def inbound_message(message: Message) -> dict[str, str]:
    """Return the parameters of an incoming message (docs/messaging/guides/webhook-request)."""
    return {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.recipient,
    }


def message_status(message: Message) -> dict[str, str]:
    """Return the parameters of a status callback (docs/messaging/api/message-resource)."""
    parameters = {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.recipient,
    }
    if message.error_code is not None:
        parameters["ErrorCode"] = str(message.error_code)
    return parameters


def call_request(call: VoiceCall) -> dict[str, str]:
    """Return the parameters of a voice request (docs/voice/twiml#request-parameters)."""
    return {
        "AccountSid": call.account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": call.sid,
        "CallStatus": call.status,
        "Called": call.callee,
        "Caller": call.caller,
        "Direction": call.direction,
        "From": call.caller,
        "To": call.callee,
    }


def call_ended(call: VoiceCall) -> dict[str, str]:
    """Return the parameters of a `completed` status callback (docs/voice/api/call-resource)."""
    seconds = 0
    if call.started is not None and call.ended is not None:
        seconds = int(call.ended - call.started)
    minutes = -(-seconds // 60)
    return {**call_request(call), "CallDuration": str(seconds), "Duration": str(minutes)}


def usage_trigger(trigger: UsageTrigger, current_value: str) -> dict[str, str]:
    """Return the parameters of a usage trigger's callback.

    Their names were not seen in a source; they follow the trigger's properties.
    """
    return {
        "AccountSid": trigger.account_sid,
        "CurrentValue": current_value,
        "DateFired": rfc2822_or_none(trigger.fired) or "",
        "Recurring": trigger.recurring or "",
        "TriggerBy": trigger.trigger_by,
        "TriggerValue": trigger.trigger_value,
        "UsageCategory": trigger.category,
        "UsageTriggerSid": trigger.sid,
    }
