"""The known differences between the rules and the two oracles, each with its reason."""

from typing import Any

WAYS_OF_OURS_ALONE = {
    "app-source": "apprunner-002 of pathfinding.cloud",
    "function-layer": "a layer's code runs under the function's role",
    "instance-command": "ssm-002 of pathfinding.cloud",
    "instance-session": "ssm-001 of pathfinding.cloud",
    "role-boundary": "a boundary caps a role's rights; IAM User Guide, 'Permissions boundaries'",
    "role-no-boundary": "as role-boundary",
    "stack-template": "cloudformation-002 of pathfinding.cloud",
    "user-boundary": "as role-boundary, of a user",
    "user-no-boundary": "as role-boundary, of a user",
}
"""Ways that neither lists, with their source."""

CHANGED_SINCE_PARLIAMENT = {
    "ecr:BatchImportUpstreamImage": "AWS now lists a repository for it",
    "iam:ListInstanceProfiles": "AWS no longer lists a resource type for it",
}
"""Actions of SERVICES of which parliament, a year older than our data, says something else."""

NOT_WHAT_MATTERS = {
    "ec2:RunInstances on elastic-inference",
    "ec2:RunInstances on license-manager",
    "ec2:RunInstances on resource-groups",
    "ec2:StartInstances on license-manager",
    "ssm:SendCommand on s3",
}
"""Resources that an action of a way may have besides those whose rights it uses."""

ROLE = "arn:aws:iam::111111111111:role/app"
GRANT = {"Effect": "Allow", "Action": "iam:CreateAccessKey"}
CLOUDSPLAINING_IS_WRONG: list[tuple[str, bool, list[dict[str, Any]]]] = [
    (
        "a service in capitals is unknown to it",
        False,
        [{**GRANT, "Action": "IAM:*", "Resource": "*"}],
    ),
    ("it expands no '?'", False, [{**GRANT, "Action": "iam:CreateAccessKe?", "Resource": "*"}]),
    (
        "a wildcard within an ARN is none to it",
        False,
        [{**GRANT, "Resource": "arn:aws:iam::*:user/*"}],
    ),
    ("it does not read NotResource", False, [{**GRANT, "NotResource": ROLE}]),
    (
        "any condition quietens it",
        False,
        [{**GRANT, "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}],
    ),
    (
        "a Deny on one role takes the action away everywhere",
        False,
        [{**GRANT, "Resource": "*"}, {**GRANT, "Effect": "Deny", "Resource": ROLE}],
    ),
    (
        "an action in small letters counts as one that no ARN narrows",
        True,
        [{**GRANT, "Action": "iam:createaccesskey", "Resource": ROLE}],
    ),
]
"""Where cloudsplaining finds an escalation (True) and the rules do not, or the other way round."""
