"""Generates `global_types.json`: the AWS resource types that no region can be given to.

`python -m policies.generate_global_types` writes the file; with `--check` it only compares, and
exits with 1 where the installed pulumi-aws says something else. A type is global where its class
takes no `region` (pulumi-aws 7, "Enhanced region support").
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

FILE = Path(__file__).with_name("global_types.json")


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or compare it; return the exit status."""
    parser = argparse.ArgumentParser(description="Generate policies/global_types.json.")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    text = generated()
    if not parser.parse_args(arguments).check:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        print(f"{FILE.name} is not what pulumi-aws says. Type: make global-types", file=sys.stderr)
        return 1
    return 0


def generated() -> str:
    """Give the file's text, from the source of the installed pulumi-aws."""
    spec = util.find_spec("pulumi_aws")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pulumi_aws is not installed. Type: make setup")
    files = sorted(Path(spec.origin).parent.rglob("*.py"))
    types = sorted({one for file in files for one in _global_types(file)})
    source = f"pulumi-aws {metadata.version('pulumi_aws')}"
    return json.dumps({"source": source, "types": types}, indent=1) + "\n"


def _global_types(file: Path) -> Iterator[str]:
    """Visit the tokens of a module's resource classes whose constructor takes no region."""
    text = file.read_text(encoding="utf-8")
    if "@pulumi.type_token(" not in text:
        return
    for node in ast.parse(text).body:
        token = _token_of(node)
        if isinstance(node, ast.ClassDef) and token:
            inputs = _inputs_of(node)
            if inputs and "region" not in inputs:
                yield token


def _token_of(node: ast.stmt) -> str:
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pulumi.type_token":
            argument = decorator.args[0]
            return str(argument.value) if isinstance(argument, ast.Constant) else ""
    return ""


def _inputs_of(node: ast.ClassDef) -> set[str]:
    """Give the names that a resource's own constructor takes; an enumeration has none."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and one.name == "_internal_init":
            return {argument.arg for argument in (*one.args.args, *one.args.kwonlyargs)}
    return set()


if __name__ == "__main__":
    sys.exit(main())
