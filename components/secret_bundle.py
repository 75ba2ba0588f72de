"""The Twilio secret bundle: three secrets of one environment, under one customer-managed key.

The program owns the account SID, the phone numbers and the webhook addresses: a secret is written
again when one of them changes. The auth token and the webhook token it writes once; rotation owns
them afterwards, outside Pulumi, so differences in them alone are ignored, and a stored webhook
token is carried over (docs/adr/0008). Which numbers serve is the operators' choice: a stored
failover stays in force (docs/adr/0010).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.secret_access import secret_policy, secrets_key_policy
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.webhooks import Webhooks

KEY_DELETION_WINDOW_DAYS = 30
KEY_ROTATION_DAYS = 365
ROTATED = ("secretString", "versionStages")
"""What is ignored of a secret that rotation writes too, unless the program has news for it.

Writing it in the middle of a rotation makes Secrets Manager abandon that (User Guide, "Troubleshoot
rotation"), so it is written only where a value that the program owns changed."""


@dataclass(frozen=True, kw_only=True)
class ParentAccount:
    """The main Twilio account, by whose credentials a subaccount is suspended and resumed."""

    sid: str
    auth_token: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SecretBundleArgs:
    """What the secrets hold and who may touch them."""

    names: Names
    account_id: str
    backend: str
    """ARN of the role that reads what serves: all but the parent's credentials."""
    watcher: str
    """ARN of the role that compares all of it with Twilio."""
    writers: Sequence[str]
    """Role or user ARNs that manage the values; at least one must live."""
    account_sid: pulumi.Input[str]
    auth_token: pulumi.Input[str]
    parent: ParentAccount | None
    """The main account; `None` where it serves itself."""
    account_is_stored: bool
    """The account's secret holds this account already; its token is left to rotation."""
    voice_number: pulumi.Input[str]
    """E.164."""
    sms_number: pulumi.Input[str]
    """E.164; may be the voice number."""
    backup_numbers: pulumi.Input[list[str]]
    """E.164, in the order in which a failover takes them."""
    webhooks: Webhooks
    recovery_window_days: int
    stored: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False)
    """The JSON objects that secrets hold already, by secret name."""


class SecretBundle(pulumi.ComponentResource):
    """`{env}/twilio/account`, `/phone-numbers` and `/webhooks`, and the key that encrypts them.

    Where a subaccount serves, `/parent` too, which the backend cannot read (docs/adr/0015).
    """

    key_arn: pulumi.Output[str]
    key_id: pulumi.Output[str]
    account_arn: pulumi.Output[str]
    phone_numbers_arn: pulumi.Output[str]
    webhooks_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: SecretBundleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:secrets:SecretBundle", name, None, opts)
        self._name = name
        self._args = args
        self._kept = pulumi.ResourceOptions(parent=self, protect=True)

        key = self._key()
        self.key_arn, self.key_id = key.arn, key.key_id
        self.account_arn = self._account()
        self.phone_numbers_arn = self._phone_numbers()
        self.webhooks_arn = self._webhooks()
        if args.parent is not None:
            self._parent(args.parent)
        self.register_outputs(
            {
                "key_arn": self.key_arn,
                "account_arn": self.account_arn,
                "phone_numbers_arn": self.phone_numbers_arn,
                "webhooks_arn": self.webhooks_arn,
            }
        )

    def _key(self) -> aws.kms.Key:
        args = self._args
        policy = secrets_key_policy(
            args.names, args.account_id, [args.backend, args.watcher], args.writers
        )
        key = aws.kms.Key(
            f"{self._name}-key",
            description=f"Twilio secrets of {self._args.names.environment}.",
            enable_key_rotation=True,
            rotation_period_in_days=KEY_ROTATION_DAYS,
            deletion_window_in_days=KEY_DELETION_WINDOW_DAYS,
            policy=json.dumps(policy),
            opts=self._kept,
        )
        aws.kms.Alias(
            f"{self._name}-key-alias",
            name=self._args.names.secrets_key_alias,
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key

    def _account(self) -> pulumi.Output[str]:
        return self._secret(
            "account",
            self._args.names.account_secret,
            "Twilio account SID and auth token.",
            {"account_sid": self._args.account_sid, "auth_token": self._args.auth_token},
            ignore_changes=ROTATED if self._args.account_is_stored else (),
        )

    def _phone_numbers(self) -> pulumi.Output[str]:
        args = self._args
        name = args.names.phone_numbers_secret
        stored = args.stored.get(name)
        numbers = pulumi.Output.all(args.voice_number, args.sms_number, args.backup_numbers)
        return self._secret(
            "phone-numbers",
            name,
            "Twilio phone numbers: those that serve, the primaries and the reserve.",
            numbers.apply(lambda known: _pool(known[0], known[1], known[2], stored)),
        )

    def _webhooks(self) -> pulumi.Output[str]:
        name = self._args.names.webhooks_secret
        stored = self._args.stored.get(name)
        owned = {
            "voice_webhook_url": self._args.webhooks.voice_url,
            "voice_status_callback": self._args.webhooks.voice_status_callback,
            "sms_webhook_url": self._args.webhooks.sms_url,
            "sms_status_callback": self._args.webhooks.sms_status_callback,
        }
        token = str(stored["webhook_auth_token"]) if stored else secrets.token_hex(16)
        return self._secret(
            "webhooks",
            name,
            "Webhook addresses that Twilio calls, and their token.",
            {**owned, "webhook_auth_token": token},
            ignore_changes=ROTATED if _holds(stored, owned) else (),
        )

    def _parent(self, parent: ParentAccount) -> None:
        """Register what the watcher alone reads; people rotate it at Twilio, and here."""
        self._secret(
            "parent",
            self._args.names.parent_secret,
            "Main Twilio account: SID and auth token, for the watcher.",
            {"account_sid": parent.sid, "auth_token": parent.auth_token},
            readers=[self._args.watcher],
        )

    def _secret(
        self,
        suffix: str,
        secret_name: str,
        description: str,
        value: pulumi.Input[Mapping[str, object]],
        *,
        readers: Sequence[str] | None = None,
        ignore_changes: Sequence[str] = (),
    ) -> pulumi.Output[str]:
        """Register one secret; backend and watcher read it, unless `readers` says who does."""
        args = self._args
        allowed = [args.backend, args.watcher] if readers is None else readers
        secret = aws.secretsmanager.Secret(
            f"{self._name}-{suffix}",
            name=secret_name,
            description=description,
            kms_key_id=self.key_arn,
            recovery_window_in_days=self._args.recovery_window_days,
            opts=self._kept,
        )
        policy = aws.secretsmanager.SecretPolicy(
            f"{self._name}-{suffix}-policy",
            secret_arn=secret.arn,
            policy=json.dumps(secret_policy(allowed, args.writers)),
            block_public_policy=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        text: pulumi.Output[str] = pulumi.Output.json_dumps(value)
        secret_text: pulumi.Output[str] = pulumi.Output.secret(text)
        aws.secretsmanager.SecretVersion(
            f"{self._name}-{suffix}-version",
            secret_id=secret.id,
            secret_string=secret_text,
            opts=pulumi.ResourceOptions(
                parent=self,
                # No value exists before the policy that guards it.
                depends_on=[policy],
                ignore_changes=list(ignore_changes),
            ),
        )
        return secret.arn


def _holds(stored: Mapping[str, object] | None, owned: Mapping[str, object]) -> bool:
    """Tell whether a stored secret has what the program owns of it."""
    return stored is not None and owned.items() <= stored.items()


def _pool(
    voice: str, sms: str, backups: Sequence[str], stored: Mapping[str, object] | None
) -> dict[str, str | list[str]]:
    """Return the numbers to write, and say aloud where a number that served is no more."""
    pool = NumberPool.of(voice, sms, backups, stored)
    for purpose, gone in pool.dropped(stored).items():
        pulumi.log.warn(
            f"{gone} served {purpose.value} and is no number of this stack any more; "
            f"{pool.serving(purpose)} serves instead. See who serves: berthcare failover "
            f"--stack {pulumi.get_stack()} --next --dry-run"
        )
    return pool.document()
