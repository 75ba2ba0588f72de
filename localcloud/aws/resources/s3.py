"""S3 buckets.

Sources: Terraform AWS provider docs `aws_s3_bucket`; Amazon S3 API Reference (CreateBucket,
PutBucketTagging); AWS General Reference, "Amazon S3 endpoints" (the hosted zone).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from localcloud.aws.handler import Change, Handler, Scope, tag_list, tag_map
from localcloud.aws.wire import Properties

# CreateBucket takes no location constraint in this region.
_CLASSIC_REGION = "us-east-1"
_HOSTED_ZONES = {"ca-central-1": "Z1QDHH18159H29"}


class Bucket(Handler):
    """A bucket, whose settings are resources of their own. Its id is its name."""

    pulumi_type = "aws:s3/bucket:Bucket"
    updates = frozenset({"forceDestroy", "tags"})
    replaces = frozenset({"bucket"})
    name_input = "bucket"
    defaults: ClassVar[Mapping[str, Any]] = {"forceDestroy": False}
    computed = frozenset({"versioning"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateBucket."""
        name: str = inputs["bucket"]
        where = (
            {}
            if scope.region == _CLASSIC_REGION
            else {"CreateBucketConfiguration": {"LocationConstraint": scope.region}}
        )
        scope.client("s3").create_bucket(Bucket=name, **where)
        return name

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """Tag the new bucket."""
        _put_tags(scope, resource_id, inputs["tagsAll"])

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """HeadBucket, GetBucketVersioning and GetBucketTagging."""
        del prior
        s3 = scope.client("s3")
        s3.head_bucket(Bucket=resource_id)
        versioning = s3.get_bucket_versioning(Bucket=resource_id)
        return {
            "arn": f"arn:aws:s3:::{resource_id}",
            "bucket": resource_id,
            "bucketDomainName": f"{resource_id}.s3.amazonaws.com",
            "bucketRegion": scope.region,
            "bucketRegionalDomainName": f"{resource_id}.s3.{scope.region}.amazonaws.com",
            "hostedZoneId": _HOSTED_ZONES.get(scope.region),
            "versioning": {
                "enabled": versioning.get("Status") == "Enabled",
                "mfaDelete": versioning.get("MFADelete") == "Enabled",
            },
            "tagsAll": _tags(s3, resource_id),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Put the whole tag set; `forceDestroy` counts at the deletion only."""
        if change.touches("tags", "tagsAll"):
            _put_tags(scope, resource_id, change.new["tagsAll"])

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteBucket, after everything in it where `forceDestroy` says so."""
        s3 = scope.client("s3")
        if state.get("forceDestroy"):
            _empty(s3, resource_id)
        s3.delete_bucket(Bucket=resource_id)


def _tags(s3: Any, bucket: str) -> dict[str, str]:
    try:
        return tag_map(s3.get_bucket_tagging(Bucket=bucket)["TagSet"])
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchTagSet":
            return {}
        raise


def _put_tags(scope: Scope, bucket: str, tags: Mapping[str, str]) -> None:
    s3 = scope.client("s3")
    if tags:
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tag_list(tags)})
    else:
        s3.delete_bucket_tagging(Bucket=bucket)


def _empty(s3: Any, bucket: str) -> None:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=entry["Key"], VersionId=entry["VersionId"])
