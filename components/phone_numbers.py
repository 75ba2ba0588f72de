"""The environment's Canadian phone numbers, with the webhooks that Twilio calls."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from berthcare.webhooks import Webhooks
from providers.phone_number import PhoneNumber, PhoneNumberArgs


@dataclass(frozen=True, kw_only=True)
class PhoneNumbersArgs:
    """Which numbers, and whom Twilio calls for them."""

    webhooks: Webhooks
    area_codes: Sequence[str]
    """Canadian area codes to buy in, the preferred one first."""
    voice_number: str | None = None
    """E.164 number to adopt for voice; `None` buys one."""
    sms_number: str | None = None
    single_number: bool = False
    """One number serves both voice and SMS."""


class PhoneNumbers(pulumi.ComponentResource):
    """A voice and an SMS number, or one for both; each is protected from deletion.

    Both numbers can speak and text, and both call all webhooks, so that either can stand in for
    the other.
    """

    voice_number: pulumi.Output[str]
    """E.164."""
    sms_number: pulumi.Output[str]
    """E.164."""

    def __init__(
        self, name: str, args: PhoneNumbersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:numbers:PhoneNumbers", name, None, opts)
        self._name = name
        self._args = args

        voice = self._number("voice", args.voice_number)
        sms = voice if args.single_number else self._number("sms", args.sms_number)
        self.voice_number = voice.phone_number
        self.sms_number = sms.phone_number
        self.register_outputs({"voice_number": self.voice_number, "sms_number": self.sms_number})

    def _number(self, purpose: str, adopt: str | None) -> PhoneNumber:
        webhooks = self._args.webhooks
        return PhoneNumber(
            f"{self._name}-{purpose}",
            PhoneNumberArgs(
                area_codes=list(self._args.area_codes),
                required_capabilities=["voice", "sms"],
                adopt=adopt,
                voice_url=webhooks.voice_url,
                voice_status_callback=webhooks.voice_status_callback,
                sms_url=webhooks.sms_url,
            ),
            pulumi.ResourceOptions(parent=self, protect=True),
        )
