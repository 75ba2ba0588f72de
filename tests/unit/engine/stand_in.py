"""A script in place of `pulumi`, and the `Engine` that finds it on PATH."""

import os
import sys
from pathlib import Path

from berthcare.engine.engine import Engine
from berthcare.environments import Environment


def engine_answering(folder: Path, script: str) -> Engine:
    """Return the engine of staging in `folder`, where `pulumi` runs this Python script.

    The script has its arguments in `words`, and may write files into `folder`, where it runs.
    """
    program = folder / "pulumi"
    program.write_text(f"#!{sys.executable}\nimport sys\nwords = sys.argv[1:]\n{script}\n")
    program.chmod(0o700)
    environ = {**os.environ, "PATH": str(folder)}
    return Engine(Environment.STAGING, environ, folder)
