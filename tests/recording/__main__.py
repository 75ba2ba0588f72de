"""Walk the wizard, deploy and verify staging, and write docs/recordings/setup.cast."""

import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.pseudo_terminal import shell
from tests.recording.cast import Recorder, rendered, shown, without_sids
from tests.setup_walk import TYPED_BY_MISTAKE, walk_on, walk_until_interrupted
from tests.stack.embedded import ROOT, EmbeddedCloud

_FILE = ROOT / "docs/recordings/setup.cast"
_TITLE = "berthcare setup staging, on the embedded cloud"
_PACE_SECONDS = 0.8
_DEPLOY_SECONDS = 600.0


def main() -> int:
    """Record, and write the file only if it shows nothing that must not be seen."""
    with tempfile.TemporaryDirectory(prefix="berthcare-recording-") as made:
        cloud = EmbeddedCloud(Path(made) / "cloud")
        try:
            started = cloud.command("start")
            if started.status != 0:
                print(started.text, file=sys.stderr)
                return 1
            recorder = _record(cloud, Path(made))
            token = cloud.environment["TWILIO_AUTH_TOKEN"]
        finally:
            cloud.command("down")
        # The engine names the policy pack by its place on this machine.
        text = without_sids(rendered(recorder.heard, _TITLE)).replace(f"{ROOT}/", "")
        hidden = (token, *TYPED_BY_MISTAKE, made, str(ROOT), str(Path.home()), platform.node())
        found = sum(one in shown(text) for one in hidden)
    if found:
        print(f"Not written: the recording shows {found} texts that it must not.", file=sys.stderr)
        return 1
    _FILE.parent.mkdir(exist_ok=True)
    _FILE.write_text(text, encoding="utf-8")
    print(f"{_FILE.relative_to(ROOT)} is written: asciinema play {_FILE.relative_to(ROOT)}")
    return 0


def _record(cloud: EmbeddedCloud, folder: Path) -> Recorder:
    recorder = Recorder()
    environ = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "LANG": "C.UTF-8",
        "HISTFILE": str(folder / "history"),
    }
    sid = cloud.environment["TWILIO_ACCOUNT_SID"]
    token = cloud.environment["TWILIO_AUTH_TOKEN"]
    with shell(ROOT, environ, recorder.hear, _PACE_SECONDS) as terminal:
        # What leads the shell there names folders of this machine.
        terminal.run(f". {cloud.directory}/env")
        terminal.run("unset TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN")
        # The engine's moving rows would make the file a hundred times as long.
        for option in ("SUPPRESS_PROGRESS", "NON_INTERACTIVE"):
            terminal.run(f"export PULUMI_OPTION_{option}=true")
        recorder.is_on = True
        terminal.run("# From nothing to a verified staging, with a mistake at every prompt")
        walk_until_interrupted(terminal, sid, token)
        walk_on(terminal)
        terminal.wait_for_prompt(_DEPLOY_SECONDS)
        terminal.run("pulumi up --stack staging --yes --skip-preview", _DEPLOY_SECONDS)
        terminal.run("berthcare verify staging", _DEPLOY_SECONDS)
    return recorder


if __name__ == "__main__":
    sys.exit(main())
