"""The settings of a bucket that are resources of their own. The id of each is the bucket's name.

Sources: Terraform AWS provider docs `aws_s3_bucket_versioning`,
`…_server_side_encryption_configuration`, `…_public_access_block`, `…_ownership_controls`,
`…_policy`, `…_lifecycle_configuration` and `…_logging`; Amazon S3 API Reference.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope
from localcloud.aws.spelling import from_aws, to_aws
from localcloud.aws.wire import Properties


class BucketSetting(Handler):
    """One sub-resource of a bucket: a put, a get and a removal."""

    replaces = frozenset({"bucket"})

    @abstractmethod
    def put(self, s3: Any, inputs: Properties) -> None:
        """Put the setting as the inputs have it."""

    @abstractmethod
    def get(self, s3: Any, bucket: str) -> Properties | None:
        """Return the setting, or None where there is none."""

    @abstractmethod
    def remove(self, s3: Any, bucket: str) -> None:
        """Take the setting away."""

    def create(self, scope: Scope, inputs: Properties) -> str:
        """Put the setting."""
        self.put(scope.client("s3"), inputs)
        bucket: str = inputs["bucket"]
        return bucket

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Get the setting."""
        del prior
        found = self.get(scope.client("s3"), resource_id)
        return None if found is None else {"bucket": resource_id, **found}

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Put the setting again: each put says the whole of it."""
        del resource_id
        self.put(scope.client("s3"), change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Remove the setting."""
        del state
        self.remove(scope.client("s3"), resource_id)


class BucketVersioning(BucketSetting):
    """Versioning; it can be suspended and never taken away."""

    pulumi_type = "aws:s3/bucketVersioning:BucketVersioning"
    updates = frozenset({"versioningConfiguration"})

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutBucketVersioning."""
        wanted = inputs["versioningConfiguration"]
        status = {"Status": wanted["status"]}
        if wanted.get("mfaDelete"):
            status["MFADelete"] = wanted["mfaDelete"]
        s3.put_bucket_versioning(Bucket=inputs["bucket"], VersioningConfiguration=status)

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetBucketVersioning."""
        answer = s3.get_bucket_versioning(Bucket=bucket)
        if "Status" not in answer:
            return None
        found = {"status": answer["Status"], "mfaDelete": answer.get("MFADelete")}
        return {"versioningConfiguration": found}

    def remove(self, s3: Any, bucket: str) -> None:
        """Suspend versioning."""
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


class BucketServerSideEncryptionConfiguration(BucketSetting):
    """Default encryption."""

    pulumi_type = (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    updates = frozenset({"rules"})

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutBucketEncryption."""
        s3.put_bucket_encryption(
            Bucket=inputs["bucket"],
            ServerSideEncryptionConfiguration={"Rules": to_aws(inputs["rules"])},
        )

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetBucketEncryption."""
        answer = s3.get_bucket_encryption(Bucket=bucket)
        return {"rules": from_aws(answer["ServerSideEncryptionConfiguration"]["Rules"])}

    def remove(self, s3: Any, bucket: str) -> None:
        """DeleteBucketEncryption."""
        s3.delete_bucket_encryption(Bucket=bucket)


class BucketPublicAccessBlock(BucketSetting):
    """The four switches against public access."""

    pulumi_type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    updates = frozenset({*switches, "skipDestroy"})
    defaults: ClassVar[Mapping[str, Any]] = dict.fromkeys(switches, False)

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutPublicAccessBlock."""
        wanted = to_aws({name: inputs[name] for name in self.switches})
        s3.put_public_access_block(Bucket=inputs["bucket"], PublicAccessBlockConfiguration=wanted)

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetPublicAccessBlock."""
        answer = s3.get_public_access_block(Bucket=bucket)
        found: Properties = from_aws(answer["PublicAccessBlockConfiguration"])
        return found

    def remove(self, s3: Any, bucket: str) -> None:
        """DeletePublicAccessBlock."""
        s3.delete_public_access_block(Bucket=bucket)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Remove the block, but not with `skipDestroy`."""
        if not state.get("skipDestroy"):
            super().delete(scope, resource_id, state)


class BucketOwnershipControls(BucketSetting):
    """Who owns the objects that others write."""

    pulumi_type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    updates = frozenset({"rule"})

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutBucketOwnershipControls."""
        s3.put_bucket_ownership_controls(
            Bucket=inputs["bucket"], OwnershipControls={"Rules": [to_aws(inputs["rule"])]}
        )

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetBucketOwnershipControls."""
        answer = s3.get_bucket_ownership_controls(Bucket=bucket)
        return {"rule": from_aws(answer["OwnershipControls"]["Rules"][0])}

    def remove(self, s3: Any, bucket: str) -> None:
        """DeleteBucketOwnershipControls."""
        s3.delete_bucket_ownership_controls(Bucket=bucket)


class BucketPolicy(BucketSetting):
    """The bucket's resource policy."""

    pulumi_type = "aws:s3/bucketPolicy:BucketPolicy"
    updates = frozenset({"policy"})
    documents = frozenset({"policy"})

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutBucketPolicy."""
        s3.put_bucket_policy(Bucket=inputs["bucket"], Policy=inputs["policy"])

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetBucketPolicy."""
        return {"policy": s3.get_bucket_policy(Bucket=bucket)["Policy"]}

    def remove(self, s3: Any, bucket: str) -> None:
        """DeleteBucketPolicy."""
        s3.delete_bucket_policy(Bucket=bucket)


class BucketLifecycleConfiguration(BucketSetting):
    """Expiry and transitions of objects."""

    pulumi_type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    updates = frozenset({"rules"})
    computed = frozenset({"transitionDefaultMinimumObjectSize"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Refuse a filter with several conditions, whose tags AWS spells in another way."""
        rules = inputs.get("rules")
        return [
            (f"rules[{index}].filter.and", "is not carried by the AWS stand-in")
            for index, rule in enumerate(rules if isinstance(rules, list) else [])
            if isinstance(rule, dict) and "and" in (rule.get("filter") or {})
        ]

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutBucketLifecycleConfiguration. A rule without a filter is for the whole bucket."""
        rules = [{"Filter": {"Prefix": ""}, **to_aws(rule)} for rule in inputs.get("rules", [])]
        s3.put_bucket_lifecycle_configuration(
            Bucket=inputs["bucket"], LifecycleConfiguration={"Rules": rules}
        )

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetBucketLifecycleConfiguration."""
        answer = s3.get_bucket_lifecycle_configuration(Bucket=bucket)
        return {
            "rules": from_aws(answer.get("Rules", [])),
            "transitionDefaultMinimumObjectSize": answer.get("TransitionDefaultMinimumObjectSize"),
        }

    def remove(self, s3: Any, bucket: str) -> None:
        """DeleteBucketLifecycle."""
        s3.delete_bucket_lifecycle(Bucket=bucket)


class BucketLogging(BucketSetting):
    """Server access logging into another bucket."""

    pulumi_type = "aws:s3/bucketLogging:BucketLogging"
    updates = frozenset({"targetBucket", "targetPrefix"})

    def put(self, s3: Any, inputs: Properties) -> None:
        """PutBucketLogging."""
        target = {"TargetBucket": inputs["targetBucket"], "TargetPrefix": inputs["targetPrefix"]}
        s3.put_bucket_logging(
            Bucket=inputs["bucket"], BucketLoggingStatus={"LoggingEnabled": target}
        )

    def get(self, s3: Any, bucket: str) -> Properties | None:
        """GetBucketLogging; an answer without a target says that nothing is logged."""
        target = s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled")
        return None if target is None else from_aws(target)

    def remove(self, s3: Any, bucket: str) -> None:
        """PutBucketLogging without a target."""
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
