"""Imports point one way, as docs/architecture.md says."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT: dict[str, set[str]] = {
    "berthcare": {"berthcare"},
    "providers": {"berthcare", "providers"},
    "bootstrap": {"berthcare", "components", "policies"},
    "components": {"berthcare", "components", "providers"},
    "functions": {"functions"},
    "policies": {"berthcare", "policies"},
    "localcloud": {"berthcare", "components", "localcloud", "policies", "providers"},
    "__main__.py": {"berthcare", "components", "policies"},
}
FUNCTIONS = {path.parent.name for path in ROOT.glob("functions/*/__init__.py")}
OURS = {*MAY_IMPORT, *FUNCTIONS, "tests"}


def _parsed(text: str) -> ast.AST:
    """Parse once more where CPython 3.11 loses count of its own recursion (gh-106905)."""
    try:
        return ast.parse(text)
    except SystemError:
        return ast.parse(text)


def imported_packages(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_parsed(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found & OURS


def test_the_page_on_the_architecture_says_the_same() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    rows = re.findall(r"^\| `([\w.]+)` \|[^|]*\| ([^|]*) \|$", page, re.MULTILINE)
    told = {name: set(re.findall(r"`(\w+)`", others)) | {name} for name, others in rows}

    assert told == {name: {*others, name} for name, others in MAY_IMPORT.items()}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    place = ROOT / package
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported_packages(file) - MAY_IMPORT[package]
    }

    assert wrong == set()


def functions_imported(path: Path) -> set[str]:
    """Return the folders below `functions/` that a file imports from."""
    modules = re.findall(r"^\s*(?:from|import) functions\.(\w+)", path.read_text(), re.MULTILINE)
    return set(modules)


def test_there_is_a_function_to_check() -> None:
    assert "watcher" in FUNCTIONS


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_imports_itself_and_what_is_packed_with_it(function: str) -> None:
    for file in ROOT.glob(f"functions/{function}/*.py"):
        assert functions_imported(file) <= {"common", function}


@pytest.mark.parametrize("text", ["import watcher.run", "from watcher import run"])
def test_a_function_that_imports_itself_by_a_short_name_is_seen(text: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text(text)

    assert imported_packages(file) - MAY_IMPORT["functions"] == {"watcher"}


def test_a_function_that_imports_another_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("from functions.watcher.run import run\n")

    assert functions_imported(file) == {"watcher"}


def test_the_checker_sees_a_forbidden_import(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from localcloud.twilio import state\n")

    assert imported_packages(file) - MAY_IMPORT["components"] == {"localcloud"}
