"""One environment's communications, whole: account, numbers, secrets, access, monitoring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from berthcare.documents.rotation import rotation_role_arn
from berthcare.documents.watcher import watcher_role_arn
from berthcare.principals import backend_role_arn, operators_of, permissions_boundary_arn
from berthcare.serving_account import account_left_to_rotation
from berthcare.settings import Settings
from components.backend_access import BackendAccess, BackendAccessArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.phone_numbers import PhoneNumbers, PhoneNumbersArgs
from components.rotation import Rotation, RotationArgs
from components.secret_bundle import ParentAccount, SecretBundle, SecretBundleArgs
from components.spend_alerts import SpendAlerts, SpendAlertsArgs
from components.twilio_account import TwilioAccount, TwilioAccountArgs


@dataclass(frozen=True, kw_only=True)
class CommunicationsArgs:
    """The stack's settings, and who runs the program in which account."""

    settings: Settings
    account_id: str
    caller_arn: str
    """IAM ARN of whoever runs the program: a session's role, or a user."""
    stored_secrets: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False)
    """The JSON objects that secrets hold already, by secret name."""


class Communications(pulumi.ComponentResource):
    """The root of a stack.

    Raises `SettingsError` for a caller who would lock itself out or only previews, and for another
    account's backend.
    """

    def __init__(
        self, name: str, args: CommunicationsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:index:Communications", name, None, opts)
        self._settings = args.settings
        self._account_id = args.account_id
        self._stored = args.stored_secrets
        self._child = pulumi.ResourceOptions(parent=self)
        self._backend_arn = backend_role_arn(
            args.settings.names,
            account_id=args.account_id,
            existing=args.settings.backend_role_arn,
        )
        self._operators = operators_of(
            args.settings.deployers,
            args.settings.previewers,
            account_id=args.account_id,
            caller_arn=args.caller_arn,
            in_preview=pulumi.runtime.is_dry_run(),
        )
        self._boundary = permissions_boundary_arn(
            args.settings.permissions_boundary, args.account_id
        )

        self._stored_account = account_left_to_rotation(
            args.settings.account, args.stored_secrets.get(args.settings.names.account_secret)
        )
        self.account = self._account()
        self.numbers = self._numbers()
        self._spend_alerts()
        self.secrets = self._secrets()
        self.access = self._access()
        self.monitoring = self._monitoring()
        self._rotation()
        self.register_outputs(self.exports())

    def exports(self) -> dict[str, pulumi.Output[Any]]:
        """Return the stack's outputs: ARNs, names and numbers, never a secret's value.

        The numbers are the environment's own; which ones serve now is in the secret.
        """
        return {
            "account_secret_arn": self.secrets.account.arn,
            "phone_numbers_secret_arn": self.secrets.phone_numbers.arn,
            "webhooks_secret_arn": self.secrets.webhooks.arn,
            "secrets_key_arn": self.secrets.key_arn,
            "backend_role_arn": self.access.role_arn,
            "alert_topic_arn": self.monitoring.topic_arn,
            "unauthorized_access_alarm": self.monitoring.unauthorized_access_alarm,
            "trail_log_group": self.monitoring.log_group_name,
            "voice_number": self.numbers.voice_number,
            "sms_number": self.numbers.sms_number,
            "backup_numbers": self.numbers.backup_numbers,
            "twilio_account_sid": self.account.account_sid,
        }

    def _account(self) -> TwilioAccount:
        return TwilioAccount(
            "account",
            TwilioAccountArgs(
                names=self._settings.names,
                account=self._settings.account,
                stored=self._stored_account,
            ),
            self._child,
        )

    def _numbers(self) -> PhoneNumbers:
        return PhoneNumbers(
            "numbers",
            PhoneNumbersArgs(
                numbers=self._settings.numbers,
                webhooks=self._settings.webhooks,
                subaccount_sid=self.account.subaccount_sid,
            ),
            self._child,
        )

    def _spend_alerts(self) -> SpendAlerts:
        return SpendAlerts(
            "spend",
            SpendAlertsArgs(
                subaccount_sid=self.account.subaccount_sid,
                callback_url=self._settings.usage_webhook,
            ),
            self._child,
        )

    def _secrets(self) -> SecretBundle:
        settings = self._settings
        return SecretBundle(
            "twilio",
            SecretBundleArgs(
                names=settings.names,
                account_id=self._account_id,
                backend=self._backend_arn,
                watcher=watcher_role_arn(settings.names, self._account_id),
                rotation=rotation_role_arn(settings.names, self._account_id),
                writers=self._operators.deployers,
                previewers=self._operators.previewers,
                account_sid=self.account.account_sid,
                auth_token=self.account.auth_token,
                parent=self._parent(),
                stored_account=self._stored_account,
                voice_number=self.numbers.voice_number,
                sms_number=self.numbers.sms_number,
                backup_numbers=self.numbers.backup_numbers,
                webhooks=settings.webhooks,
                recovery_window_days=settings.recovery_window_days,
                stored=self._stored,
            ),
            self._child,
        )

    def _parent(self) -> ParentAccount | None:
        account = self._settings.account
        if not account.use_subaccount:
            return None
        return ParentAccount(sid=account.sid, auth_token=account.auth_token)

    def _access(self) -> BackendAccess:
        return BackendAccess(
            "backend",
            BackendAccessArgs(
                names=self._settings.names,
                account_id=self._account_id,
                key_arn=self.secrets.key_arn,
                existing_role_arn=self._settings.backend_role_arn,
                deployers=self._operators.deployers,
                permissions_boundary=self._boundary,
            ),
            self._child,
        )

    def _monitoring(self) -> Monitoring:
        settings = self._settings
        return Monitoring(
            "monitoring",
            MonitoringArgs(
                names=settings.names,
                account_id=self._account_id,
                settings=settings.monitoring,
                backend_arn=self._backend_arn,
                deployers=self._operators.deployers,
                previewers=self._operators.previewers,
                permissions_boundary=self._boundary,
                secrets_key_arn=self.secrets.key_arn,
                secrets_key_id=self.secrets.key_id,
                twilio_account_sid=self.account.account_sid,
                has_parent=settings.account.use_subaccount,
                spend_limit_usd=settings.numbers.monthly_spend_limit_usd,
            ),
            self._child,
        )

    def _rotation(self) -> None:
        settings, use_subaccount = self._settings, self._settings.account.use_subaccount
        Rotation(
            "rotation",
            RotationArgs(
                names=settings.names,
                account_id=self._account_id,
                twilio_account_sid=self.account.account_sid,
                account=self.secrets.account if use_subaccount else None,
                webhooks=self.secrets.webhooks,
                secrets_key_arn=self.secrets.key_arn,
                monitoring_key_arn=self.monitoring.key_arn,
                log_retention_days=settings.monitoring.log_retention_days,
                sentry_dsn=settings.monitoring.sentry_dsn,
                permissions_boundary=self._boundary,
            ),
            self._child,
        )
