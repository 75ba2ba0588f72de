"""Several resources of a fresh provider are asked about at once, as an import does."""

import subprocess
import sys

_PROGRAM = """
import threading
from localcloud.aws.schema import schema_of

tokens = [
    f"aws:secretsmanager/{name[0].lower()}{name[1:]}:{name}"
    for name in ("Secret", "SecretPolicy", "SecretRotation", "SecretVersion")
]
together = threading.Barrier(len(tokens))
known = []


def ask(token):
    together.wait()
    known.append(schema_of(token))


threads = [threading.Thread(target=ask, args=[token]) for token in tokens]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(known))
"""


def test_types_of_a_module_that_is_just_being_loaded_are_known() -> None:
    asked = [sys.executable, "-c", _PROGRAM]
    ran = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)

    assert ran.stdout.strip() == "4", ran.stderr
