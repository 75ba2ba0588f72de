"""Steps for versions that are not the pending one: none of them changes anything."""

import uuid
from functools import partial

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import STEPS, Function
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.stored import CURRENT, PENDING, PREVIOUS, Stored
from tests.functions.rotation.world import OPEN, URLS, World

SECRETS = ("account", "webhooks")


@pytest.fixture(params=SECRETS)
def stored(request: pytest.FixtureRequest, world: World) -> Stored:
    found: Stored = getattr(world, request.param)
    return found


@pytest.mark.parametrize("step", STEPS)
def test_a_version_that_is_current_already_is_done_with(
    step: str, stored: Stored, function: Function, boundary: Boundary
) -> None:
    version = function.rotate(stored)
    boundary.crossed.clear()

    (outcome,) = function.step(stored, version, step).values()
    assert outcome == "current already"
    assert boundary.crossed == ["DescribeSecret"]


@pytest.mark.parametrize("step", STEPS)
def test_a_version_that_the_secret_does_not_have_is_refused(
    step: str, stored: Stored, function: Function, boundary: Boundary
) -> None:
    with pytest.raises(RotationFailed, match=f"{step}: the secret has no such version"):
        function.step(stored, str(uuid.uuid4()), step)
    assert boundary.crossed == ["DescribeSecret"]


@pytest.mark.parametrize("step", STEPS)
def test_a_version_that_is_not_pending_is_refused(
    step: str, stored: Stored, function: Function, boundary: Boundary
) -> None:
    function.rotate(stored)
    boundary.crossed.clear()

    with pytest.raises(RotationFailed, match=f"{step}: the version is not pending"):
        function.step(stored, stored.holder(PREVIOUS), step)
    assert boundary.crossed == ["DescribeSecret"]


@pytest.mark.parametrize("step", STEPS)
def test_a_secret_whose_rotation_is_off_is_left_alone(
    step: str,
    stored: Stored,
    function: Function,
    boundary: Boundary,
    double: SecretsManagerDouble,
) -> None:
    version = stored.begin()
    double.is_rotation_enabled = False

    with pytest.raises(RotationFailed, match=f"{step}: rotation is not enabled for the secret"):
        function.step(stored, version, step)
    assert boundary.crossed == ["DescribeSecret"]


@pytest.mark.parametrize("step", ["setSecret", "finishSecret"])
def test_a_pending_version_without_a_value_takes_nobodys_place(
    step: str, stored: Stored, function: Function
) -> None:
    current, version = stored.holder(CURRENT), stored.begin()

    with pytest.raises(RotationFailed, match=f"{step}: the pending version holds no value"):
        function.step(stored, version, step)
    assert stored.holder(CURRENT) == current


def test_no_other_version_than_the_one_asked_for_is_looked_at(
    stored: Stored, function: Function, boundary: Boundary
) -> None:
    version = stored.begin()
    function.step(stored, version, "createSecret")
    boundary.let_in("GetSecretValue", partial(stored.write, stored.value(PENDING) or {}, PENDING))

    with pytest.raises(RotationFailed, match="setSecret: AWS InvalidRequestException"):
        function.step(stored, version, "setSecret")


def test_a_version_that_was_given_up_is_not_finished_beside_its_successor(
    stored: Stored, function: Function
) -> None:
    first = stored.begin()
    function.step(stored, first, "createSecret")
    second = stored.begin()

    with pytest.raises(RotationFailed, match="the version is not pending"):
        function.step(stored, first, "finishSecret")
    function.attempt(stored, second)
    assert stored.holder(CURRENT) == second


@pytest.mark.parametrize("step", ["setSecret", "finishSecret"])
def test_a_pending_token_that_is_the_current_one_takes_nobodys_place(
    step: str, stored: Stored, function: Function
) -> None:
    version = stored.write(stored.value() or {}, PENDING)

    with pytest.raises(RotationFailed, match="the pending token is the current one"):
        function.step(stored, version, step)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({**URLS, "webhook_auth_token": "c" * 31}, "malformed: webhook_auth_token"),
        ({**URLS, "webhook_auth_token": "C" * 32}, "malformed: webhook_auth_token"),
        (URLS, "malformed: webhook_auth_token"),
        (
            {**URLS, "sms_webhook_url": "https://example.com", "webhook_auth_token": "c" * 32},
            "differs in more than its token",
        ),
        (
            {**URLS, "webhook_auth_token": "c" * 32, "other": "key"},
            "differs in more than its token",
        ),
        ({"webhook_auth_token": "c" * 32}, "differs in more than its token"),
    ],
)
@pytest.mark.parametrize("step", ["setSecret", "testSecret", "finishSecret"])
def test_a_webhooks_version_that_changes_anything_else_is_refused(
    step: str, content: dict[str, str], reason: str, world: World, function: Function
) -> None:
    version = world.webhooks.write(content, PENDING, OPEN)

    with pytest.raises(RotationFailed, match=f"webhooks {step}: .*{reason}"):
        function.step(world.webhooks, version, step)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:secretsmanager:ca-central-1:000000000000:secret:staging/twilio/parent-aB3dE6",
        "arn:aws:secretsmanager:ca-central-1:000000000000:secret:production/twilio/account-aB3dE6",
        "arn:aws:secretsmanager:ca-central-1:000000000000:secret:x/staging/twilio/account-aB3dE6",
        "staging/twilio/account",
    ],
)
def test_a_secret_that_is_not_rotated_here_is_refused(
    arn: str, function: Function, boundary: Boundary
) -> None:
    with pytest.raises(RotationFailed, match="this function does not rotate that secret"):
        function({"SecretId": arn, "ClientRequestToken": "v" * 32, "Step": "createSecret"})
    assert boundary.crossed == []


def test_an_event_of_nobody_is_refused(function: Function, boundary: Boundary) -> None:
    with pytest.raises(RotationFailed, match="neither a step of a rotation nor its completion"):
        function({"source": "somebody"})
    assert boundary.crossed == []
