import stat
from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from berthcare.evidence.files import write


def test_the_files_are_whole_and_their_owner_s_alone(tmp_path: Path) -> None:
    paths = write(tmp_path / "new" / "folder", {"a.md": "é\n", "a.json": "{}\n"})

    assert [path.name for path in paths] == ["a.md", "a.json"]
    assert [path.read_text("utf-8") for path in paths] == ["é\n", "{}\n"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]
    assert sorted(path.name for path in paths[0].parent.iterdir()) == ["a.json", "a.md"]


def test_nothing_is_left_where_a_text_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(BerthcareError, match="No space left on device"):
        write(tmp_path, {"a.md": "x"})

    assert list(tmp_path.iterdir()) == []


def test_a_link_at_its_place_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / "a.md").symlink_to(victim)

    write(tmp_path, {"a.md": "new"})

    assert victim.read_text() == "kept"
    assert (tmp_path / "a.md").read_text() == "new"


def test_a_folder_that_is_none_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BerthcareError, match="--output"):
        write(tmp_path / "file", {"a.md": "x"})
