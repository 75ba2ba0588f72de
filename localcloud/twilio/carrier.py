"""What happens after the answer: message and call statuses, inbound webhooks, callbacks.

A number that is owned here receives really: its webhook is called. Any other number is taken to
be a handset that accepts every text and answers every call (README.md says so).
"""

from collections.abc import Mapping

from localcloud.twilio import webhook_parameters
from localcloud.twilio.alerting import record_alert
from localcloud.twilio.entities import Message, PhoneNumber, UsageTrigger, VoiceCall
from localcloud.twilio.state import State, new_sid
from localcloud.twilio.usage import current_value
from localcloud.twilio.webhook_delivery import Webhook, WebhookSender

# docs/api/errors/30008: the message was not delivered, for a reason that is not known.
_UNDELIVERED = 30008


class Carrier:
    """Carries messages and calls between numbers."""

    def __init__(self, state: State, sender: WebhookSender) -> None:
        self._state = state
        self._sender = sender

    async def carry(self, sid: str) -> None:
        """Carry the message (`SM…`) or the call (`CA…`) with this SID to its end."""
        if sid.startswith("SM"):
            await self._carry_message(self._state.messages[sid])
        else:
            await self._carry_call(self._state.calls[sid])

    async def notify(self, trigger: UsageTrigger) -> None:
        """Call a usage trigger's callback."""
        parameters = webhook_parameters.usage_trigger(
            trigger, str(current_value(self._state, trigger))
        )
        webhook = Webhook(trigger.callback_url, trigger.callback_method)
        await self._send("usage-trigger", trigger, webhook, parameters)

    async def _send(
        self,
        kind: str,
        about: Message | VoiceCall | UsageTrigger,
        webhook: Webhook,
        parameters: Mapping[str, str],
    ) -> None:
        """Send a webhook of the account that owns `about`; what fails becomes its alert."""
        # Only the primary token signs (docs/errors/57012).
        token = self._state.accounts[about.account_sid].auth_token
        for failure in await self._sender.send(kind, about.sid, webhook, parameters, token):
            record_alert(self._state, about.account_sid, failure)

    def _reachable(self, number: str) -> tuple[PhoneNumber | None, bool]:
        """Return the owned number, and whether what is sent to `number` arrives."""
        owned = self._state.owned(number)
        if owned is None:
            return None, True
        return owned, self._state.is_active(self._state.accounts[owned.account_sid])

    async def _carry_message(self, message: Message) -> None:
        message.status, message.sent = "sent", self._state.clock()
        self._state.touch(message)
        await self._message_status(message)
        owned, arrives = self._reachable(message.recipient)
        if owned is not None:
            arrives = arrives and owned.sms
        if owned is not None and arrives:
            await self._receive_message(message, owned)
        message.status = "delivered" if arrives else "undelivered"
        message.error_code = None if arrives else _UNDELIVERED
        self._state.touch(message)
        await self._message_status(message)

    async def _receive_message(self, sent: Message, owned: PhoneNumber) -> None:
        """Record the inbound message and call the number's SMS webhook."""
        now = self._state.clock()
        received = Message(
            sid=new_sid("SM"),
            account_sid=owned.account_sid,
            sender=sent.sender,
            recipient=sent.recipient,
            body=sent.body,
            direction="inbound",
            status="received",
            created=now,
            updated=now,
            order=self._state.next_order(),
            sent=now,
            segments=sent.segments,
        )
        self._state.messages[received.sid] = received
        self._state.changed = True
        settings = owned.settings
        if not settings["sms_url"] or settings["sms_application_sid"]:
            return
        webhook = Webhook(
            str(settings["sms_url"]),
            str(settings["sms_method"]),
            str(settings["sms_fallback_url"]),
            str(settings["sms_fallback_method"]),
        )
        parameters = webhook_parameters.inbound_message(received)
        await self._send("inbound-message", received, webhook, parameters)

    async def _message_status(self, message: Message) -> None:
        if message.status_callback:
            webhook = Webhook(message.status_callback)
            parameters = webhook_parameters.message_status(message)
            await self._send("message-status", message, webhook, parameters)

    async def _carry_call(self, call: VoiceCall) -> None:
        await self._advance(call, "initiated", "queued")
        await self._advance(call, "ringing", "ringing")
        owned, arrives = self._reachable(call.callee)
        if not arrives:
            call.ended = self._state.clock()
            await self._advance(call, "completed", "failed")
            return
        received = self._receive_call(call, owned) if owned is not None else None
        if received is not None and owned is not None:
            await self._answer(received, owned)
        call.started = self._state.clock()
        await self._advance(call, "answered", "in-progress")
        if call.url:
            webhook = Webhook(call.url, call.method, call.fallback_url, call.fallback_method)
            await self._send("call-url", call, webhook, webhook_parameters.call_request(call))
        call.ended = self._state.clock()
        await self._advance(call, "completed", "completed")
        if received is not None and owned is not None:
            await self._end(received, owned)

    def _receive_call(self, made: VoiceCall, owned: PhoneNumber) -> VoiceCall:
        now = self._state.clock()
        received = VoiceCall(
            sid=new_sid("CA"),
            account_sid=owned.account_sid,
            caller=made.caller,
            callee=made.callee,
            direction="inbound",
            status="ringing",
            created=now,
            updated=now,
            order=self._state.next_order(),
            phone_number_sid=owned.sid,
        )
        self._state.calls[received.sid] = received
        self._state.changed = True
        return received

    async def _answer(self, received: VoiceCall, owned: PhoneNumber) -> None:
        """Call the number's voice webhook, unless an application or a trunk takes its place."""
        settings = owned.settings
        overridden = settings["voice_application_sid"] or settings["trunk_sid"]
        if settings["voice_url"] and not overridden:
            webhook = Webhook(
                str(settings["voice_url"]),
                str(settings["voice_method"]),
                str(settings["voice_fallback_url"]),
                str(settings["voice_fallback_method"]),
            )
            parameters = webhook_parameters.call_request(received)
            await self._send("inbound-call", received, webhook, parameters)
        received.status, received.started = "in-progress", self._state.clock()
        self._state.touch(received)

    async def _end(self, received: VoiceCall, owned: PhoneNumber) -> None:
        """End the inbound call and call the number's status callback."""
        received.status, received.ended = "completed", self._state.clock()
        self._state.touch(received)
        url = str(owned.settings["status_callback"] or "")
        if url:
            webhook = Webhook(url, str(owned.settings["status_callback_method"]))
            parameters = webhook_parameters.call_ended(received)
            await self._send("call-status", received, webhook, parameters)

    async def _advance(self, call: VoiceCall, event: str, status: str) -> None:
        call.status = status
        self._state.touch(call)
        if not call.status_callback or event not in call.status_callback_events:
            return
        webhook = Webhook(call.status_callback, call.status_callback_method)
        told = (
            webhook_parameters.call_ended
            if event == "completed"
            else webhook_parameters.call_request
        )
        await self._send("call-status", call, webhook, told(call))
