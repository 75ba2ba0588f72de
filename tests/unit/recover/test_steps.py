"""A recovery is carried out in an order that can be interrupted anywhere."""

import io
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from berthcare.console import Console
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.recover.fate import Fate, Settled
from berthcare.recover.pending import Pending
from berthcare.recover.report import as_document, left_lines
from berthcare.recover.steps import Found, root_of, steps_of
from berthcare.steps import Course, take
from tests.unit.recover.made_by_hand import PARENT, PROVIDER, ROOT, pending, state

_LOCK = StackLock(4711, "deployer", "runner-1", "2026-01-31T04:05:06Z")
_BUCKET = pending("aws:s3/bucket:Bucket", "trail", protected=True)
_ROLE = pending("aws:iam/role:Role", "backend")
_OPEN = {"type": "creating", "resource": {"urn": "urn::a::b::c", "type": "b"}}


@dataclass
class EngineDouble:
    """Remembers what it was told; its state is what a test says."""

    left: ExportedState = field(default_factory=state)
    told: list[object] = field(default_factory=list)

    def cancel(self) -> None:
        self.told.append("cancel")

    def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
        self.told.append((protect, document))

    def clear_pending_creations(self, targets: Sequence[str]) -> None:
        self.told.append(list(targets))

    def export(self) -> ExportedState:
        return self.left


def taken(one: Pending) -> Settled:
    return Settled(one, Fate.TAKEN_OVER, "it exists", id=f"{one.name}-id")


def found(*settled: Settled, locks: tuple[StackLock, ...] = ()) -> Found:
    return Found(locks, settled, ROOT)


def carried_out(what: Found, engine: EngineDouble) -> Course:
    nowhere = io.StringIO()
    console = Console(nowhere, nowhere, nowhere, colour=False, unicode=True, interactive=False)
    return take(steps_of(what, engine), console)


def test_the_lock_comes_off_before_anything_is_written_and_all_is_forgotten_last() -> None:
    engine = EngineDouble()
    course = carried_out(found(taken(_ROLE), taken(_BUCKET), locks=(_LOCK,)), engine)
    assert course.finished
    assert engine.told[0] == "cancel"
    assert engine.told[-1] == [ROOT]


def test_what_was_protected_is_taken_over_protected() -> None:
    engine = EngineDouble()
    carried_out(found(taken(_ROLE), taken(_BUCKET)), engine)
    entry = {"parent": "known-0", "provider": "known-1"}
    table = {"known-0": PARENT, "known-1": PROVIDER}
    trail = {"type": _BUCKET.type, "name": "trail", "id": "trail-id", **entry}
    backend = {"type": _ROLE.type, "name": "backend", "id": "backend-id", **entry}
    assert engine.told[:2] == [
        (True, {"nameTable": table, "resources": [trail]}),
        (False, {"nameTable": table, "resources": [backend]}),
    ]


def test_what_was_being_changed_is_read_anew() -> None:
    engine = EngineDouble()
    carried_out(found(Settled(_ROLE, Fate.READ_ANEW, "the state has it")), engine)
    assert engine.told == [[ROOT, _ROLE.urn]]


def test_what_is_to_be_done_is_counted_and_does_not_sound_like_a_loss() -> None:
    later = Settled(_ROLE, Fate.MADE_LATER, "it does not exist")
    one, two = steps_of(found(later), EngineDouble()), steps_of(found(later, later), EngineDouble())
    assert one[0].what == "state: 1 open operation is closed, each as told"
    assert two[0].what == "state: 2 open operations are closed, each as told"


def test_what_is_imported_by_hand_goes_to_its_own_place() -> None:
    parent = f"{PARENT.rpartition('::')[0]}$aws:s3/bucket:Bucket::logs"
    one = pending("aws:ec2/vpc:Vpc", "net", parent=parent, protected=True)
    told = list(left_lines(found(Settled(one, Fate.LEFT, "nobody knows")), Environment.STAGING))
    command = told[1].partition(": ")[2]
    assert shlex.split(command) == [
        *("pulumi", "import", "aws:ec2/vpc:Vpc", "net", "ID"),
        *("--parent", f"parent={parent}", "--provider", f"provider={PROVIDER}"),
        *("--protect=true", "--generate-code=false", "--stack", "staging"),
    ]


def test_what_has_no_parent_is_imported_without_one_and_unprotected() -> None:
    one = pending("aws:ec2/vpc:Vpc", "net", parent="", provider="")
    told = list(left_lines(found(Settled(one, Fate.LEFT, "nobody knows")), Environment.STAGING))
    assert told[1].endswith(" net ID --protect=false --generate-code=false --stack staging")


def test_nothing_is_imported_to_a_place_that_the_state_has_taken() -> None:
    one = Settled(pending("aws:iam/role:Role", is_taken=True), Fate.LEFT, "it is replaced")
    assert "pulumi import" not in "\n".join(left_lines(found(one), Environment.STAGING))


def test_a_key_that_may_be_left_over_is_looked_for_by_an_administrator() -> None:
    one = Settled(_ROLE, Fate.MADE_LATER, "a key", look="aws look")
    told = list(left_lines(found(one, one), Environment.STAGING))
    assert told == [
        "A key may be left over. An administrator sees which no alias leads to: aws look"
    ]


def test_what_is_left_to_a_person_is_not_forgotten() -> None:
    engine = EngineDouble()
    left = found(Settled(_ROLE, Fate.LEFT, "nobody knows"), taken(_BUCKET))
    carried_out(left, engine)
    assert [one for one in engine.told if isinstance(one, list)] == []
    told = "\n".join(left_lines(left, Environment.STAGING))
    assert "Left to you: creating aws:iam/role:Role backend: nobody knows." in told
    assert "pulumi refresh --clear-pending-creates --stack staging" in told


def test_a_state_that_still_has_an_open_operation_is_told() -> None:
    course = carried_out(found(taken(_ROLE)), EngineDouble(state(_OPEN)))
    assert "The state still holds: creating b c." in str(course.error)


def test_where_nothing_was_left_there_is_nothing_to_do() -> None:
    assert steps_of(found(), EngineDouble()) == []
    assert found().is_well


def test_a_stack_that_has_nothing_yet_is_read_whole() -> None:
    assert root_of(state(known=())) == ""
    engine = EngineDouble()
    one = Settled(_ROLE, Fate.MADE_LATER, "it does not exist")
    carried_out(Found((), (one,), ""), engine)
    assert engine.told == [[]]


def test_the_document_tells_what_is_done_and_what_is_not() -> None:
    what = found(taken(_ROLE), locks=(_LOCK,))
    document = as_document(what, Course(done=["a"], uncertain="b", open=["c"]), Environment.STAGING)
    assert (document["done"], document["not_done"]) == (["a"], ["b", "c"])
    assert document["recovered"] is False
    assert document["operations"][0]["fate"] == "taken over"
