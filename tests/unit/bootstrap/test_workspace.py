import stat
from pathlib import Path

import pytest

from berthcare.bootstrap.owner import Owner
from berthcare.bootstrap.workspace import Workspace, workspace_of
from berthcare.errors import BerthcareError

OWNER = Owner("000000000000", "127.0.0.1:4566")


def begun(workspace: Workspace) -> None:
    """Put a state where the engine puts it."""
    workspace.prepare()
    file = workspace.state / ".pulumi" / "stacks" / "berthcare-bootstrap" / "account.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")


def test_the_folders_are_private_and_may_be_prepared_twice(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / ".bootstrap")
    workspace.prepare()
    workspace.prepare()
    for folder in (workspace.folder, workspace.state, workspace.project):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_is_private(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write(workspace.stack_file, "text")
    assert workspace.stack_file.read_text() == "text"
    assert stat.S_IMODE(workspace.stack_file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [workspace.stack_file]


def test_a_file_that_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BerthcareError, match="cannot be written"):
        Workspace(tmp_path).write(tmp_path / "folder", "text")
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_a_state_is_held_once_a_stack_was_begun_and_until_all_is_removed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / ".bootstrap")
    before = workspace.holds_state
    begun(workspace)
    after = workspace.holds_state
    workspace.remove()
    workspace.remove()
    assert (before, after, list(tmp_path.iterdir())) == (False, True, [])


def test_a_dry_run_leaves_nothing_in_the_clone(tmp_path: Path) -> None:
    with workspace_of(tmp_path / ".bootstrap", dry_run=True) as workspace:
        begun(workspace)
        elsewhere = workspace.folder
    assert list(tmp_path.iterdir()) == []
    assert not elsewhere.exists()


def test_a_dry_run_looks_at_the_state_of_a_run_that_did_not_finish(tmp_path: Path) -> None:
    begun(Workspace(tmp_path / ".bootstrap"))
    with workspace_of(tmp_path / ".bootstrap", dry_run=True) as workspace:
        assert workspace.holds_state
    assert workspace.holds_state


def test_a_run_works_in_the_named_folder_which_goes_when_nothing_is_to_be_kept(
    tmp_path: Path,
) -> None:
    with workspace_of(tmp_path / "a" / "w", dry_run=False) as workspace:
        workspace.prepare()
        workspace.write(workspace.stack_file, "text")
        assert workspace.folder == tmp_path / "a" / "w"
    assert not workspace.folder.exists()


def test_what_a_run_wants_kept_is_there_for_the_next_one(tmp_path: Path) -> None:
    with workspace_of(tmp_path / "w", dry_run=False) as workspace:
        begun(workspace)
        workspace.keep(OWNER)
    with workspace_of(tmp_path / "w", dry_run=False) as workspace:
        workspace.refuse_another(OWNER)
        assert workspace.holds_state


@pytest.mark.parametrize(
    "other", [Owner("111111111111", "127.0.0.1:4566"), Owner(OWNER.account, "127.0.0.1:5000")]
)
def test_the_state_of_another_account_or_cloud_is_refused_with_the_way_out(
    tmp_path: Path, other: Owner
) -> None:
    workspace = Workspace(tmp_path / "My w")
    begun(workspace)
    workspace.keep(OWNER)
    with pytest.raises(BerthcareError, match=f"on {OWNER}; you are on {other}") as refused:
        workspace.refuse_another(other)
    assert "Only where nothing of what that run made exists any more" in refused.value.remedy
    assert refused.value.remedy.endswith(f"rm -r '{workspace.folder}'")


def test_a_folder_with_things_of_somebody_else_is_neither_used_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with (
        pytest.raises(BerthcareError, match=r"holds other things: notes\.txt"),
        workspace_of(tmp_path, dry_run=False) as workspace,
    ):
        workspace.prepare()
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("a file")
    with (
        pytest.raises(BerthcareError, match="/w cannot be written: File exists") as refused,
        workspace_of(tmp_path / "w", dry_run=False) as workspace,
    ):
        workspace.prepare()
    assert "--workspace FOLDER" in refused.value.remedy
    assert (tmp_path / "w").is_file()


def test_git_ignores_the_folder() -> None:
    ignored = (Path(__file__).parents[3] / ".gitignore").read_text().splitlines()
    assert "/.bootstrap/" in ignored
