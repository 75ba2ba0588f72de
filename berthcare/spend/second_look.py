"""Looks again after a resumption: a run of the watcher that read the old limit may suspend still.

Only one run can have, for two never run at once, and it may be undone once. Whatever suspends after
that knows the new limit, or is a person, and is not undone.
"""

from decimal import Decimal

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.spend.carrying_out import Means
from berthcare.spend.lift import Lift
from berthcare.spend.plan import room_for
from berthcare.spend.standing import ACTIVE
from berthcare.spend.twilio_account import TwilioAccount

PAUSES_SECONDS = (10, 30)
"""Before each look. Together they are as long as a run goes on after it read the lift
(functions/watcher/patience.py: `readings` and `action`)."""


def look_again(lift: Lift, means: Means, console: Console) -> None:
    """Wait and look, twice; resume once more where it was suspended again.

    Raises `BerthcareError` where the account is stopped and was not to be resumed once more, or
    where that could not be told.
    """
    resumed = False
    for seconds in PAUSES_SECONDS:
        console.open(f"waiting {seconds} seconds, then looking again (Ctrl-C: do not)")
        means.wait(seconds)
        status = means.account.fetch().status
        if status == ACTIVE:
            console.done(f"Twilio: {ACTIVE}")
            continue
        console.failed(f"Twilio: {status} again")
        _judge(lift, spent=_spent(means.account), resumed=resumed)
        means.account.resume()
        resumed = True
        console.done(
            "Twilio: resumed once more, for a run of the watcher may have read the old limit"
        )
        means.record(lift, f"subaccount active, {status} again after the lift")


def _judge(lift: Lift, *, spent: Decimal | None, resumed: bool) -> None:
    """Raise `BerthcareError` where a second suspension must stand."""
    if spent is not None and spent >= lift.limit_usd:
        raise BerthcareError(
            f"{spent:.2f} USD are spent, and the limit is {lift.limit_usd} USD: the suspension "
            "stands.",
            room_for(spent),
        )
    if resumed:
        raise BerthcareError(
            "It was suspended once more, and by no run that read the old limit: the suspension "
            "stands.",
            "Ask whether a colleague did it, and see what is spent in the Twilio Console: Monitor, "
            "Usage.",
        )


def _spent(account: TwilioAccount) -> Decimal | None:
    """Read the month's spend, which may be unknown as it was before."""
    try:
        return account.month_spend().usd
    except BerthcareError:
        return None
