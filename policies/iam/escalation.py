"""Knows which actions together let a principal raise its own rights, and who holds them.

Sources of the facts: Rhino Security Labs, "AWS IAM Privilege Escalation - Methods and Mitigation"
(2018); the research of pathfinding.cloud (paths apprunner-001 to ssm-002), which also tells what a
path needs; the Lambda API's UpdateFunctionConfiguration (layers hold code); IAM User Guide,
"Permissions boundaries for IAM entities" and "Granting a user permissions to pass a role".

What is no way here, and why:

- `sts:AssumeRole` alone: the role's trust policy must agree too, and is judged where it stands.
- `iam:PassRole` alone, or what starts a service alone: neither moves a right without the other.
- `codebuild:StartBuild` alone, the everyday right of whoever may build: it runs under another
  role only where a project of the account has such a role.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from berthcare.iam.document import Statement
from policies.iam.actions import actions_matching
from policies.iam.wildcards import arn_fields, may_be_of_service


@dataclass(frozen=True)
class Way:
    """A way to raise one's own rights: its name, the actions it takes, and what they do."""

    name: str
    actions: frozenset[str]
    means: str


def _way(name: str, actions: str, means: str) -> Way:
    return Way(name, frozenset(actions.split(" ")), means)


def _by_passing(name: str, actions: str, means: str) -> Way:
    """Give a way that hands a role to a service, which then does what it is told as that role."""
    return _way(f"pass-role-to-{name}", f"iam:PassRole {actions}", f"{means} under a role it picks")


WAYS = (
    # Becomes another user.
    _way("user-access-key", "iam:CreateAccessKey", "makes an access key of another user"),
    _way("user-new-password", "iam:CreateLoginProfile", "gives another user a password"),
    _way("user-other-password", "iam:UpdateLoginProfile", "changes another user's password"),
    _way("group-membership", "iam:AddUserToGroup", "joins a group that has more rights"),
    # Rewrites what it may do.
    _way("policy-version", "iam:CreatePolicyVersion", "rewrites a policy that it is under"),
    _way("policy-default", "iam:SetDefaultPolicyVersion", "puts an older, wider policy in force"),
    _way("user-attached-policy", "iam:AttachUserPolicy", "attaches any policy to its user"),
    _way("group-attached-policy", "iam:AttachGroupPolicy", "attaches any policy to its group"),
    _way("role-attached-policy", "iam:AttachRolePolicy", "attaches any policy to its role"),
    _way("user-inline-policy", "iam:PutUserPolicy", "writes a policy into its user"),
    _way("group-inline-policy", "iam:PutGroupPolicy", "writes a policy into its group"),
    _way("role-inline-policy", "iam:PutRolePolicy", "writes a policy into its role"),
    _way("user-boundary", "iam:PutUserPermissionsBoundary", "widens its user's boundary"),
    _way("user-no-boundary", "iam:DeleteUserPermissionsBoundary", "removes its user's boundary"),
    _way("role-boundary", "iam:PutRolePermissionsBoundary", "widens its role's boundary"),
    _way("role-no-boundary", "iam:DeleteRolePermissionsBoundary", "removes its role's boundary"),
    # A trust policy that names a principal of the same account needs no sts:AssumeRole beside it.
    _way("role-trust", "iam:UpdateAssumeRolePolicy", "lets itself into any role"),
    # Changes what runs under a role already.
    _way("function-code", "lambda:UpdateFunctionCode", "replaces the code of a function"),
    _way("function-layer", "lambda:UpdateFunctionConfiguration", "puts a layer under a function"),
    _way("stack-template", "cloudformation:UpdateStack", "has a stack's role build what it likes"),
    _way(
        "stack-change-set",
        "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
        "has a stack's role build what it likes",
    ),
    _way("instance-command", "ssm:SendCommand", "runs commands on an instance"),
    _way("instance-session", "ssm:StartSession", "opens a session on an instance"),
    _way(
        "instance-key",
        "ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances",
        "logs in to an instance",
    ),
    _way(
        "instance-user-data",
        "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
        "changes what an instance runs when it starts",
    ),
    _way(
        "launch-template",
        "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate",
        "changes what new instances run",
    ),
    _way("task-command", "ecs:ExecuteCommand ecs:DescribeTasks", "runs commands in a task"),
    _way("app-source", "apprunner:UpdateService", "replaces what a service runs"),
    _way("glue-endpoint-key", "glue:UpdateDevEndpoint", "logs in to a development endpoint"),
    _way(
        "notebook-url",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
        "opens a notebook",
    ),
    _way(
        "notebook-start",
        "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance "
        "sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance",
        "changes what a notebook runs when it starts",
    ),
    _way(
        "code-interpreter",
        "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
        "runs code in an interpreter",
    ),
    # Hands a role to a service.
    _by_passing("instance", "ec2:RunInstances", "starts an instance"),
    _by_passing("spot-instance", "ec2:RequestSpotInstances", "starts an instance"),
    _by_passing(
        "function-called", "lambda:CreateFunction lambda:InvokeFunction", "calls its own function"
    ),
    _by_passing(
        "function-fed",
        "lambda:CreateFunction lambda:CreateEventSourceMapping",
        "has an event call its own function",
    ),
    _by_passing(
        "function-opened",
        "lambda:CreateFunction lambda:AddPermission",
        "has anybody call its own function",
    ),
    _by_passing("stack", "cloudformation:CreateStack", "builds a stack"),
    _by_passing(
        "stack-set",
        "cloudformation:CreateStackSet cloudformation:CreateStackInstances",
        "builds stacks",
    ),
    _by_passing("stack-set-update", "cloudformation:UpdateStackSet", "rebuilds stacks"),
    _by_passing("build", "codebuild:CreateProject codebuild:StartBuild", "runs a build"),
    _by_passing("builds", "codebuild:CreateProject codebuild:StartBuildBatch", "runs builds"),
    _by_passing("service", "ecs:RegisterTaskDefinition ecs:CreateService", "runs containers"),
    _by_passing("task", "ecs:RegisterTaskDefinition ecs:RunTask", "runs containers"),
    _by_passing("placed-task", "ecs:RegisterTaskDefinition ecs:StartTask", "runs containers"),
    _by_passing("app", "apprunner:CreateService", "runs a service"),
    _by_passing("pipeline", "datapipeline:CreatePipeline", "runs a pipeline"),
    _by_passing("glue-endpoint", "glue:CreateDevEndpoint", "logs in to an endpoint"),
    _by_passing("glue-job", "glue:CreateJob glue:StartJobRun", "runs a job"),
    _by_passing("glue-job-timed", "glue:CreateJob glue:CreateTrigger", "runs a job"),
    _by_passing("glue-job-changed", "glue:UpdateJob glue:StartJobRun", "runs a job"),
    _by_passing("glue-job-retimed", "glue:UpdateJob glue:CreateTrigger", "runs a job"),
    _by_passing("notebook", "sagemaker:CreateNotebookInstance", "opens a notebook"),
    _by_passing("training", "sagemaker:CreateTrainingJob", "runs code"),
    _by_passing("processing", "sagemaker:CreateProcessingJob", "runs code"),
    # A session of one's own interpreter is the way "code-interpreter" already.
)
"""Every way, none of them part of another: a longer one says no more than the shorter."""

# ARNs of another service that actions of these services are granted on, for the actions in WAYS
# (Service Authorization Reference, "Resource types" of each service).
_ELSEWHERE = {"ec2-instance-connect": ("ec2",), "ssm": ("ec2", "ecs"), "sts": ("iam",)}

_OPEN = re.compile(r"[*?]|\$\{")
_OWN_USER = re.compile(r"arn:[^:]*:iam::[^:]*:user/([^*?$]+/)?\$\{aws:username\}", re.IGNORECASE)
_RIGHTS_OF_A_USER = {
    "iam:AttachUserPolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
}


def ways_to_escalate(held: AbstractSet[str]) -> list[Way]:
    """Give the ways that the held actions complete, in the order of WAYS."""
    return [way for way in WAYS if way.actions <= held]


def held_actions(statements: Iterable[Statement]) -> frozenset[str]:
    """Give the known actions that the statements together grant openly, as `iam:PassRole`.

    The statements are those of one principal's identity policies, however many documents they
    come from. An Allow statement grants an action openly where one of its resources can be of the
    action's service and is not one exact name: where it holds a wildcard or a policy variable, or
    ends early. NotResource is open, and so is a statement without any resource. A condition on an
    Allow does not close it, not even `iam:PassedToService`: it says when, not on what.

    These do not count:

    - An exact ARN: whoever wrote it chose that role, function or user. So `iam:PassRole` and
      `sts:AssumeRole` on exact role ARNs are not held, whatever those roles may do; and an open
      `iam:PassRole` beside one exact function completes no way, but is worth a rule of its own.
    - The caller's own user, `user/${aws:username}`: a user that renews its own key or password
      gains nothing. It counts all the same for the actions that change what that user may do.
    - What a Deny on `*` without condition takes away. Any narrower Deny leaves something.
    """
    granted: set[str] = set()
    taken: set[str] = set()
    for statement in statements:
        if statement.allows:
            granted |= _openly_granted(statement)
        elif _is_absolute(statement):
            taken |= _covered(statement)
    return frozenset(granted - taken)


def _openly_granted(statement: Statement) -> AbstractSet[str]:
    covered = _covered(statement)
    if not statement.resources or "*" in statement.resources:
        return covered
    return {
        action
        for action in covered
        if any(_is_open_to(resource, action) for resource in statement.resources)
    }


def _covered(statement: Statement) -> frozenset[str]:
    """Expand the actions of a statement; NotAction covers all but those it lists.

    One of which neither is known, or left, covers nothing certain.
    """
    if not statement.actions and not statement.not_actions:
        return frozenset()
    listed = statement.actions or statement.not_actions
    named = frozenset[str]().union(*map(actions_matching, listed))
    return named if statement.actions else actions_matching("*") - named


def _is_absolute(statement: Statement) -> bool:
    """Whether a Deny holds for every resource and at all times, and for whom it is attached to."""
    return (
        "*" in statement.resources and not statement.conditions and not statement.names_principals
    )


def _is_open_to(resource: str, action: str) -> bool:
    if _OWN_USER.fullmatch(resource):
        return action in _RIGHTS_OF_A_USER
    return _is_open_in(resource, action.partition(":")[0])


@lru_cache(maxsize=4096)
def _is_open_in(resource: str, service: str) -> bool:
    """Whether a resource pattern leaves open which of the service's resources it names."""
    services = (service, *_ELSEWHERE.get(service, ()))
    whole = ":".join(arn_fields(resource))
    return bool(_OPEN.search(whole)) and any(may_be_of_service(resource, one) for one in services)
