"""CloudWatch dashboards.

Sources: Terraform AWS provider docs `aws_cloudwatch_dashboard`; Amazon CloudWatch API Reference.
"""

from localcloud.aws.handler import Change, Handler, Scope
from localcloud.aws.wire import Properties


class Dashboard(Handler):
    """A dashboard. Its id is its name."""

    pulumi_type = "aws:cloudwatch/dashboard:Dashboard"
    updates = frozenset({"dashboardBody"})
    replaces = frozenset({"dashboardName"})
    json_texts = frozenset({"dashboardBody"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutDashboard."""
        name: str = inputs["dashboardName"]
        self._put(scope, name, inputs["dashboardBody"])
        return name

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetDashboard."""
        del prior
        found = scope.client("cloudwatch").get_dashboard(DashboardName=resource_id)
        return {
            "dashboardArn": found["DashboardArn"],
            "dashboardBody": found["DashboardBody"],
            "dashboardName": found["DashboardName"],
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutDashboard again."""
        self._put(scope, resource_id, change.new["dashboardBody"])

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteDashboards."""
        del state
        scope.client("cloudwatch").delete_dashboards(DashboardNames=[resource_id])

    @staticmethod
    def _put(scope: Scope, name: str, body: str) -> None:
        scope.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=body)
