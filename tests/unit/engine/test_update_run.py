"""What the engine is asked to do to a stack, word by word."""

from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from tests.unit.engine.stand_in import engine_answering

_WRITES_WORDS = "open('words', 'a').write(' '.join(words) + '\\n')"
_SUMMARY = """print('{"summaryEvent": {"result": "succeeded", "PolicyPacks": {}}}')"""


def words(folder: Path) -> str:
    return (folder / "words").read_text()


def test_a_plan_is_saved_where_it_is_asked_for(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, f"{_WRITES_WORDS}\n{_SUMMARY}")
    assert engine.preview(save=tmp_path / "plan.json").succeeded
    assert f"preview --json --save-plan {tmp_path}/plan.json --stack staging" in words(tmp_path)


def test_a_plan_is_applied_without_another_preview_and_under_the_policies(tmp_path: Path) -> None:
    script = f"{_WRITES_WORDS}\nimport os\nprint(os.environ['PULUMI_OPTION_POLICY_PACK'])"
    engine = engine_answering(tmp_path, script)
    lines: list[str] = []
    assert engine.apply(tmp_path / "plan.json", lines.append) == 0
    assert lines == [f"{engine.environ.get('PULUMI_OPTION_POLICY_PACK', tmp_path / 'policies')}\n"]
    assert words(tmp_path) == (
        f"up --plan {tmp_path}/plan.json --skip-preview --yes --json --stack staging "
        "--non-interactive\n"
    )


def test_locks_are_taken_off_one_stack(tmp_path: Path) -> None:
    engine_answering(tmp_path, _WRITES_WORDS).cancel()
    assert words(tmp_path) == "cancel staging --yes --non-interactive\n"


def test_what_was_begun_is_forgotten_and_only_the_targets_are_read(tmp_path: Path) -> None:
    engine_answering(tmp_path, _WRITES_WORDS).clear_pending_creations(["urn:a", "urn:b"])
    assert "--clear-pending-creates" in words(tmp_path)
    assert "--target urn:a --target urn:b --stack staging" in words(tmp_path)


def test_an_import_that_fails_tells_the_diagnostics_alone(tmp_path: Path) -> None:
    script = (
        "print('Importing (staging)\\n\\nDiagnostics:\\n  aws:iam:Role (one):\\n    error: no such "
        "role\\n\\nResources:\\n    1 errored')\nsys.exit(1)"
    )
    engine = engine_answering(tmp_path, script)
    with pytest.raises(BerthcareError) as refused:
        engine.import_resources({"resources": []})
    assert "error: no such role" in refused.value.what
    assert "Importing" not in refused.value.what


def test_a_stack_that_is_not_there_is_made_by_the_wizard(tmp_path: Path) -> None:
    script = "print(\"error: no stack named 'staging' found\", file=sys.stderr)\nsys.exit(255)"
    engine = engine_answering(tmp_path, script)
    with pytest.raises(BerthcareError, match="berthcare setup"):
        engine.export()
