"""A month's money: against the estimate, and AWS's own against its budget."""

from collections.abc import Iterator
from decimal import Decimal

from berthcare.operations.sources import Wider
from berthcare.status.said import Said, attention, failed, unknown, well

TWILIO_GROUPS = ("Twilio", "Reserve and 9-1-1")
"""The groups of the estimate that Twilio bills."""
_BUDGETS = "docs/runbooks/spend-limit-reached.md#aws-budgets"


def against_estimate(sources: Wider) -> Iterator[Said]:
    """Compare what Twilio charged this month with the estimate of a whole month."""
    standing, estimate = sources.spend(), sources.estimate()
    if standing.spent_usd is None:
        problem = standing.problems[0]
        yield unknown(problem.what, problem.remedy)
        return
    parts = (group.usd for group in estimate.groups if group.title in TWILIO_GROUPS)
    expected = sum(parts, Decimal(0))
    told = (
        f"Twilio charged {standing.spent_usd:.2f} USD in {standing.month}; a whole month is "
        f"estimated at {expected:.2f}"
    )
    if standing.spent_usd > expected:
        yield attention(
            told,
            f"See the lines: berthcare cost {sources.environment} --detail   and who uses it: "
            "docs/runbooks/usage-spike.md",
        )
    else:
        yield well(told)


def budget(sources: Wider) -> Iterator[Said]:
    """Say what the AWS account costs this month, of which budget."""
    found = sources.budget()
    if found is None:
        yield failed(
            f"there is no budget {sources.names.budget}",
            f"Deploy it: pulumi up --refresh --stack {sources.environment}",
        )
        return
    told = f"{found.spent_usd:.2f} of {found.limit_usd:.0f} USD in this month"
    if found.spent_usd >= found.limit_usd:
        yield failed(told, f"Follow {_BUDGETS}")
    else:
        yield well(told)
