"""Notices of what the environment's Twilio account spends in a month.

A usage trigger only calls a URL (API page UsageTrigger); it neither stops nor limits anything.
"""

from dataclasses import dataclass

import pulumi

from providers.usage_trigger import UsageTrigger, UsageTriggerArgs

MONTHLY_USD = (100, 500, 1000)


@dataclass(frozen=True, kw_only=True)
class SpendAlertsArgs:
    """Whose spend, and who is told."""

    subaccount_sid: pulumi.Input[str] | None
    """The environment's subaccount; `None` watches the credentials' own account."""
    callback_url: str
    """Called by POST, signed, once in each month in which an amount is passed."""


class SpendAlerts(pulumi.ComponentResource):
    """One trigger for each amount of `MONTHLY_USD`."""

    def __init__(
        self, name: str, args: SpendAlertsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:spend:SpendAlerts", name, None, opts)
        for dollars in MONTHLY_USD:
            UsageTrigger(
                f"{name}-{dollars}-usd",
                UsageTriggerArgs(
                    subaccount_sid=args.subaccount_sid,
                    callback_url=args.callback_url,
                    trigger_value=str(dollars),
                    usage_category="totalprice",
                    trigger_by="price",
                    recurring="monthly",
                ),
                pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
