"""The record remembers what exists and never a secret."""

from pathlib import Path

from localcloud.rehearsal.record import Entry, Record, entry_of
from localcloud.rehearsal.registration import Registration, urn_of


def _registration(name: str = "version") -> Registration:
    return Registration(
        urn=f"urn:pulumi:dev::small::aws:x/y:Y::{name}",
        type="aws:x/y:Y",
        name=name,
        custom=True,
        inputs={},
        secrets=frozenset({"secretString"}),
        protect=True,
        ignore_changes=(),
        delete_before_replace=False,
        provider="",
        dependencies=frozenset(),
    )


def _entry(name: str = "version") -> Entry:
    values = {"secretString": "canary", "secretId": "s"}
    return entry_of(_registration(name), "id", values, values, frozenset({"secretString"}))


def test_a_secret_is_known_by_its_name_only() -> None:
    entry = _entry()
    assert entry.inputs == {"secretId": "s"}
    assert entry.outputs == {"secretId": "s"}
    assert entry.known_inputs == {"secretId": "s", "secretString": None}


def test_the_file_is_private_and_holds_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "private" / "record.json"
    Record(path).put(_entry())
    assert path.stat().st_mode & 0o777 == 0o600
    assert "canary" not in path.read_text()


def test_what_was_put_is_read_again_in_order(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    record = Record(path)
    for name in ("first", "second", "third"):
        record.put(_entry(name))
    record.remove(_registration("second").urn)
    again = Record(path)
    assert [entry.name for entry in again.all()] == ["first", "third"]
    assert again.get(_registration("first").urn) == _entry("first")


def test_a_childs_urn_has_its_parents_type_but_not_the_stacks() -> None:
    stack = urn_of("dev", "small", "", "pulumi:pulumi:Stack", "small-dev")
    parent = urn_of("dev", "small", stack, "berthcare:a:A", "a")
    child = urn_of("dev", "small", parent, "aws:kms/key:Key", "k")
    assert parent == "urn:pulumi:dev::small::berthcare:a:A::a"
    assert child == "urn:pulumi:dev::small::berthcare:a:A$aws:kms/key:Key::k"
