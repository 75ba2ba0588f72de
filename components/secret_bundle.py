"""The Twilio secret bundle: three secrets of one environment, under one customer-managed key.

The program owns the account SID, the phone numbers and the webhook addresses: a secret is written
again when one of them changes. The auth token and the webhook token it writes once; rotation owns
them afterwards, outside Pulumi, so differences in them alone are ignored, and a stored webhook
token is carried over (docs/adr/0008). Which numbers serve is the operators' choice: a stored
failover stays in force (docs/adr/0010).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.rotation import rotated_secrets
from berthcare.documents.secret_access import secrets_key_policy
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.serving_account import StoredAccount
from berthcare.webhooks import Webhooks
from components.guarded_secret import GuardedSecret, GuardedSecretArgs, register_guarded_secret
from components.webhook_token import webhook_token

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
    rotation: str
    """ARN of the role that replaces the tokens of the account and of the webhooks."""
    writers: Sequence[str]
    """Role or user ARNs that manage the values; at least one must live."""
    previewers: Sequence[str]
    """Role ARNs that read all of it to say what a deployment would do."""
    account_sid: pulumi.Input[str]
    auth_token: pulumi.Input[str]
    parent: ParentAccount | None
    """The main account; `None` where it serves itself."""
    stored_account: StoredAccount | None
    """What the account's secret holds, where that is left to rotation."""
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
    account: GuardedSecret
    phone_numbers: GuardedSecret
    webhooks: GuardedSecret

    def __init__(
        self, name: str, args: SecretBundleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:secrets:SecretBundle", name, None, opts)
        self._name = name
        self._args = args
        self._rotated = rotated_secrets(args.names, has_parent=args.parent is not None)

        key = self._key()
        self.key_arn, self.key_id = key.arn, key.key_id
        self.account = self._account()
        self.phone_numbers = self._phone_numbers()
        self.webhooks = self._webhooks()
        if args.parent is not None:
            self._parent(args.parent)
        self.register_outputs(
            {
                "key_arn": self.key_arn,
                "account_arn": self.account.arn,
                "phone_numbers_arn": self.phone_numbers.arn,
                "webhooks_arn": self.webhooks.arn,
            }
        )

    def _key(self) -> aws.kms.Key:
        args = self._args
        policy = secrets_key_policy(
            args.names,
            args.account_id,
            [args.backend, args.watcher, *args.previewers],
            args.writers,
            rotators=[args.rotation],
            rotated=self._rotated,
        )
        key = aws.kms.Key(
            f"{self._name}-key",
            description=f"Twilio secrets of {self._args.names.environment}.",
            enable_key_rotation=True,
            rotation_period_in_days=KEY_ROTATION_DAYS,
            deletion_window_in_days=KEY_DELETION_WINDOW_DAYS,
            policy=json.dumps(policy),
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        aws.kms.Alias(
            f"{self._name}-key-alias",
            name=self._args.names.secrets_key_alias,
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key

    def _account(self) -> GuardedSecret:
        args, stored = self._args, self._args.stored_account
        return self._secret(
            "account",
            args.names.account_secret,
            "Twilio account SID and auth token.",
            {
                "account_sid": args.account_sid,
                # Ignored as long as the version is in the state. Secrets Manager deletes one that
                # rotation has put out of use, and a refresh then has it made again.
                "auth_token": args.auth_token if stored is None else stored.auth_token,
            },
            ignore_changes=() if stored is None else ROTATED,
        )

    def _phone_numbers(self) -> GuardedSecret:
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

    def _webhooks(self) -> GuardedSecret:
        name = self._args.names.webhooks_secret
        stored = self._args.stored.get(name)
        owned = {
            "voice_webhook_url": self._args.webhooks.voice_url,
            "voice_status_callback": self._args.webhooks.voice_status_callback,
            "sms_webhook_url": self._args.webhooks.sms_url,
            "sms_status_callback": self._args.webhooks.sms_status_callback,
        }
        return self._secret(
            "webhooks",
            name,
            "Webhook addresses that Twilio calls, and their token.",
            {**owned, "webhook_auth_token": webhook_token(stored)},
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
    ) -> GuardedSecret:
        """Register one secret; backend and watcher read it, unless `readers` says who does.

        Previewers read each: the program and a refresh ask for its value.
        """
        args = self._args
        own = [args.backend, args.watcher] if readers is None else readers
        return register_guarded_secret(
            f"{self._name}-{suffix}",
            GuardedSecretArgs(
                secret_name=secret_name,
                description=description,
                value=value,
                ignore_changes=ignore_changes,
                readers=[*own, *args.previewers],
                writers=args.writers,
                rotators=[args.rotation] if secret_name in self._rotated else [],
                key_arn=self.key_arn,
                recovery_window_days=args.recovery_window_days,
            ),
            self,
        )


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
