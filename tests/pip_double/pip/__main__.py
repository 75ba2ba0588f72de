"""Test double of `python -m pip`: answers what the engine asks it in every run, in no time.

The engine asks for pip's version and for the installed packages, among which it looks for plugins.
pip takes a third of a small program's run for that. Whatever else it is asked is refused.
"""

import json
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

_SITE = Path(sysconfig.get_path("purelib"))


def main(arguments: Sequence[str]) -> str:
    """Return what pip would print."""
    if arguments == ["--version"]:
        (own,) = [one["version"] for one in _installed() if one["name"] == "pip"]
        python = f"python {sys.version_info.major}.{sys.version_info.minor}"
        return f"pip {own} from {_SITE / 'pip'} ({python})"
    if arguments == ["list", "--format", "json"]:
        return json.dumps(list(_installed()))
    sys.exit(f"this double of pip knows no `{' '.join(arguments)}`")


def _installed() -> Iterator[dict[str, str]]:
    for file in sorted(_SITE.glob("*.dist-info/METADATA")):
        # Core metadata: headers as in a mail, an empty line, the description.
        headers = file.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
        told = dict(line.split(": ", 1) for line in headers if ": " in line)
        yield {"name": told["Name"], "version": told["Version"]}


if __name__ == "__main__":
    print(main(sys.argv[1:]))
