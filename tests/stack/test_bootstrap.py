"""An account is bootstrapped: interrupted once, typed again, and typed again from another clone."""

import json

import pytest

from berthcare.account_names import SECRETS_PROVIDER
from tests.stack.bootstrapped import (
    NAMES,
    REPOSITORY,
    STATE_KEY,
    Bootstrapped,
    latest,
    state_in_bucket,
)

pytestmark = [pytest.mark.engine, pytest.mark.cloud]


def test_an_interrupt_says_what_is_done_and_how_to_go_on(bootstrapped: Bootstrapped) -> None:
    ran = bootstrapped.interrupted
    assert ran.status == 130, ran.text
    assert "interrupted; it may have been done" in ran.text
    assert "What is done is kept, and the state knows of it: it is in .boot" in ran.text
    assert f"Go on: berthcare bootstrap --repository {REPOSITORY}" in ran.text
    assert bootstrapped.kept["resources"]


def test_the_same_command_ends_with_the_same_state_in_the_bucket(
    bootstrapped: Bootstrapped,
) -> None:
    assert bootstrapped.finished.status == 0, bootstrapped.finished.text
    assert bootstrapped.moved["resources"] == bootstrapped.kept["resources"]


def test_the_state_is_under_the_key_that_the_program_made(bootstrapped: Bootstrapped) -> None:
    provider = bootstrapped.moved["secrets_providers"]
    assert (provider["type"], provider["state"]["url"]) == ("cloud", SECRETS_PROVIDER)
    head = bootstrapped.cloud.aws("s3").head_object(Bucket=NAMES.state_bucket, Key=STATE_KEY)
    assert head["ServerSideEncryption"] == "aws:kms"


def test_no_copy_is_left_in_any_clone(bootstrapped: Bootstrapped) -> None:
    for place in (bootstrapped.first, bootstrapped.elsewhere):
        assert not (place / ".bootstrap").exists()
        assert list((place / "bootstrap").glob("Pulumi.*.yaml")) == []


def test_what_is_to_be_typed_next_leads_to_the_embedded_cloud_and_no_repository(
    bootstrapped: Bootstrapped,
) -> None:
    told = bootstrapped.finished.text.partition("Type next:")[2]
    assert "  make up\n" in told
    assert "gh " not in told


def test_an_update_is_told_by_a_line_a_resource(bootstrapped: Bootstrapped) -> None:
    lines = bootstrapped.interrupted.text.splitlines()
    for told in ("create aws:kms/key:Key state-key", "create aws:s3/bucket:Bucket state-bucket"):
        assert [line for line in lines if line.endswith(told)] != []
    assert [line for line in lines if line.startswith("    ")] == []


def test_another_clone_finds_the_state_in_the_bucket_and_changes_nothing(
    bootstrapped: Bootstrapped,
) -> None:
    ran = bootstrapped.again
    assert ran.status == 0, ran.text
    told = json.loads(ran.text[ran.text.index("\n{") :])
    assert (told["state"], told["changed"], told["plan"]) == ("bucket", False, [])
    assert latest(state_in_bucket(bootstrapped.cloud)) == bootstrapped.moved
