import stat
from pathlib import Path

import pytest

from berthcare.bootstrap.workspace import Workspace, workspace_of


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
    with pytest.raises(OSError, match="folder"):
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
    with workspace_of(tmp_path, dry_run=True) as workspace:
        begun(workspace)
        elsewhere = workspace.folder
    assert list(tmp_path.iterdir()) == []
    assert not elsewhere.exists()


def test_a_dry_run_looks_at_the_state_of_a_run_that_did_not_finish(tmp_path: Path) -> None:
    begun(Workspace(tmp_path / ".bootstrap"))
    with workspace_of(tmp_path, dry_run=True) as workspace:
        assert workspace.holds_state
    assert workspace.holds_state


def test_a_run_works_in_the_clone_s_own_folder(tmp_path: Path) -> None:
    with workspace_of(tmp_path, dry_run=False) as workspace:
        assert workspace.folder == tmp_path / ".bootstrap"


def test_git_ignores_the_folder() -> None:
    ignored = (Path(__file__).parents[3] / ".gitignore").read_text().splitlines()
    assert "/.bootstrap/" in ignored
