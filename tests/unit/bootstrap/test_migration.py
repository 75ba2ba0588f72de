"""Whatever the step after which a person interrupts, the same command ends with the same state."""

import io
import os

import pytest

from berthcare.bootstrap.held_state import same_resources, secrets_provider
from berthcare.bootstrap.migration import Migration
from berthcare.console import Console
from berthcare.steps import Course, take
from tests.unit.bootstrap.doubles import (
    BUCKET,
    KEY,
    PASSPHRASE,
    PROVIDER,
    AccountDouble,
    StackDouble,
    WorkspaceDouble,
    state,
)

STATE = state(BUCKET, PROVIDER)


def stacks(**bucket: object) -> Migration:
    here = StackDouble("file:///x", PASSPHRASE, STATE, WorkspaceDouble(holds_state=True))
    home = StackDouble("s3://bucket", KEY, **bucket)  # type: ignore[arg-type]  # test shorthand
    return Migration(here, home, AccountDouble(home))  # type: ignore[arg-type]  # doubles


def taken(migration: Migration) -> Course:
    output = io.StringIO()
    return take(migration.steps(), Console.of(output, output, io.StringIO(), os.environ))


def moved_well(migration: Migration) -> bool:
    home = migration.bucket.export()
    under_the_key = secrets_provider(home, migration.bucket.to_see) == KEY
    return same_resources(home, STATE) and under_the_key


def test_the_state_ends_in_the_bucket_under_the_key_and_the_copy_is_gone() -> None:
    migration = stacks()
    assert taken(migration).finished
    assert moved_well(migration)
    assert not migration.here.workspace.holds_state


@pytest.mark.parametrize("call", ["init", "replace_state"])
def test_an_interrupt_keeps_the_copy_and_the_same_steps_end_the_same(call: str) -> None:
    migration = stacks(interrupt_after=call)
    assert taken(migration).interrupted
    assert migration.here.workspace.holds_state

    assert taken(migration).finished
    assert moved_well(migration)
    assert not migration.here.workspace.holds_state


def test_a_state_that_does_not_come_back_as_it_was_keeps_the_copy() -> None:
    migration = stacks(loses_on_import=True)
    course = taken(migration)
    assert "is kept" in str(course.error)
    assert migration.here.workspace.holds_state


def test_a_state_that_the_bucket_has_already_is_not_written_over() -> None:
    other = state(BUCKET, provider=KEY)
    migration = stacks(held=other)
    assert taken(migration).error is not None
    assert migration.bucket.export() is other
