"""Generates `global_types.json`: the AWS resource types that no region can be given to.

`python -m policies.generate_global_types` writes the file; with `--check` it only compares, and
exits with 1 where the installed pulumi-aws says something else. A type is global where its class
takes no `region` (pulumi-aws 7, "Enhanced region support").
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

# A resource's class: its token, and what its own constructor takes.
_RESOURCE = re.compile(
    r'^@pulumi\.type_token\("([^"]+)"\)\nclass (?:(?!^class ).)*?'
    r"def _internal_init\((.*?)__props__=None\)",
    re.DOTALL | re.MULTILINE,
)
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
    modules = (file.read_text(encoding="utf-8") for file in files)
    types = sorted({one for text in modules for one in _global_types(text)})
    source = f"pulumi-aws {metadata.version('pulumi_aws')}"
    return json.dumps({"source": source, "types": types}, indent=1) + "\n"


def _global_types(text: str) -> Iterator[str]:
    """Visit the tokens of a module's resource classes whose constructor takes no region."""
    for token, inputs in _RESOURCE.findall(text):
        if not re.search(r"^ +region: ", inputs, re.MULTILINE):
            yield token


if __name__ == "__main__":
    sys.exit(main())
