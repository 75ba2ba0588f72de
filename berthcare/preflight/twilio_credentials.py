"""Whether the Twilio credentials are good, of a main account, and paid for what will be bought."""

from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.configuration import Reader
from berthcare.credentials_account import CredentialsAccount
from berthcare.engine.configured import Configured
from berthcare.findings import Finding, Verdict
from berthcare.identifiers import problem_with_account_sid, problem_with_auth_token
from berthcare.names import PROJECT
from berthcare.preflight.formats import values_of
from berthcare.settings import SettingsError
from berthcare.twilio_credentials import TwilioCredentials

NAME = "Twilio credentials"
_CURRENCY = "USD"


@dataclass(frozen=True)
class Wanted:
    """What the account must do for the environment."""

    purchases: int | None
    """Numbers that the plan buys; `None` where there is no plan."""
    minimum_usd: int
    """The setting `minimumBalance`."""


def credentials_of(
    configuration: Mapping[str, Configured], environ: Mapping[str, str]
) -> TwilioCredentials:
    """Return what the program will use. Raises `SettingsError` that shows no value."""
    read = Reader(values_of(configuration, PROJECT), PROJECT)
    credentials = TwilioCredentials(
        read.credential(
            "twilioAccountSid", "TWILIO_ACCOUNT_SID", environ, problem_with_account_sid
        ),
        read.credential("twilioAuthToken", "TWILIO_AUTH_TOKEN", environ, problem_with_auth_token),
    )
    if read.problems:
        raise SettingsError(read.problems)
    return credentials


def judge(account: CredentialsAccount, wanted: Wanted) -> list[Finding]:
    """Judge an account, which is active and answered to the credentials, for what is wanted."""
    found = _wrong_balance(account, wanted)
    if account.is_trial:
        what = "The account is a trial: it may own one number, and call verified ones only."
        found.append(Finding(NAME, Verdict.ATTENTION, what, "Upgrade it in the Twilio Console."))
    what = f"They are good: {account.told()}{_for_what(wanted.purchases)}."
    return found or [Finding(NAME, Verdict.WELL, what)]


def _for_what(purchases: int | None) -> str:
    if purchases is None:
        return " (how many numbers will be bought is not known)"
    return f", enough for {purchases} purchase{'s' * (purchases != 1)}" if purchases else ""


def _wrong_balance(account: CredentialsAccount, wanted: Wanted) -> list[Finding]:
    """Judge as the provider's spend guard will when it buys."""
    if not wanted.purchases:
        return []
    balance = account.balance
    if balance is None or balance.currency != _CURRENCY or account.number_price_usd is None:
        what = (
            f"Whether the balance is enough for {wanted.purchases} purchases is not known: it is "
            f"{balance or 'not readable'}, and a number costs "
            f"{account.number_price_usd or 'what Twilio does not tell'}."
        )
        return [Finding(NAME, Verdict.ATTENTION, what, "See the Twilio Console: Billing.")]
    left = balance.amount - account.number_price_usd * wanted.purchases
    if left >= wanted.minimum_usd:
        return []
    what = (
        f"The balance of {balance} would fall to {left:.2f} by {wanted.purchases} "
        f"purchases at {account.number_price_usd:.2f}, below the {wanted.minimum_usd:.2f} that "
        "minimumBalance says it must keep."
    )
    remedy = "Add funds in the Twilio Console, or: pulumi config set minimumBalance USD"
    return [Finding(NAME, Verdict.FAILED, what, remedy)]
