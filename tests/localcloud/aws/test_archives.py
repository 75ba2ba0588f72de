"""Which archives are carried, what makes two of them one, and where their files are looked for."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from localcloud.aws.archives import (
    ARCHIVE,
    SIGNATURE,
    hashed,
    problems_with_archive,
    same_archive,
    zip_content,
)
from localcloud.aws.errors import StandInError
from localcloud.aws.wire import decode, encode

FILE = {SIGNATURE: ARCHIVE, "path": "pack/code.zip", "hash": "0123"}
ASSET = "c44067f5952c0a294b673a41bacd8c17"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program's folder with the archive `pack/code.zip`."""
    (tmp_path / "pack").mkdir()
    with zipfile.ZipFile(tmp_path / "pack" / "code.zip", "w") as packed:
        packed.writestr("main.py", "pass")
    return tmp_path


def test_an_archive_survives_the_wire() -> None:
    assert decode(encode({"code": FILE})).values == {"code": FILE}


def test_a_zip_file_is_taken() -> None:
    assert problems_with_archive(FILE, "code") == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("code.zip", "FileArchive, and is of type str"),
        ({SIGNATURE: ASSET, "path": "code.zip"}, "must be a pulumi.FileArchive"),
        ({SIGNATURE: ARCHIVE, "uri": "https://example.com/code.zip"}, "pulumi.RemoteArchive"),
        ({SIGNATURE: ARCHIVE, "assets": {}}, "pulumi.AssetArchive"),
        ({**FILE, "path": "pack"}, "does not pack 'pack'"),
    ],
)
def test_any_other_kind_is_refused_by_its_name(value: Any, told: str) -> None:
    ((name, reason),) = problems_with_archive(value, "code")
    assert name == "code"
    assert told in reason


def test_the_content_decides_whether_two_archives_are_one() -> None:
    assert same_archive(FILE, {SIGNATURE: ARCHIVE, "hash": "0123"})
    assert not same_archive(FILE, {**FILE, "hash": "4567"})


def test_an_archive_without_a_hash_is_never_taken_for_unchanged() -> None:
    unhashed = {SIGNATURE: ARCHIVE, "path": "pack/code.zip"}
    assert not same_archive(unhashed, unhashed)


def test_without_an_engine_the_content_gives_the_hash(folder: Path) -> None:
    unhashed = {SIGNATURE: ARCHIVE, "path": "pack/code.zip"}
    first = hashed(unhashed, lambda: folder)
    assert same_archive(first, hashed(unhashed, lambda: folder))
    with zipfile.ZipFile(folder / "pack" / "code.zip", "w") as packed:
        packed.writestr("main.py", "import os")
    assert not same_archive(first, hashed(unhashed, lambda: folder))


@pytest.mark.parametrize("value", [FILE, "text", {"path": "pack/code.zip"}, None])
def test_any_other_value_needs_no_hash(value: Any) -> None:
    assert hashed(value, Path.cwd) is value


def test_a_relative_path_starts_in_the_folder_of_the_program(folder: Path) -> None:
    content = zip_content(FILE, lambda: folder)
    assert content == (folder / "pack" / "code.zip").read_bytes()


def test_an_absolute_path_needs_no_folder(folder: Path) -> None:
    def nowhere() -> Path:
        raise AssertionError("asked for a folder")

    whole = {**FILE, "path": str(folder / "pack" / "code.zip")}
    assert zip_content(whole, nowhere).startswith(b"PK")


def test_a_missing_file_is_told_with_the_place_that_was_looked_at(tmp_path: Path) -> None:
    with pytest.raises(StandInError, match="No such file") as missing:
        zip_content(FILE, lambda: tmp_path)
    assert str(tmp_path / "pack" / "code.zip") in str(missing.value)


def test_a_file_that_only_has_the_name_of_a_zip_is_refused(folder: Path) -> None:
    (folder / "pack" / "code.zip").write_text("not packed")
    with pytest.raises(StandInError, match=r"is not a \.zip file"):
        zip_content(FILE, lambda: folder)
