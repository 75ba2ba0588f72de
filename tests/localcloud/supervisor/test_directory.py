"""Only the owner reads the cloud's files, and only the cloud's files are removed."""

import json
import re
import stat
from dataclasses import asdict

from localcloud.supervisor.credentials import load_or_create
from localcloud.supervisor.directory import CloudDirectory, write_private


def test_directory_and_secrets_are_the_owners_alone(directory: CloudDirectory) -> None:
    directory.create()
    load_or_create(directory)
    assert stat.S_IMODE(directory.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(directory.credentials_file.stat().st_mode) == 0o600


def test_a_replaced_private_file_stays_private(directory: CloudDirectory) -> None:
    directory.create()
    directory.env_file.write_text("old")
    directory.env_file.chmod(0o644)
    write_private(directory.env_file, "new")
    assert directory.env_file.read_text() == "new"
    assert stat.S_IMODE(directory.env_file.stat().st_mode) == 0o600


def test_removing_leaves_nothing_behind(directory: CloudDirectory) -> None:
    directory.create()
    load_or_create(directory)
    directory.twilio_state.touch()
    directory.bare_mark.touch()
    (directory.bootstrap / "state").mkdir(parents=True)
    directory.remove()
    assert not directory.root.exists()


def test_removing_spares_what_somebody_else_put_there(directory: CloudDirectory) -> None:
    directory.create()
    (directory.root / "notes.txt").write_text("mine")
    directory.remove()
    assert [file.name for file in directory.root.iterdir()] == ["notes.txt"]


def test_credentials_have_the_formats_of_the_real_ones_and_stay_the_same(
    directory: CloudDirectory,
) -> None:
    directory.create()
    drawn = load_or_create(directory)
    assert re.fullmatch("AC[a-f0-9]{32}", drawn.twilio_account_sid)
    assert re.fullmatch("[A-Za-z0-9]{32}", drawn.twilio_auth_token)
    assert load_or_create(directory) == drawn


def test_credentials_of_an_older_checkout_are_kept_and_get_what_they_lack(
    directory: CloudDirectory,
) -> None:
    directory.create()
    drawn = asdict(load_or_create(directory))
    older = {name: text for name, text in drawn.items() if not name.startswith("administrator_")}
    write_private(directory.credentials_file, json.dumps(older))

    completed = load_or_create(directory)

    assert older.items() <= asdict(completed).items()
    assert completed.administrator.access_key_id != completed.deployer.access_key_id
    assert load_or_create(directory) == completed


def test_two_clouds_have_different_credentials_and_show_no_secret(
    directory: CloudDirectory,
) -> None:
    other = CloudDirectory(directory.root.with_name("other"))
    directory.create()
    other.create()
    ours, theirs = load_or_create(directory), load_or_create(other)
    assert ours.aws_secret_access_key != theirs.aws_secret_access_key
    assert ours.twilio_auth_token != theirs.twilio_auth_token
    assert ours.aws_secret_access_key not in repr(ours)
    assert ours.administrator.secret_access_key not in repr(ours)
    assert ours.administrator.secret_access_key not in repr(ours.administrator)
    assert ours.twilio_auth_token not in repr(ours)
