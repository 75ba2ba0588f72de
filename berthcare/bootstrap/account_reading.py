"""What AWS tells of the account: who calls, and which of the names exist."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.account_names import AccountNames
from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal, told
from berthcare.bootstrap.creations import ALIAS, BUCKET, POLICY, ROLE, Creation, Stranger
from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT as PROJECT
from berthcare.bootstrap_settings import BOOTSTRAP_STACK as STACK
from berthcare.errors import BerthcareError
from berthcare.preflight.caller import Caller, caller_of
from berthcare.state_layout import state_of

_UNKNOWN = "AWS cannot tell who you are"
_STATE_KEY = state_of(PROJECT, STACK)
_NOT_THERE = frozenset({"404", "NoSuchBucket", "NoSuchEntity", "NotFoundException"})
_FORBIDDEN = "403"
_REFUSED = frozenset({_FORBIDDEN, "AccessDenied", "AccessDeniedException"})
_AS_ADMINISTRATOR = (
    "An administrator types this, one of those whom --administrator named; sign in as one, and see "
    "who you are: aws sts get-caller-identity   (embedded cloud: make bootstrap)"
)


@dataclass(frozen=True)
class AccountReading:
    """Reads by the credentials of this process; each method raises `BerthcareError`."""

    caller: Caller
    s3: Any
    kms: Any
    iam: Any

    @classmethod
    def as_caller(cls, environ: Mapping[str, str]) -> "AccountReading":
        """Ask who calls. Raises `BerthcareError` without credentials, and for the root user."""
        sts, s3, kms, iam = clients_as_caller(_UNKNOWN, "sts", "s3", "kms", "iam")
        try:
            caller = caller_of(sts, iam, environ)
        except BerthcareError as error:
            raise _for_administrator(error) from None
        if caller.is_root:
            raise BerthcareError(
                f"You are the root user of {caller.account}, whom no policy limits.",
                "Sign in as an administrator's role: aws configure sso",
            )
        return cls(caller, s3, kms, iam)

    @property
    def names(self) -> AccountNames:
        """The names of this account."""
        return AccountNames(self.caller.account)

    def state_bucket_exists(self) -> bool:
        """Tell whether the bucket is there and is this account's.

        Bucket names are the world's: a bucket that somebody else made under this name would be
        given the state, were its owner not asked for.
        """
        return self._bucket_exists(self.names.state_bucket)

    def state_is_in_bucket(self) -> bool:
        """Tell whether the bucket holds a state of the bootstrap program.

        Raises `BerthcareError` where it does and this caller may not read it.
        """
        listed = self._asked(
            "the state's bucket cannot be listed",
            lambda: self.s3.list_objects_v2(
                Bucket=self.names.state_bucket,
                Prefix=_STATE_KEY,
                MaxKeys=1,
                ExpectedBucketOwner=self.caller.account,
            ),
        )
        if all(one["Key"] != _STATE_KEY for one in (listed or {}).get("Contents", [])):
            return False
        self._asked(
            "the state of the bootstrap cannot be read",
            lambda: self.s3.head_object(
                Bucket=self.names.state_bucket,
                Key=_STATE_KEY,
                ExpectedBucketOwner=self.caller.account,
            ),
        )
        return True

    def oidc_provider_exists(self) -> bool:
        """Tell whether the account has GitHub's identity provider already."""
        arn = self.names.oidc_provider_arn
        what = "GitHub's identity provider cannot be looked for"
        ask = self.iam.get_open_id_connect_provider
        return self._asked(what, lambda: ask(OpenIDConnectProviderArn=arn)) is not None

    def strangers(self, creations: Iterable[Creation]) -> tuple[Stranger, ...]:
        """Return those of the planned creations whose name is taken."""
        found = (self._stranger(one) for one in creations)
        return tuple(one for one in found if one is not None)

    def _stranger(self, creation: Creation) -> Stranger | None:
        name, what = creation.name, f"{creation.kind} {creation.name} cannot be looked for"
        if creation.kind == BUCKET:
            return Stranger(creation, name) if self._bucket_exists(name) else None
        if creation.kind == ALIAS:
            key = self._asked(what, lambda: self.kms.describe_key(KeyId=name))
            return Stranger(creation, name, key["KeyMetadata"]["KeyId"]) if key else None
        arn = self.names.policy_arn(name)
        import_id, ask = {
            ROLE: (name, lambda: self.iam.get_role(RoleName=name)),
            POLICY: (arn, lambda: self.iam.get_policy(PolicyArn=arn)),
        }[creation.kind]
        return Stranger(creation, import_id) if self._asked(what, ask) is not None else None

    def _bucket_exists(self, name: str) -> bool:
        """Tell it. Raises `BerthcareError` for one that is there, and not this account's."""

        def ask() -> Any:
            try:
                return self.s3.head_bucket(Bucket=name, ExpectedBucketOwner=self.caller.account)
            except ClientError as error:
                if error.response["Error"]["Code"] != _FORBIDDEN:
                    raise
                raise BerthcareError(
                    f"The bucket {name} is another account's, or you, "
                    f"{self.caller.principal_arn}, may not see it.",
                    f"{_AS_ADMINISTRATOR}   An administrator sees what S3 says of it by aws s3api "
                    f"head-bucket --bucket {name}, and reports a name that another account took "
                    "first to AWS Support.",
                ) from None

        return self._asked(f"the bucket {name} cannot be looked for", ask) is not None

    def _asked(self, what: str, ask: Callable[[], Any]) -> Any:
        """Return the answer, or `None` where there is no such thing."""
        try:
            return ask()
        except ClientError as error:
            if error.response["Error"]["Code"] in _NOT_THERE:
                return None
            if error.response["Error"]["Code"] in _REFUSED:
                who = f"you are {self.caller.principal_arn}, and may not"
                raise BerthcareError(f"{what}: {who} ({told(error)}).", _AS_ADMINISTRATOR) from None
            raise _for_administrator(refusal(what, error, os.environ)) from None
        except BotoCoreError as error:
            raise _for_administrator(refusal(what, error, os.environ)) from None


def _for_administrator(error: BerthcareError) -> BerthcareError:
    """Return a refusal that tells a deployer's remedy, with the one of this command."""
    return BerthcareError(error.what, error.remedy.replace("a deployer", "an administrator"))
