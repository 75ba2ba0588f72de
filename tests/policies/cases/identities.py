"""Cases of policies/rules/identities.py."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, UNKNOWN, Case, Kind, marked

ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
USER = "aws:iam/user:User"
OF_AWS = "arn:aws:iam::aws:policy/"
LISTED = f"{OF_AWS}service-role/AWSLambdaBasicExecutionRole"
OWN = f"arn:aws:iam::{ACCOUNT}:policy/AdministratorAccess"

MANAGED, NO_USERS = "iam-no-aws-managed-admin", "iam-no-users"
BOUNDARY = "iam-boundary-not-attached"
BOUND = f"arn:aws:iam::{ACCOUNT}:policy/team/workload-boundary"

BOUND_BY_NAME = {"name": "workload-boundary", "path": "/team/"}
_SSO = "aws:ssoadmin/customerManagedPolicyAttachment"
BY_NAME: list[tuple[str, dict[str, Any], str]] = [
    (
        f"{_SSO}:CustomerManagedPolicyAttachment",
        {"customerManagedPolicyReference": BOUND_BY_NAME},
        "customerManagedPolicyReference.name",
    ),
    (
        f"{_SSO}sExclusive:CustomerManagedPolicyAttachmentsExclusive",
        {"customerManagedPolicyReferences": [BOUND_BY_NAME]},
        "customerManagedPolicyReferences[0].name",
    ),
    (
        "aws-native:sso:PermissionSet",
        {"customerManagedPolicyReferences": [BOUND_BY_NAME]},
        "customerManagedPolicyReferences[0].name",
    ),
]


def attached(kind: Kind, sentence: str, policy: Any, *finds: str, **expected: Any) -> Case:
    return Case(MANAGED, kind, sentence, ATTACHMENT, {"policyArn": policy}, finds=finds, **expected)


def role(kind: Kind, sentence: str, policies: Any, *finds: str, **expected: Any) -> Case:
    props = {"managedPolicyArns": policies}
    return Case(MANAGED, kind, sentence, ROLE, props, finds=finds, **expected)


def user(kind: Kind, sentence: str, type_: str = USER, **props: Any) -> Case:
    name = type_.rpartition(":")[2]
    return Case(NO_USERS, kind, sentence, type_, props, finds=(f"the resource[{name}]",))


MANAGED_CASES = [
    attached("passing", "a listed policy", LISTED),
    attached("passing", "a policy of our own, whatever its name", OWN),
    role("passing", "listed and own ones on a role", [LISTED, OWN]),
    role("passing", "none on a role", []),
    Case(
        MANAGED,
        "passing",
        "a boundary, which grants nothing",
        ROLE,
        {"permissionsBoundary": f"{OF_AWS}PowerUserAccess"},
    ),
    *(
        attached("failing", name, f"{OF_AWS}{name}", f"policyArn[{name}]")
        for name in (
            "AdministratorAccess",
            "PowerUserAccess",
            "IAMFullAccess",
            "AmazonS3FullAccess",
            "SecretsManagerReadWrite",
            "job-function/SystemAdministrator",
        )
    ),
    role(
        "failing",
        "one of those on a role",
        [LISTED, f"{OF_AWS}AdministratorAccess"],
        "managedPolicyArns[1][AdministratorAccess]",
    ),
    Case(
        MANAGED,
        "failing",
        "on people who sign in once",
        "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
        {"managedPolicyArn": f"{OF_AWS}AdministratorAccess"},
        finds=("managedPolicyArn[AdministratorAccess]",),
    ),
    Case(
        MANAGED,
        "failing",
        "on a role by the other provider",
        "aws-native:iam:Role",
        {"managedPolicyArns": [f"{OF_AWS}AdministratorAccess"]},
        finds=("managedPolicyArns[0][AdministratorAccess]",),
    ),
    attached("unknown", "one that is not known", UNKNOWN, waits_for=("policyArn",)),
    role("unknown", "all of them not known", UNKNOWN, waits_for=("managedPolicyArns",)),
    role(
        "unknown",
        "one of AWS beside one that is not known",
        [UNKNOWN, f"{OF_AWS}IAMFullAccess"],
        "managedPolicyArns[1][IAMFullAccess]",
        waits_for=("managedPolicyArns[0]",),
    ),
    Case(MANAGED, "missing", "no policy", ROLE, {}),
    role("null", "null policies", None),
    role("null", "a null policy among them", [None]),
    attached("secret", "one of AWS, marked secret", marked(f"{OF_AWS}X"), "policyArn[secret]"),
]

NO_USERS_CASES = [
    Case(NO_USERS, "passing", "a role", ROLE, {"name": "r"}),
    Case(NO_USERS, "passing", "a group, which has no credentials", "aws:iam/group:Group", {}),
    Case(NO_USERS, "passing", "a user of another service", "aws:cognito/user:User", {}),
    user("failing", "a user", name="u"),
    user("failing", "an access key", "aws:iam/accessKey:AccessKey", user="u"),
    user("failing", "a user's own policy", "aws:iam/userPolicy:UserPolicy", user="u"),
    user("failing", "a password", "aws:iam/userLoginProfile:UserLoginProfile", user="u"),
    user("failing", "a user by the other provider", "aws-native:iam:User"),
    user("unknown", "a user whose name is not known", name=UNKNOWN),
    user("missing", "a user without a name"),
    user("null", "a user with a null name", name=None),
    user("secret", "a user whose name is marked secret", name=marked("u")),
]

BOUNDARY_CASES = [
    Case(BOUNDARY, "passing", "a boundary as a boundary", ROLE, {"permissionsBoundary": BOUND}),
    Case(BOUNDARY, "passing", "a policy that is none", ATTACHMENT, {"policyArn": f"{BOUND}-s"}),
    Case(
        BOUNDARY,
        "failing",
        "a boundary as a policy",
        ATTACHMENT,
        {"policyArn": BOUND},
        finds=(f"policyArn[{BOUND}]",),
    ),
    Case(
        BOUNDARY,
        "failing",
        "a boundary in other letters",
        ATTACHMENT,
        {"policyArn": BOUND.replace("boundary", "Boundary")},
        finds=(f"policyArn[{BOUND.replace('boundary', 'Boundary')}]",),
    ),
    Case(
        BOUNDARY,
        "failing",
        "a boundary among the policies of a role",
        ROLE,
        {"managedPolicyArns": [OWN, BOUND]},
        finds=(f"managedPolicyArns[1][{BOUND}]",),
    ),
    *(
        Case(
            BOUNDARY,
            "failing",
            f"a boundary by name, by {type_.rpartition(':')[2]}",
            type_,
            props,
            finds=(f"{at}[workload-boundary]",),
        )
        for type_, props, at in BY_NAME
    ),
    *(
        Case(
            BOUNDARY,
            "unknown",
            f"a name that is not known, of {type_.rpartition(':')[2]}",
            type_,
            {key: [{"name": UNKNOWN}] if key.endswith("s") else {"name": UNKNOWN}},
            waits_for=(at,),
        )
        for type_, (key,), at in BY_NAME
    ),
    Case(
        BOUNDARY,
        "passing",
        "a boundary by name as a boundary",
        "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment",
        {"permissionsBoundary": {"customerManagedPolicyReference": BOUND_BY_NAME}},
    ),
    Case(
        BOUNDARY,
        "unknown",
        "a policy that is not known",
        ATTACHMENT,
        {"policyArn": UNKNOWN},
        waits_for=("policyArn",),
    ),
    Case(BOUNDARY, "missing", "no policy", ROLE, {}),
    Case(BOUNDARY, "null", "null policies", ROLE, {"managedPolicyArns": None}),
    Case(
        BOUNDARY,
        "secret",
        "a boundary, marked secret",
        ATTACHMENT,
        {"policyArn": marked(BOUND)},
        finds=("policyArn[secret]",),
    ),
]

CASES = [*MANAGED_CASES, *BOUNDARY_CASES, *NO_USERS_CASES]
