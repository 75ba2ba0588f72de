"""What of a clone would be deployed."""

from pathlib import Path

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.plan.checkout import Checkout
from tests.unit.plan.made_by_hand import clone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return clone(tmp_path / "clone")


def test_a_clone_as_its_commit_has_it_has_no_change(folder: Path) -> None:
    checkout = Checkout.of(folder, Environment.STAGING)
    assert checkout.changed == ()
    assert len(checkout.commit) == 40
    assert checkout.commit.startswith(checkout.short)


def test_a_changed_file_of_the_program_and_a_new_one_are_changes(folder: Path) -> None:
    (folder / "__main__.py").write_text("second\n")
    (folder / "components" / "new one.py").write_text("second\n")
    changed = Checkout.of(folder, Environment.STAGING).changed
    assert set(changed) == {"__main__.py", "components/new one.py"}


def test_a_page_and_the_other_environment_s_file_are_not_deployed(folder: Path) -> None:
    (folder / "README.md").write_text("second\n")
    (folder / "Pulumi.production.yaml").write_text("second\n")
    assert Checkout.of(folder, Environment.STAGING).changed == ()
    assert Checkout.of(folder, Environment.PRODUCTION).changed == ("Pulumi.production.yaml",)


def test_of_many_changes_the_first_are_named() -> None:
    checkout = Checkout("0" * 40, ("a", "b", "c", "d", "e"))
    assert checkout.changes_told == "a, b, c and 2 more"


def test_a_folder_without_a_commit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="no clone with a commit"):
        Checkout.of(tmp_path, Environment.STAGING)
