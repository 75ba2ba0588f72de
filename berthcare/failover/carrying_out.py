"""Carries a plan out: Twilio first, the secret last, each read back.

A crash between any two steps leaves what served serving, and the same command goes on from there.
"""

from collections.abc import Mapping
from functools import partial

from berthcare.errors import BerthcareError
from berthcare.failover.owned_number import OwnedNumber
from berthcare.failover.plan import Plan
from berthcare.failover.twilio_numbers import TwilioNumbers
from berthcare.number_pool import NumberPool
from berthcare.steps import Step
from berthcare.stored_secrets import StoredSecrets


def steps_of(
    plan: Plan, twilio: TwilioNumbers, secrets: StoredSecrets, pool_version: str
) -> list[Step]:
    """Return the steps of a plan that was made from the version `pool_version` of the numbers."""
    steps = [
        Step(
            f"Twilio: webhooks of {number.phone_number} set and read back "
            f"({', '.join(sorted(settings))})",
            partial(_configure, twilio, number, settings),
        )
        for number, settings in plan.to_configure
    ]
    if plan.changes_secret:
        steps.append(
            Step(
                f"Secrets Manager: new version of the numbers written: {told(plan.after)}",
                partial(secrets.write_pool, plan.after, instead_of=pool_version),
            )
        )
        steps.append(
            Step("Secrets Manager: numbers read back", partial(_judge, secrets, plan.after))
        )
    return steps


def told(pool: NumberPool) -> str:
    """Say which numbers serve."""
    return f"calls {_told(pool, pool.voice)}, texts {_told(pool, pool.sms)}"


def _told(pool: NumberPool, number: str) -> str:
    return f"{number} ({'backup' if number in pool.backups else 'primary'})"


def _configure(twilio: TwilioNumbers, number: OwnedNumber, settings: Mapping[str, str]) -> None:
    twilio.configure(number, settings)
    lacking = twilio.fetch(number).differences(settings)
    if lacking:
        raise BerthcareError(
            f"Twilio did not keep {', '.join(sorted(lacking))} of {number.phone_number}.",
            "See the number in the Twilio Console, then type the same command again.",
        )


def _judge(secrets: StoredSecrets, expected: NumberPool) -> None:
    if secrets.read_pool() != expected:
        raise BerthcareError(
            "The numbers read back are not those written: someone else wrote them too.",
            "Type the same command again; it changes what is not as it was asked for.",
        )
