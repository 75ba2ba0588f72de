"""Grants that stand in a resource's properties, without a policy document.

Sources: Lambda Developer Guide, "AddPermission" (the conditions that its inputs become); KMS API
Reference, "CreateGrant" and "GrantConstraints".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from berthcare.evidence.clause import Clause, Party, Source
from berthcare.evidence.state_resource import StateResource, holds_secret
from berthcare.iam.document import ALLOW, Condition

_PERMISSION = "aws:lambda/permission:Permission"
_GRANT = "aws:kms/grant:Grant"
# A Lambda permission's input -> the condition that it becomes.
_LAMBDA_CONDITIONS = (
    ("sourceArn", "ArnLike", "AWS:SourceArn"),
    ("sourceAccount", "StringEquals", "AWS:SourceAccount"),
    ("principalOrgId", "StringEquals", "aws:PrincipalOrgID"),
    ("functionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("eventSourceToken", "StringEquals", "lambda:EventSourceToken"),
)
_CONSTRAINTS = ("encryptionContextEquals", "encryptionContextSubset")
# Types that grant something in a way of their own.
_OTHERS = (
    "aws:acmpca/permission:Permission",
    "aws:cloudwatch/eventPermission:EventPermission",
    "aws:datazone/policyGrant:PolicyGrant",
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    "aws:ec2/networkInterfacePermission:NetworkInterfacePermission",
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:globalaccelerator/crossAccountAttachment:CrossAccountAttachment",
    "aws:iam/groupMembership:GroupMembership",
    "aws:iam/userGroupMembership:UserGroupMembership",
    "aws:iot/policyAttachment:PolicyAttachment",
    "aws:lakeformation/permissions:Permissions",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "aws:ram/principalAssociation:PrincipalAssociation",
    "aws:ram/resourceShare:ResourceShare",
    "aws:s3control/accessGrant:AccessGrant",
    "aws:servicecatalog/portfolioShare:PortfolioShare",
    "aws:signer/signingProfilePermission:SigningProfilePermission",
    "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment",
)
_ACL_INPUTS = ("accessControlPolicy", "grants")


def grants_in(resource: StateResource) -> Iterator[Clause | Source]:
    """Visit what a resource grants; a `Source` is a grant that cannot be read, and its place."""
    if resource.type == _PERMISSION:
        yield _permission(resource)
    elif resource.type == _GRANT:
        yield from _key_grant(resource)
    elif resource.type in _OTHERS:
        yield _place(resource)
    elif resource.module == "s3":
        acl = resource.inputs.get("acl")
        if acl not in (None, "private"):
            yield _place(resource, "acl")
        for key in _ACL_INPUTS:
            if resource.inputs.get(key):
                yield _place(resource, key)


def _permission(resource: StateResource) -> Clause | Source:
    needed = [resource.inputs.get(key) for key in ("principal", "action", "function")]
    given = {key: resource.inputs.get(key) for key, _operator, _condition in _LAMBDA_CONDITIONS}
    if not _are_texts(needed) or any(
        value is not None and not isinstance(value, str)
        for key, value in given.items()
        if key != "eventSourceToken"
    ):
        return _place(resource)
    principal, action, function = needed
    qualifier = resource.inputs.get("qualifier")
    return Clause(
        ALLOW,
        "function permission",
        _place(resource),
        principals=(Party.of_text(str(principal)),),
        actions=(str(action),),
        resources=(f"{function}:{qualifier}" if isinstance(qualifier, str) else str(function),),
        conditions=tuple(
            Condition(operator, condition, (str(given[key]),))
            for key, operator, condition in _LAMBDA_CONDITIONS
            if given[key] is not None
        ),
    )


def _key_grant(resource: StateResource) -> Iterator[Clause | Source]:
    """Visit a grant on a key, and the right to retire it."""
    grantee, key = resource.inputs.get("granteePrincipal"), resource.inputs.get("keyId")
    operations = resource.inputs.get("operations")
    retiring = resource.inputs.get("retiringPrincipal")
    constraints = resource.inputs.get("constraints") or []
    readable = isinstance(operations, list) and _are_texts([grantee, key, *operations])
    if not readable or holds_secret([constraints, retiring]):
        yield _place(resource)
        return
    yield Clause(
        ALLOW,
        "key grant",
        _place(resource),
        principals=(Party.of_text(str(grantee)),),
        actions=tuple(f"kms:{operation}" for operation in sorted(map(str, operations or ()))),
        resources=(str(key),),
        conditions=tuple(_constraints(constraints)),
    )
    if isinstance(retiring, str):
        yield Clause(
            ALLOW,
            "key grant",
            _place(resource, "retiringPrincipal"),
            principals=(Party.of_text(retiring),),
            actions=("kms:RetireGrant",),
            resources=(str(key),),
        )


def _constraints(constraints: Any) -> Iterator[Condition]:
    for constraint in constraints if isinstance(constraints, list) else [constraints]:
        for name in _CONSTRAINTS:
            context = constraint.get(name) if isinstance(constraint, Mapping) else None
            for key, value in sorted((context or {}).items()):
                yield Condition(name, f"kms:EncryptionContext:{key}", (str(value),))


def _place(resource: StateResource, path: str = "") -> Source:
    return Source(resource.type, resource.name, path)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) and value for value in values)
