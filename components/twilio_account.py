"""The Twilio account that serves one environment: a subaccount of its own, or the credentials'."""

from dataclasses import dataclass, field

import pulumi

from berthcare.account_settings import AccountSettings
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.serving_account import StoredAccount, refuse_another_account
from providers.subaccount import Subaccount, SubaccountArgs


@dataclass(frozen=True, kw_only=True)
class TwilioAccountArgs:
    """Which account serves, and which one served until now."""

    names: Names
    account: AccountSettings = field(repr=False)
    stored: StoredAccount | None = None
    """In the account's secret, where that is left to rotation; another one ends the run."""


class TwilioAccount(pulumi.ComponentResource):
    """The environment's account.

    A subaccount is protected, and its status is left alone: a deployment never resumes what the
    spend limit has suspended. What uses `account_sid` waits until it is known to be the one of the
    stored secret, so nothing is moved into an account whose token the backend does not have.
    """

    account_sid: pulumi.Output[str]
    auth_token: pulumi.Output[str]
    """The primary auth token, a secret."""
    subaccount_sid: pulumi.Output[str] | None
    """The SID of the subaccount; `None` where the credentials' own account serves."""

    def __init__(
        self, name: str, args: TwilioAccountArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:account:TwilioAccount", name, None, opts)
        if args.account.use_subaccount:
            subaccount = Subaccount(
                f"{name}-subaccount",
                SubaccountArgs(
                    friendly_name=args.names.subaccount, adopt=args.account.subaccount_sid
                ),
                pulumi.ResourceOptions(parent=self, protect=True),
            )
            self.subaccount_sid = _checked(subaccount.sid, args.stored)
            self.account_sid = self.subaccount_sid
            self.auth_token = pulumi.Output.secret(subaccount.auth_token)
        else:
            self.subaccount_sid = None
            self.account_sid = pulumi.Output.from_input(args.account.sid)
            self.auth_token = pulumi.Output.secret(args.account.auth_token)
        self.register_outputs({"account_sid": self.account_sid})


def _checked(sid: pulumi.Output[str], stored: StoredAccount | None) -> pulumi.Output[str]:
    """Return the SID, once it is known to be the stored one."""

    def check(known: str) -> str:
        try:
            refuse_another_account(known, stored)
        except BerthcareError as error:
            # A RunError is printed as its text alone, without a traceback.
            raise pulumi.RunError(str(error)) from None
        return known

    return sid.apply(check)
