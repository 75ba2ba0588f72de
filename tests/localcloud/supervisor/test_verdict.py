"""Which process is reused, which is replaced, and with which words."""

from localcloud.supervisor.records import Record
from localcloud.supervisor.service import Service
from localcloud.supervisor.verdict import Change, Observation, change_needed, told_in_step

_SERVICE = Service(
    name="store",
    port=4000,
    command=("store",),
    environment={},
    health_path=None,
    follows=frozenset({"root"}),
    loss="its contents",
)


def _record(fingerprint: str) -> Record:
    return Record("store", 42, 42, "mark", 4000, fingerprint, "2026-01-01T00:00:00")


def _seen(*, runs: bool = True, answers: bool = True, fingerprint: str = "") -> Observation:
    return Observation(_record(fingerprint or _SERVICE.fingerprint()), runs=runs, answers=answers)


def test_a_process_that_runs_as_wanted_and_answers_is_reused() -> None:
    assert change_needed(_SERVICE, _seen()) is None


def test_a_process_that_never_ran_is_started_without_a_reason() -> None:
    change = change_needed(_SERVICE, Observation(None, runs=False, answers=False))
    assert str(change) == "store started"


def test_a_dead_process_is_replaced_with_its_loss_told() -> None:
    change = change_needed(_SERVICE, _seen(runs=False, answers=False))
    assert str(change) == "store (pid 42) had died: replaced. Gone with it: its contents."


def test_a_process_that_does_not_answer_is_replaced() -> None:
    change = change_needed(_SERVICE, _seen(answers=False))
    assert "store (pid 42) does not answer: replaced." in str(change)


def test_a_process_of_an_older_program_is_replaced() -> None:
    change = change_needed(_SERVICE, _seen(fingerprint="older"))
    assert "runs an older program or other settings" in str(change)


def test_a_process_is_replaced_when_one_that_it_follows_is_newer() -> None:
    assert "belongs to the former root" in str(change_needed(_SERVICE, _seen(), {"root"}))


def test_a_newer_process_that_it_does_not_follow_means_nothing() -> None:
    assert change_needed(_SERVICE, _seen(), {"other"}) is None


def test_a_start_that_started_nothing_is_called_unchanged() -> None:
    assert told_in_step([]) == ["unchanged"]


def test_a_start_names_what_is_new_and_counts_what_was_replaced() -> None:
    changes = [Change("a", "", ""), Change("b", "had died", ""), Change("c", "had died", "")]
    assert told_in_step(changes) == ["a started", "2 of its processes replaced"]
