"""A real text and a real call between our own numbers arrive where they should, signed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from berthcare.number_pool import Purpose
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.receiver import Delivery
from berthcare.verification.twilio_account import TwilioAccount
from berthcare.verification.twilio_bundle import TwilioBundle
from berthcare.webhooks import SMS_PATH, SMS_STATUS_PATH, VOICE_PATH


@dataclass(frozen=True)
class Traffic:
    """A test text or call on its way, and where requests about it must arrive.

    Its own SID comes to `own_path`. The other number receives it under a SID of its own, at the
    webhook that this number has: `incoming_path`.
    """

    sid: str
    own_path: str
    incoming_path: str
    sender: str
    recipient: str

    def missing(self, deliveries: Sequence[Delivery], known: Collection[str]) -> list[str]:
        """Say what has not arrived yet with a good signature.

        `known` are the SIDs that the receiver knew before.
        """
        own = [d for d in deliveries if d.sid == self.sid and d.path == self.own_path]
        incoming = [
            d
            for d in deliveries
            if d.path == self.incoming_path
            and d.sid not in {self.sid, *known}
            and (d.sender, d.recipient) == (self.sender, self.recipient)
        ]
        return [
            *_unless_verified(f"{self.sid} at {self.own_path}", own),
            *_unless_verified(f"what {self.recipient} received, at {self.incoming_path}", incoming),
        ]


def _unless_verified(what: str, deliveries: Sequence[Delivery]) -> list[str]:
    if any(delivery.verified for delivery in deliveries):
        return []
    if deliveries:
        return [f"{what} came without a good signature (answered {deliveries[-1].status})"]
    return [f"{what} did not come"]


def other_number(bundle: TwilioBundle, serving: str) -> str | None:
    """Return another number of the environment, one that serves before one of the reserve."""
    return next((number for number in bundle.numbers if number != serving), None)


def _send_message(twilio: TwilioAccount, bundle: TwilioBundle, other: str) -> Traffic:
    sid = twilio.send_message(
        sender=other,
        recipient=bundle.sms_number,
        body="BerthCare: test of the message webhooks after a deployment.",
        status_callback=bundle.webhooks.sms_status_callback,
    )
    return Traffic(sid, SMS_STATUS_PATH, SMS_PATH, other, bundle.sms_number)


def _place_call(twilio: TwilioAccount, bundle: TwilioBundle, other: str) -> Traffic:
    sid = twilio.call(
        caller=other,
        callee=bundle.voice_number,
        url=bundle.webhooks.voice_url,
        status_callback=bundle.webhooks.voice_status_callback,
    )
    return Traffic(sid, VOICE_PATH, VOICE_PATH, other, bundle.voice_number)


def _arrival_of(
    purpose: Purpose, start: Callable[[TwilioAccount, TwilioBundle, str], Traffic]
) -> Callable[[Context], Outcome]:
    def run(context: Context) -> Outcome:
        bundle = context.bundle()
        other = other_number(bundle, bundle.pool.serving(purpose))
        if other is None:
            return Outcome.skipped(
                "there is one number, and Twilio refuses a text or a call to its own sender"
            )
        receiver = context.given_receiver()
        known = {delivery.sid for delivery in receiver.deliveries()}
        traffic = start(context.twilio(), bundle, other)

        def all_arrived() -> bool | None:
            return not traffic.missing(receiver.deliveries(), known) or None

        if context.wait_for(all_arrived, context.delivery_seconds):
            return Outcome.passed(f"{traffic.sid} arrived, sent and received, signed by Twilio")
        return Outcome.failed(
            "; ".join(traffic.missing(receiver.deliveries(), known)) or "it came too late",
            "See what Twilio met on its way: Monitor > Logs > Errors in its Console (embedded "
            "cloud: .localcloud/logs), and that the webhook's host leads to the receiver.",
        )

    return run


TEST_MESSAGE = Check(
    name="test SMS",
    question="Does a test SMS reach the webhook receiver with a signature that verifies?",
    run=_arrival_of(Purpose.SMS, _send_message),
)
TEST_CALL = Check(
    name="test call",
    question="Does a test call reach the webhook receiver with a signature that verifies?",
    run=_arrival_of(Purpose.VOICE, _place_call),
)
