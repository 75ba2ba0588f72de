"""What AWS says of actions: which know no resource, and which know a role's boundary.

Source: Service Authorization Reference, "Actions" and "Resource types" of each service.
"""

EVERY_RESOURCE = ("*",)
OF_COMMANDS = "berthcare"
"""Stands for a service where it is the operating commands that need an action."""

BOUND = frozenset(
    {
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
    }
)
"""What changes a role's rights and knows the condition key `iam:PermissionsBoundary`."""
WITHOUT_RESOURCE = frozenset(
    {
        "cloudtrail:DescribeTrails",
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "iam:ListRoles",
        "kms:CreateKey",
        "kms:ListAliases",
        "logs:DescribeLogGroups",
        "secretsmanager:ListSecrets",
        "sns:GetSubscriptionAttributes",
        "sns:ListSubscriptions",
        "sns:SetSubscriptionAttributes",
        "sns:Unsubscribe",
        "sqs:ListQueues",
        "ssm:DescribeParameters",
    }
)
"""Actions that AWS judges on `*` only, held against the reference by a test."""
