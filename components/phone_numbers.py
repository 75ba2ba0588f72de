"""The environment's Canadian phone numbers, with the webhooks that Twilio calls."""

from dataclasses import dataclass

import pulumi

from berthcare.emergency_address import EmergencyAddress
from berthcare.number_settings import NumberSettings
from berthcare.webhooks import Webhooks
from providers.address import Address, AddressArgs
from providers.phone_number import PhoneNumber, PhoneNumberArgs


@dataclass(frozen=True, kw_only=True)
class PhoneNumbersArgs:
    """Which numbers, in which account, and whom Twilio calls for them."""

    numbers: NumberSettings
    webhooks: Webhooks
    subaccount_sid: pulumi.Input[str] | None = None
    """The account that holds the numbers; `None` is the credentials' own."""


class PhoneNumbers(pulumi.ComponentResource):
    """A voice and an SMS number, or one for both, and a reserve; each is protected from deletion.

    Every number can speak and text, and calls all webhooks, so that any one can stand in for
    another.
    """

    voice_number: pulumi.Output[str]
    """E.164."""
    sms_number: pulumi.Output[str]
    """E.164."""
    backup_numbers: pulumi.Output[list[str]]
    """E.164, in the order in which a failover takes them."""

    def __init__(
        self, name: str, args: PhoneNumbersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:numbers:PhoneNumbers", name, None, opts)
        self._name = name
        self._args = args
        wanted = args.numbers

        address = wanted.emergency_address
        self._emergency_address_sid = self._address(address).sid if address else None
        voice = self._number("voice", wanted.voice)
        sms = voice if wanted.single else self._number("sms", wanted.sms)
        backups = [self._number(f"backup-{place}") for place in range(1, wanted.backups + 1)]
        self.voice_number = voice.phone_number
        self.sms_number = sms.phone_number
        self.backup_numbers = pulumi.Output.all(*(one.phone_number for one in backups))
        self.register_outputs(
            {
                "voice_number": self.voice_number,
                "sms_number": self.sms_number,
                "backup_numbers": self.backup_numbers,
            }
        )

    def _number(self, purpose: str, adopt: str | None = None) -> PhoneNumber:
        wanted, webhooks = self._args.numbers, self._args.webhooks
        return PhoneNumber(
            f"{self._name}-{purpose}",
            PhoneNumberArgs(
                area_codes=list(wanted.area_codes),
                locality=wanted.locality,
                region=wanted.region,
                anywhere=wanted.anywhere,
                required_capabilities=["voice", "sms"],
                adopt=adopt,
                subaccount_sid=self._args.subaccount_sid,
                # A number that asks its buyer for an address is then for sale as well.
                address_sid=self._emergency_address_sid,
                emergency_address_sid=self._emergency_address_sid,
                max_numbers=wanted.max_numbers,
                max_monthly_spend_usd=wanted.monthly_spend_limit_usd,
                min_balance_usd=wanted.minimum_balance_usd,
                voice_url=webhooks.voice_url,
                voice_status_callback=webhooks.voice_status_callback,
                sms_url=webhooks.sms_url,
            ),
            pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _address(self, address: EmergencyAddress) -> Address:
        return Address(
            f"{self._name}-emergency-address",
            AddressArgs(
                subaccount_sid=self._args.subaccount_sid,
                customer_name=address.customer_name,
                street=address.street,
                street_secondary=address.street_secondary,
                city=address.city,
                region=address.region,
                postal_code=address.postal_code,
                emergency_enabled=True,
            ),
            # Numbers outlive the stack, and who calls 9-1-1 from one is still to be found.
            pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )
