"""The settings of the Twilio account: whose credentials run the program, and which one serves.

By default each environment has a subaccount of its own, made by the program (docs/adr/0009).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from berthcare.configuration import Reader
from berthcare.identifiers import problem_with_account_sid, problem_with_auth_token


@dataclass(frozen=True, kw_only=True)
class AccountSettings:
    """The credentials that run the program, and the account that is to hold the numbers."""

    sid: str
    """Of the account that the credentials belong to: the parent, where there is a subaccount."""
    auth_token: str = field(repr=False)
    use_subaccount: bool
    """The environment has a subaccount of its own; else the credentials' account serves."""
    subaccount_sid: str | None
    """An existing subaccount to adopt; `None` makes one."""

    @classmethod
    def read(cls, read: Reader, environ: Mapping[str, str]) -> "AccountSettings":
        """Read the settings; `read` remembers every problem."""
        settings = cls(
            sid=read.credential(
                "twilioAccountSid", "TWILIO_ACCOUNT_SID", environ, problem_with_account_sid
            ),
            auth_token=read.credential(
                "twilioAuthToken", "TWILIO_AUTH_TOKEN", environ, problem_with_auth_token
            ),
            use_subaccount=read.flag("useSubaccount", default=True),
            subaccount_sid=read.text("twilioSubaccountSid", problem_with_account_sid),
        )
        settings._judge_subaccount(read)
        return settings

    def _judge_subaccount(self, read: Reader) -> None:
        if self.subaccount_sid is None:
            return
        remedy = "Type: pulumi config rm twilioSubaccountSid"
        if not self.use_subaccount:
            rule = "be left out while useSubaccount is false"
            read.refuse("twilioSubaccountSid", self.subaccount_sid, rule, remedy)
        elif self.subaccount_sid == self.sid:
            rule = "name a subaccount, and not the account of the credentials"
            read.refuse(
                "twilioSubaccountSid",
                self.subaccount_sid,
                rule,
                f"{remedy}   (and, to use that account itself: pulumi config set useSubaccount "
                "false)",
            )
