"""What a state says was begun."""

import pytest

from berthcare.errors import BerthcareError
from berthcare.recover.pending import Pending, pending_of
from tests.unit.recover.made_by_hand import PARENT, PROVIDER, state

_URN = "urn:pulumi:staging::p::aws:iam/role:Role::backend-role"
_SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    "ciphertext": "x",
}
_RESOURCE = {
    "urn": _URN,
    "type": "aws:iam/role:Role",
    "custom": True,
    "inputs": {"name": "backend", "hidden": _SECRET},
    "parent": PARENT,
    "provider": f"{PROVIDER}::1234",
    "protect": True,
}


def test_a_creation_is_read_with_its_place() -> None:
    [one] = pending_of(state({"type": "creating", "resource": _RESOURCE}))
    assert str(one) == "creating aws:iam/role:Role backend-role"
    assert (one.parent, one.provider, one.protected) == (PARENT, PROVIDER, True)
    assert one.inputs["name"] == "backend"
    assert one.is_creation


def test_no_secret_of_its_inputs_is_read() -> None:
    [one] = pending_of(state({"type": "creating", "resource": _RESOURCE}))
    assert repr(one.inputs["hidden"]) == "SECRET"
    assert "backend'" not in repr(one)


def begun(**there: object) -> Pending:
    """Return the creation where the state has a resource at its place."""
    creating = {"type": "creating", "resource": _RESOURCE}
    [one] = pending_of(state(creating, besides=({"urn": _URN, "id": "backend", **there},)))
    return one


def test_of_a_creation_that_the_state_has_the_id_is_known() -> None:
    one = begun()
    assert (one.is_known, one.is_taken, one.known_id) == (True, True, "backend")


def test_what_was_deleted_to_be_made_anew_takes_the_place_and_is_not_the_one() -> None:
    one = begun(pendingReplacement=True)
    assert (one.is_taken, one.known_id) == (True, "")


def test_what_is_still_to_be_deleted_takes_no_place() -> None:
    one = begun(delete=True)
    assert (one.is_known, one.is_taken, one.known_id) == (True, False, "")


def test_a_state_without_an_open_operation_has_none() -> None:
    assert pending_of(state()) == ()


def test_a_damaged_state_is_told() -> None:
    with pytest.raises(BerthcareError, match="damaged"):
        pending_of(state({"type": "creating"}))
