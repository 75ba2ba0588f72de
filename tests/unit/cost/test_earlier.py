"""An earlier commit estimates by its own code, in a folder of its own."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from berthcare.cost.document import compare
from berthcare.cost.earlier import estimate_at
from berthcare.errors import BerthcareError
from tests.unit.cost.project import ROOT, STAGING

IDENTITY = ["-c", "user.name=Test", "-c", "user.email=test@example.ca"]
DOUBLE = """
import json, os, sys
from pathlib import Path
print(json.dumps({"said": sys.argv[1:], "here": sorted(map(str, Path().glob("*.txt"))),
                  "told": sorted(os.environ)}))
"""


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *IDENTITY, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str]) -> str:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change", "--no-verify")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commits of a double of the command, the first one without it, the third one broken."""
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder, {"old.txt": "before there was the command"})
    git(folder, "tag", "old")
    command = {"berthcare/cost/command.py": "", "berthcare/__main__.py": DOUBLE}
    commit(folder, {**command, "new.txt": ""})
    git(folder, "tag", "good")
    commit(folder, {"berthcare/__main__.py": "import sys\nsys.exit('berthcare: no prices')\n"})
    git(folder, "tag", "broken")
    commit(folder, {"berthcare/__main__.py": "print('[1]')\n"})
    git(folder, "tag", "list")
    (folder / "uncommitted.txt").write_text("")
    return folder


def test_the_commit_s_own_code_is_run_on_its_own_files(repository: Path) -> None:
    earlier = estimate_at("good", STAGING, repository)

    assert earlier.document["said"] == ["cost", "staging", "--json"]
    assert earlier.document["here"] == ["new.txt", "old.txt"]
    assert git(repository, "rev-parse", "good").startswith(earlier.commit)


def test_nothing_of_the_caller_s_environment_reaches_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "0A" * 16)
    told = estimate_at("good", STAGING, repository).document["told"]

    assert {"PATH", "PYTHONPATH"} <= {*told}
    assert "TWILIO_AUTH_TOKEN" not in told


def test_the_working_tree_and_the_index_stay_as_they_are(repository: Path) -> None:
    before = git(repository, "status", "--porcelain")
    estimate_at("good", STAGING, repository)

    assert git(repository, "status", "--porcelain") == before == "?? uncommitted.txt"


@pytest.mark.parametrize("ref", ["nonsense", "", "--help", "old..good", "HEAD:old.txt"])
def test_what_is_no_commit_is_refused(repository: Path, ref: str) -> None:
    with pytest.raises(BerthcareError) as refused:
        estimate_at(ref, STAGING, repository)

    assert str(refused.value) == (
        f"--against: {ref!r} is no commit of this folder's repository. "
        "See what there is: git log --oneline -5"
    )


def test_a_folder_without_a_repository_has_no_commit(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="is no commit of this folder's repository"):
        estimate_at("HEAD", STAGING, tmp_path)


def test_a_commit_without_the_command_is_told_to_be_too_old(repository: Path) -> None:
    with pytest.raises(BerthcareError, match=r"'old' \(\w{12}\) is too old: it has no `berthcare"):
        estimate_at("old", STAGING, repository)


def test_an_estimate_that_fails_there_is_told_with_what_it_says(repository: Path) -> None:
    with pytest.raises(BerthcareError, match=r"'broken' failed\. It says: berthcare: no prices"):
        estimate_at("broken", STAGING, repository)


def test_an_answer_of_another_form_is_refused(repository: Path) -> None:
    with pytest.raises(BerthcareError, match="'list' has another form"):
        estimate_at("list", STAGING, repository)


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BerthcareError, match="there is no `git` on PATH"):
        estimate_at("HEAD", STAGING, tmp_path)


def test_this_project_s_own_commit_is_estimated_and_compared(tmp_path: Path) -> None:
    """A copy of this working tree is committed, changed and asked for both."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "berthcare", tmp_path / "berthcare", ignore=ignored)
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    first = commit(tmp_path, {})
    stack = tmp_path / "Pulumi.staging.yaml"
    stack.write_text(stack.read_text().replace("texts: 500", "texts: 900"))
    second = commit(tmp_path, {})

    before = estimate_at(first, STAGING, tmp_path)
    now = estimate_at(second, STAGING, tmp_path)

    (change,) = compare(before.document, now.document, before.commit).lines
    assert (change.name, str(change.usd)) == ("Twilio: texts", "3.0000")
    assert json.dumps(before.document) != json.dumps(now.document)
