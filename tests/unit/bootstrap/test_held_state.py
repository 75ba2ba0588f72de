import json
from pathlib import Path

import pytest

from berthcare.bootstrap.held_state import (
    administrators_of,
    covers,
    half_made,
    is_empty,
    made_the_oidc_provider,
    moved,
    same_resources,
    secrets_provider,
)
from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from tests.unit.bootstrap.doubles import BUCKET, KEY, PASSPHRASE, PROVIDER, stack_with, state

SEE = "PULUMI_BACKEND_URL=s3://b pulumi stack export"
SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"


def moved_home(before: ExportedState) -> str:
    """Return its text under the key of the bucket."""
    return moved(before, state(provider=KEY), kept_in=Path("a clone/state"), see=SEE)


def test_a_state_that_knows_of_nothing_is_empty_and_so_is_none() -> None:
    assert is_empty(None)
    assert is_empty(state())
    assert not is_empty(state(BUCKET))


def test_a_state_with_an_unfinished_creation_alone_is_not_empty() -> None:
    assert not is_empty(state(pending_operations=[{"type": "creating"}]))


def test_a_moved_state_tells_the_same_under_the_secrets_provider_of_its_home() -> None:
    before = state(BUCKET, stack_with(a="b"), metadata={"kept": True})
    after = ExportedState.parse(moved_home(before), "a test")
    assert same_resources(before, after)
    assert secrets_provider(after, SEE) == KEY
    assert after.deployment["metadata"] == {"kept": True}


def test_a_state_with_a_secret_is_not_moved_and_the_secret_is_not_told() -> None:
    secret = {SIGNATURE: SECRET, "ciphertext": "v1:only-here"}
    with pytest.raises(BerthcareError) as refused:
        moved_home(state({**BUCKET, "outputs": {"deep": [secret]}}))
    assert "Nothing was moved" in refused.value.remedy
    assert refused.value.remedy.endswith(f"grep -rn {SIGNATURE} 'a clone/state'")
    assert "only-here" not in str(refused.value)


def test_an_asset_is_marked_like_a_secret_and_is_none() -> None:
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}
    assert moved_home(state({**BUCKET, "inputs": {"asset": asset}}))


def test_a_state_that_names_no_secrets_provider_is_refused() -> None:
    without = ExportedState.parse(json.dumps({"deployment": {}}), "a test")
    with pytest.raises(BerthcareError, match="names no secrets provider") as refused:
        secrets_provider(without, SEE)
    assert refused.value.remedy == f"See it: {SEE}"


def test_what_a_killed_run_was_making_is_told_by_type_and_name() -> None:
    pending = [{"type": "creating", "resource": BUCKET}, {"type": "updating", "resource": PROVIDER}]
    assert half_made(state(pending_operations=pending)) == ("aws:s3/bucket:Bucket state",)
    assert half_made(state(BUCKET)) == half_made(None) == ()


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (state(BUCKET, provider=KEY), True),
        (state(BUCKET, PROVIDER), False),
        (state({**BUCKET, "id": "another"}), False),
        (state(BUCKET, pending_operations=[{"type": "creating"}]), True),
    ],
)
def test_states_are_compared_by_what_they_know(other: ExportedState, *, same: bool) -> None:
    assert same_resources(state(BUCKET), other) is same


def test_a_copy_is_covered_by_a_home_that_knows_more_and_not_by_one_that_knows_less() -> None:
    assert covers(state(BUCKET, PROVIDER), state(BUCKET))
    assert not covers(state(BUCKET), state(BUCKET, PROVIDER))
    assert not covers(state({**BUCKET, "id": "another"}), state(BUCKET))


def test_a_provider_that_the_state_knows_is_this_program_s_own() -> None:
    assert made_the_oidc_provider(state(PROVIDER))
    assert not made_the_oidc_provider(state(BUCKET))
    assert not made_the_oidc_provider(None)


def test_the_administrators_are_those_of_the_last_run_that_finished() -> None:
    arns = ["arn:aws:iam::000000000000:role/path/admin", "arn:aws:iam::000000000000:user/ada"]
    found = administrators_of(state(stack_with(administrator_arns=arns)))
    assert found == ("role/path/admin", "user/ada")
    assert administrators_of(state(stack_with())) == ()
    assert administrators_of(None) == ()


def test_the_provider_of_a_first_run_holds_no_secret_either() -> None:
    assert secrets_provider(state(), SEE) == PASSPHRASE
