"""Exposure: no key, secret, topic, queue or bucket policy lets strangers in.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "AWS global condition context
keys"; IAM Access Analyzer, "How IAM Access Analyzer findings work".
"""

from collections.abc import Iterator

from policies.documents import TYPES, each_grant
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS, fsbp
from policies.iam.strangers import strangers
from policies.rule import ResourceRule
from policies.subject import Subject

_VAULT = "aws:secretsmanager/secret:Secret"
_GUARD = "aws:secretsmanager/secretPolicy:SecretPolicy"
_KEYS = (
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/key:Key",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
)


def _unchecked_policy(subject: Subject) -> Iterator[Finding]:
    if subject.type == _VAULT:
        if subject.known("policy"):
            yield Finding("policy", "of a Secret is not checked by AWS against public access")
    elif subject.known("blockPublicPolicy") is not True:
        yield Finding("blockPublicPolicy", "is not true, so AWS would accept a policy for everyone")


_REMEDY = (
    "Name the principals, or add a condition with StringEquals on aws:PrincipalAccount, "
    "aws:SourceAccount or kms:CallerAccount."
)

RULES = (
    ResourceRule(
        id="kms-no-public-principal",
        demands="A key policy lets in nobody but those it names.",
        why="The key is the last door before the tokens.",
        remedy=_REMEDY,
        severity="critical",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
        frameworks=(SAFEGUARDS, fsbp("KMS.5")),
        types=_KEYS,
        checks=(each_grant(strangers, "key"),),
    ),
    ResourceRule(
        id="resource-no-public-principal",
        demands="A secret, bucket, topic or queue policy lets in nobody but those it names.",
        why="Alerts, trails and tokens would be open to whoever finds their name.",
        remedy=_REMEDY,
        severity="critical",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_elements_principal.html",
        frameworks=(SAFEGUARDS, fsbp("SNS.4"), fsbp("S3.2"), fsbp("S3.3")),
        types=TYPES,
        checks=(each_grant(strangers, "resource"),),
    ),
    ResourceRule(
        id="secret-policy-no-public",
        demands="A secret's policy is a SecretPolicy that AWS checks against public access.",
        why="AWS sees more ways to be public than any list of ours, and refuses them in time.",
        remedy="Use a SecretPolicy with block_public_policy=True, and no `policy` on the Secret.",
        severity="high",
        url="https://docs.aws.amazon.com/secretsmanager/latest/apireference/"
        "API_PutResourcePolicy.html",
        frameworks=(SAFEGUARDS,),
        types=(_VAULT, _GUARD),
        checks=(_unchecked_policy,),
    ),
)
