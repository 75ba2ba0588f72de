"""The spend guard: AWS's own cost told at three amounts, and the operators' lift of the limit.

Twilio's spend is not AWS's: usage triggers tell of it (`spend_alerts`), and the watcher holds it.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.names import Names
from berthcare.spend.lift import NO_LIFT
from components.spend_alerts import MONTHLY_USD


@dataclass(frozen=True, kw_only=True)
class SpendGuardArgs:
    """Whose budget, and who is told."""

    names: Names
    topic_arn: pulumi.Input[str]
    topic_policy: pulumi.Resource
    """Lets AWS Budgets publish; a budget made before it would tell nobody."""


class SpendGuard(pulumi.ComponentResource):
    """The budget of the AWS account, and the parameter by which an operator lifts the limit.

    The budget is the whole account's: by tag it would see nothing until somebody switches the tag
    on for billing ("Activating user-defined cost allocation tags").
    """

    def __init__(
        self, name: str, args: SpendGuardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:spend:SpendGuard", name, None, opts)
        self._name = name
        self._args = args
        self._budget()
        self._lift()
        self.register_outputs({})

    def _budget(self) -> None:
        most = MONTHLY_USD[-1]
        aws.budgets.Budget(
            f"{self._name}-budget",
            name=self._args.names.budget,
            budget_type="COST",
            limit_amount=str(most),
            limit_unit="USD",
            time_unit="MONTHLY",
            notifications=[
                *(self._notification("ACTUAL", dollars) for dollars in MONTHLY_USD),
                self._notification("FORECASTED", most),
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._args.topic_policy]),
        )

    def _notification(self, kind: str, dollars: int) -> aws.budgets.BudgetNotificationArgsDict:
        return {
            "comparison_operator": "GREATER_THAN",
            "notification_type": kind,
            "threshold": dollars,
            "threshold_type": "ABSOLUTE_VALUE",
            "subscriber_sns_topic_arns": [self._args.topic_arn],
        }

    def _lift(self) -> None:
        """Register the parameter empty; `berthcare spend resume` writes it, and owns it."""
        aws.ssm.Parameter(
            f"{self._name}-lift",
            name=self._args.names.spend_lift_parameter,
            description="The month's lifted spend limit, written by: berthcare spend resume",
            type="String",
            value=pulumi.Output.secret(NO_LIFT),
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["value"]),
        )
