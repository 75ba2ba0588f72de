"""Five hundred numbers in one `pulumi up`, beside the same engine with a provider that only waits.

The engine calls a Python dynamic provider on four threads and writes its state after every step.
What it needs for that is no merit or fault of the provider, so it is measured in the same minute:
the same number of resources, of the same size, whose create waits for one request's time.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from localcloud.engine import find_engine
from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from tests.bench.reference_provider import LATENCY_VARIABLE

_ROOT = Path(__file__).parents[2]
_COUNT = 500
_LATENCY_S = 0.1
_THREADS = 4
_ARGUMENTS = {
    "area_codes": ["416", "647", "437", "604", "778", "514", "438"],
    "required_capabilities": ["voice", "sms"],
    "voice_url": "https://api-staging.berthcare.ca/v1/voice/webhook",
    "sms_url": "https://api-staging.berthcare.ca/v1/sms/webhook",
    "max_numbers": 1000,
    "max_monthly_spend_usd": 5000,
}
_NUMBERS = f"""
from providers.phone_number import PhoneNumber, PhoneNumberArgs
for n in range({_COUNT}):
    PhoneNumber(f"number-{{n}}", PhoneNumberArgs(**{_ARGUMENTS!r}))
"""
_REFERENCES = f"""
from providers.phone_number import PhoneNumberArgs
from tests.bench.reference_provider import Reference
for n in range({_COUNT}):
    Reference(f"number-{{n}}", PhoneNumberArgs(**{_ARGUMENTS!r}))
"""


def compare_many_numbers() -> None:
    """Print the requests a number, and both ratios of the wall time."""
    options = Options(stock_per_area_code=100, starting_balance="5000.00")
    with tempfile.TemporaryDirectory() as folder, running_emulator(options=options) as twilio:
        twilio.add_fault(latency_ms=int(_LATENCY_S * 1000), times=100_000)
        numbers = _up(Path(folder) / "numbers", _NUMBERS, twilio)
        waiting = _up(Path(folder) / "waiting", _REFERENCES, twilio)
        bought, requests = len(twilio.purchases()), twilio.requests()
    ideal = requests * _LATENCY_S / _THREADS
    print(f"{_COUNT} numbers in one up, {_LATENCY_S * 1000:.0f} ms a request: {bought} bought")
    print(f"{'Twilio requests a number':<58} {requests / _COUNT:6.2f}")
    print(f"{'wall time / the same engine with a provider that waits':<58} "
          f"{numbers / waiting:6.2f} x   ({numbers:.1f} s / {waiting:.1f} s)")  # fmt: skip
    print(f"{'wall time / requests on four threads, engine at no cost':<58} "
          f"{numbers / ideal:6.2f} x   ({numbers:.1f} s / {ideal:.1f} s)", flush=True)  # fmt: skip


def _up(folder: Path, program: str, twilio: RunningEmulator) -> float:
    """Deploy a program into a state of its own; return the seconds that it took."""
    project = folder / "project"
    for place in (project, folder / "state", folder / "home"):
        place.mkdir(parents=True)
    (project / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
    (project / "__main__.py").write_text(program)
    environ = _environment(folder, twilio)
    _run(["stack", "init", "bench"], project, environ)
    start = time.perf_counter()
    _run(["up", "--yes", "--skip-preview"], project, environ)
    return time.perf_counter() - start


def _run(arguments: list[str], project: Path, environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        ["pulumi", *arguments, "--non-interactive"],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"pulumi {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def _environment(folder: Path, twilio: RunningEmulator) -> dict[str, str]:
    engine = find_engine(_ROOT, os.environ)
    path = [str(engine.folder), str(Path(sys.executable).parent), os.environ["PATH"]]
    return {
        "PATH": os.pathsep.join(path),
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(_ROOT),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "only in this bench",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "TWILIO_BASE_URL": twilio.base_url,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        LATENCY_VARIABLE: str(_LATENCY_S),
    }
