"""A verification that touches nothing: its stack, its secrets and its clouds are values."""

from collections.abc import Callable
from typing import Any

import pytest

from berthcare.number_pool import NumberPool
from berthcare.verification.context import Context
from berthcare.verification.stack_outputs import StackOutputs
from berthcare.verification.twilio_bundle import TwilioBundle
from berthcare.webhooks import Webhooks

ContextMaker = Callable[..., Context]


@pytest.fixture
def bundle() -> TwilioBundle:
    return TwilioBundle(
        account_sid="AC" + "0" * 32,
        auth_token="0123456789abcdef" * 2,
        pool=NumberPool(
            primary_voice="+14165550100",
            primary_sms="+14165550101",
            backups=("+16475550102",),
            voice="+14165550100",
            sms="+14165550101",
        ),
        webhooks=Webhooks.of("https://api-staging.berthcare.ca"),
        webhook_auth_token="fedcba9876543210" * 2,
    )


@pytest.fixture
def make_context(bundle: TwilioBundle) -> ContextMaker:
    """Return a maker of contexts; it takes the fields that a test is about."""
    secret = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:staging/twilio"
    outputs = StackOutputs(
        account_secret_arn=f"{secret}/account-AbCdEf",
        phone_numbers_secret_arn=f"{secret}/phone-numbers-AbCdEf",
        webhooks_secret_arn=f"{secret}/webhooks-AbCdEf",
        secrets_key_arn="arn:aws:kms:ca-central-1:000000000000:key/key",
        backend_role_arn="arn:aws:iam::000000000000:role/berthcare-backend-staging",
        alert_topic_arn="arn:aws:sns:ca-central-1:000000000000:berthcare-alerts-staging",
        unauthorized_access_alarm="alarm",
        trail_log_group="/berthcare/cloudtrail/staging",
        voice_number=bundle.voice_number,
        sms_number=bundle.sms_number,
    )

    def make(**fields: Any) -> Context:
        nothing: Any = object()
        given = {
            "stack": "staging",
            "outputs": outputs,
            "aws": nothing,
            "read_bundle": lambda: bundle,
            "state": None,
            "receiver": None,
            "environ": {},
        }
        return Context(**{**given, **fields})

    return make
