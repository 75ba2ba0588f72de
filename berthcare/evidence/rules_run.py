"""Has the engine judge a state by the project's policy rules: `pulumi policy analyze --file`.

It needs no login to a backend and asks no cloud.
"""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from berthcare.evidence.project import Project
from berthcare.evidence.redacted_state import redacted
from berthcare.evidence.rules_verdict import RulesVerdict, not_run, read_verdict

_SECONDS = 120.0
# Options from the environment would run the pack a second time, or analyse something else.
_OPTIONS = "PULUMI_OPTION_"


def verdict_on(
    text: str, project: Project | None, name: str, environ: Mapping[str, str]
) -> RulesVerdict:
    """Return what the rules of the project say of the state in `text`, which is of project `name`.

    Raises nothing: rules that cannot be run are a verdict too.
    """
    if project is None:
        return not_run("this folder is in no Pulumi project, so there are none")
    if project.name != name:
        return not_run(f"they are those of the project {project.name}, the state is {name}'s")
    pack = project.folder / "policies"
    if not (pack / "PulumiPolicy.yaml").is_file():
        return not_run("the project has no policy pack in its folder policies")
    try:
        return _asked(redacted(text), pack, environ)
    except (OSError, subprocess.TimeoutExpired) as error:
        return not_run(_failure(error))


def _failure(error: OSError | subprocess.TimeoutExpired) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"the engine did not end within {_SECONDS:.0f} s"
    if isinstance(error, FileNotFoundError):
        return "the Pulumi engine is not on PATH"
    return f"the engine cannot be run: {error.strerror or error}"


def _asked(text: str, pack: Path, environ: Mapping[str, str]) -> RulesVerdict:
    """Hand the text over in a file that its owner alone can read, and that is gone afterwards."""
    kept = {name: value for name, value in environ.items() if not name.startswith(_OPTIONS)}
    with tempfile.NamedTemporaryFile(
        "w", prefix="state-", suffix=".json", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        command = ["pulumi", "policy", "analyze", "--policy-pack", str(pack), "--file", file.name]
        told = subprocess.run(
            [*command, "--json", "--non-interactive"],
            env=kept,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    return read_verdict(told.returncode, told.stdout, told.stderr)
