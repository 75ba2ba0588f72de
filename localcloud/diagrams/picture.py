"""The pictures, docs/diagrams/*.svg: made by mermaid-cli, each naming its source's hash."""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from berthcare.errors import BerthcareError
from localcloud.diagrams.page import Diagram

_SECONDS = 120
_MARK = re.compile(r"<!-- source sha256:([0-9a-f]{64}) -->")
_INSTALL = "Install it: npm install --global @mermaid-js/mermaid-cli   (needs Chromium)"
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
"""Of Chromium, which draws a text of this project only and needs no network."""


def hash_of(diagram: Diagram) -> str:
    """Return the hash of a diagram's source."""
    return hashlib.sha256(diagram.source.encode()).hexdigest()


def is_current(diagram: Diagram, folder: Path) -> bool:
    """Whether the picture was made from this source."""
    picture = folder / f"{diagram.name}.svg"
    return picture.is_file() and _MARK.findall(picture.read_text("utf-8")) == [hash_of(diagram)]


def render(diagram: Diagram, folder: Path) -> None:
    """Write the picture. Raises `BerthcareError` where there is no mermaid-cli, or it fails."""
    command = shutil.which("mmdc")
    if command is None:
        raise BerthcareError("There is no mermaid-cli (`mmdc`) on PATH.", _INSTALL)
    with tempfile.TemporaryDirectory(prefix="berthcare-diagram-") as place:
        source, drawn, browser = (Path(place, name) for name in ("a.mmd", "a.svg", "browser.json"))
        source.write_text(diagram.source, "utf-8")
        browser.write_text(json.dumps(_browser()), "utf-8")
        words = [command, "--input", str(source), "--output", str(drawn), "--quiet"]
        words += ["--svgId", f"berthcare-{diagram.name}", "--puppeteerConfigFile", str(browser)]
        try:
            subprocess.run(words, check=True, capture_output=True, timeout=_SECONDS)
            text = drawn.read_text("utf-8")
        except (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
            raise BerthcareError(
                f"mermaid-cli could not draw {diagram.name}. {said[-500:]}",
                f"Try it by hand: {Path(command).name} --input {diagram.name}.mmd",
            ) from None
    mark = f"<!-- source sha256:{hash_of(diagram)} -->"
    (folder / f"{diagram.name}.svg").write_text(f"{mark}\n{text}\n", "utf-8")


def _browser() -> dict[str, object]:
    """Return how the browser is started: the system's Chromium, where there is one."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    found: dict[str, object] = {"executablePath": chromium} if chromium else {}
    return {**found, "args": list(_FLAGS)}
