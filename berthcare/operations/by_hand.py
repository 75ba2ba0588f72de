"""What only a person can do: told at the end of each report, so that nobody takes it for done."""

from berthcare.environments import Environment
from berthcare.operations.period import Period

_D, _W, _M, _Q = Period

BY_HAND: tuple[tuple[Period, str], ...] = (
    (_D, "Read the on-call notes of the night, and close what is done."),
    (_D, "See Twilio's own status: https://status.twilio.com"),
    (_W, "Call the voice number and text the SMS number from a phone that is not ours."),
    (_W, "Confirm who is on call next week, and that the alarms reach their phone."),
    (_W, "Ask for each change of a secret above who ordered it."),
    (_M, "Compare Twilio's and AWS's invoices with the report: berthcare cost {environment}"),
    (_M, "Keep the idle numbers in use: berthcare keep-alive {environment}"),
    (_M, "See in the Twilio Console that auto-recharge is on and its card has not expired."),
    (
        _M,
        "Install what fixes a vulnerability, and deploy: pulumi preview --stack {environment}",
    ),
    (_Q, "Compare who may read the secrets with who should; take away what nobody needs."),
    (_Q, "Replace the main account's token, which people rotate: docs/runbooks/token-rotation.md"),
    (_Q, "Walk one runbook with the whole team: docs/runbooks/README.md"),
    (_Q, "Fail over in staging and back: berthcare failover staging --next, then --back"),
    (_Q, "Read an earlier state back, and change nothing: docs/operations.md#the-state"),
    (_Q, "File the evidence with the privacy officer: berthcare evidence {environment}"),
)
"""A longer period's report has the shorter ones' lines too."""


def by_hand(period: Period, environment: Environment) -> list[str]:
    """Return a report's lines, with the commands for the environment."""
    return [
        text.format(environment=environment) for since, text in BY_HAND if period.includes(since)
    ]
