"""A backend installs this project without its dependencies, beside `twilio` and `boto3`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOADED = (
    "import sys; import berthcare.webhook_verifier; "
    "print(*{name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
)


def test_the_helper_loads_nothing_but_twilio() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}; {LOADED}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert set(done.stdout.split()) == {"__main__", "berthcare", "twilio"}
