"""Keep the state of a release, read as `pulumi stack export --show-secrets` prints it.

Of an environment that the release deployed on an embedded cloud: its secrets open nothing else.
"""

import json
import sys

from tests.stack.releases.earlier_state import FOLDER, kept

if __name__ == "__main__":
    (_, release) = sys.argv
    (FOLDER / f"{release}.json").write_text(kept(json.load(sys.stdin)), encoding="utf-8")
