"""Each check fails where what it asks for is broken, and says what."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from berthcare.number_pool import NumberPool
from berthcare.verification.check import Check
from berthcare.verification.checks.backend_reads import BACKEND_READS
from berthcare.verification.checks.forged_request import FORGED_REQUEST
from berthcare.verification.checks.number_webhooks import NUMBER_WEBHOOKS
from berthcare.verification.checks.stranger_refused import STRANGER_REFUSED
from berthcare.verification.checks.traffic import TEST_CALL, TEST_MESSAGE
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome, Verdict
from berthcare.verification.receiver import Receiver
from berthcare.verification.runner import run_one
from tests.localcloud.verification.small_stack import DeployedStack

pytestmark = pytest.mark.cloud

ROLE = "berthcare-backend-staging"


def failure(check: Check, context: Context) -> Outcome:
    outcome = run_one(check, context).outcome
    assert outcome.verdict is Verdict.FAILED, outcome
    assert outcome.remedy
    return outcome


def test_a_backend_without_permission_is_told_secret_by_secret(
    stack: DeployedStack, context: Context
) -> None:
    iam = stack.aws.client("iam")
    policy = iam.get_role_policy(RoleName=ROLE, PolicyName="reads")["PolicyDocument"]
    iam.delete_role_policy(RoleName=ROLE, PolicyName="reads")
    try:
        told = failure(BACKEND_READS, context).detail
    finally:
        iam.put_role_policy(RoleName=ROLE, PolicyName="reads", PolicyDocument=json.dumps(policy))
    for secret in ("account", "phone-numbers", "webhooks"):
        assert f"staging/twilio/{secret}: GetSecretValue answered AccessDenied" in told


def test_a_role_that_does_not_let_deployers_in_is_told(
    stack: DeployedStack, context: Context
) -> None:
    iam = stack.aws.client("iam")
    trust = iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
    tasks_only = {**trust, "Statement": trust["Statement"][:1]}
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(tasks_only))
    try:
        outcome = failure(BACKEND_READS, context)
    finally:
        iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
    assert (
        "The backend's role cannot be assumed: AssumeRole answered AccessDenied" in outcome.detail
    )
    assert "berthcare-verify-*" in outcome.remedy


def test_a_secret_that_anybody_may_read_is_told(stack: DeployedStack, context: Context) -> None:
    client = stack.aws.client("secretsmanager")
    arn = client.create_secret(Name="open/twilio/account", SecretString="{}")["ARN"]
    try:
        opened = replace(context, outputs=replace(context.outputs, account_secret_arn=arn))
        told = failure(STRANGER_REFUSED, opened).detail
    finally:
        client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
    assert told == "a role that is not the backend's read open/twilio/account"


def test_a_number_that_calls_somebody_else_is_told(stack: DeployedStack, context: Context) -> None:
    number = stack.outputs["voice_number"]
    stack.configure_number(number, VoiceUrl="https://elsewhere.example/v1/voice/webhook")
    try:
        drifted = failure(NUMBER_WEBHOOKS, replace(context, stack="berthcare/staging"))
        unheard = failure(TEST_CALL, replace(context, delivery_seconds=1)).detail
    finally:
        url = "https://api-staging.berthcare.ca/v1/voice/webhook"
        stack.configure_number(number, VoiceUrl=url)
    assert f"{number} voice_url is https://elsewhere.example/v1/voice/webhook" in drifted.detail
    assert drifted.remedy == (
        "Write the webhooks again: pulumi up --refresh --stack berthcare/staging"
    )
    assert unheard == f"what {number} received, at /v1/voice/webhook did not come"


def test_a_token_that_twilio_refuses_is_told_without_the_token(context: Context) -> None:
    wrong = replace(context.bundle(), auth_token="w" * 32)
    outcome = failure(NUMBER_WEBHOOKS, replace(context, read_bundle=lambda: wrong))
    assert "refused or did not answer (401, code 20003" in outcome.detail
    assert "w" * 32 not in outcome.detail + outcome.remedy


@pytest.mark.parametrize("check", [TEST_MESSAGE, TEST_CALL], ids=lambda check: check.name)
def test_one_number_for_both_skips_what_twilio_refuses(check: Check, context: Context) -> None:
    bundle = context.bundle()
    number = bundle.voice_number
    single = replace(bundle, pool=NumberPool(number, number, (), number, number))
    outcome = run_one(check, replace(context, read_bundle=lambda: single)).outcome
    assert outcome.verdict is Verdict.SKIPPED
    assert "there is one number" in outcome.detail


def test_a_receiver_that_does_not_answer_is_told(context: Context) -> None:
    away = replace(context, receiver=Receiver("http://127.0.0.1:9"))
    told = failure(FORGED_REQUEST, away).detail
    assert told == "The webhook receiver at http://127.0.0.1:9 does not answer (ConnectionError)."


def test_a_receiver_that_verifies_nothing_is_told(context: Context) -> None:
    with trusting_receiver() as url:
        told = failure(FORGED_REQUEST, replace(context, receiver=Receiver(url))).detail
    assert told == (
        "a forged signature was not refused with 403: /v1/voice/webhook answered 200; "
        "/v1/sms/webhook answered 200"
    )


@contextmanager
def trusting_receiver() -> Iterator[str]:
    """Run a test double of a backend that answers 200 to whatever is posted."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
