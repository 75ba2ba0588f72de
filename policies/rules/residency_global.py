"""Resources that no region can be given to: AWS keeps them, or what they carry, where it likes.

Source: `global_types.json`, generated from pulumi-aws; IAM User Guide, "How IAM works" (IAM and
other global services have one endpoint, in the United States).
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from policies.finding import Finding
from policies.frameworks import RESIDENCY, SAFEGUARDS
from policies.rule import ResourceRule
from policies.subject import Subject

# They hold names, policies and amounts of money: nothing that a family or a nurse said.
_ALLOWED = ("aws:budgets/", "aws:iam/", "aws:s3/accountPublicAccessBlock:")
_PACKAGES = (
    "aws:",
    "berthcare:",
    "pulumi-python:dynamic",
    "pulumi:providers:aws",
    "pulumi:providers:pulumi",
    "pulumi:pulumi:",
)
# Types that make whatever a template or a type name says.
_MAKING_ANYTHING = (
    "aws:cloudcontrol/",
    "aws:cloudformation/",
    "aws:serverlessrepository/",
    "aws:servicecatalog/",
    "pulumi:providers:aws-native",
)
_FILE = Path(__file__).parents[1] / "global_types.json"


@cache
def global_types() -> frozenset[str]:
    """Give the types without a region."""
    return frozenset(json.loads(_FILE.read_text(encoding="utf-8"))["types"])


def _global(subject: Subject) -> Iterator[Finding]:
    if subject.type in global_types() and not subject.type.startswith(_ALLOWED):
        yield Finding("the resource", "is of a global service, and may be kept or served anywhere")


def _accelerated(subject: Subject) -> Iterator[Finding]:
    if subject.type in ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"):
        status = subject.known("accelerationStatus")
    elif subject.type.startswith("aws:s3/bucketAccelerateConfiguration"):
        status = subject.known("status")
    else:
        return
    if status == "Enabled":
        yield Finding("acceleration", "takes what is uploaded in at edge locations anywhere")


def _unknown_package(subject: Subject) -> Iterator[Finding]:
    is_ours = subject.type.startswith(_PACKAGES)
    if not is_ours or subject.type.startswith(_MAKING_ANYTHING):
        package = subject.type.rpartition("/")[0] or subject.type
        yield Finding("the resource", "is of {value}, which no rule can see into", package)


RULES = (
    ResourceRule(
        id="known-packages-only",
        demands="A resource is of AWS's provider, or of this program's own code.",
        why="Rules judge what they know: another cloud, a shell command or a CloudFormation "
        "template passes every one of them.",
        remedy="Use pulumi_aws's own resource, or except it after a review of what it makes.",
        severity="critical",
        url="https://www.pulumi.com/docs/iac/concepts/resources/components/",
        frameworks=(RESIDENCY, SAFEGUARDS),
        types=("*",),
        checks=(_unknown_package,),
    ),
    ResourceRule(
        id="residency-global-allowlist",
        demands="A resource that has no region is of IAM, of Budgets, or an account's S3 block.",
        why="CloudFront, Global Accelerator and their like keep and serve data all over the world.",
        remedy="Use a regional service, or except the resource after a review of what it holds.",
        severity="high",
        url="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/"
        "global-services.html",
        frameworks=(RESIDENCY,),
        types=("aws:*",),
        checks=(_global, _accelerated),
    ),
)
