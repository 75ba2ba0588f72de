"""What a state says was begun."""

import pytest

from berthcare.errors import BerthcareError
from berthcare.recover.pending import pending_of
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


def test_a_creation_that_the_state_has_is_none_any_more() -> None:
    [one] = pending_of(state({"type": "creating", "resource": _RESOURCE}, known=(_URN,)))
    assert one.is_known
    assert not one.is_creation


def test_a_state_without_an_open_operation_has_none() -> None:
    assert pending_of(state()) == ()


def test_a_damaged_state_is_told() -> None:
    with pytest.raises(BerthcareError, match="damaged"):
        pending_of(state({"type": "creating"}))
