"""What the policy pack costs: on a whole preview, on one resource, and to start.

An engine that is given any pack at all starts a second Python, asks pip what is installed, and
imports the SDK. That is no merit or fault of the rules, so an empty pack is measured beside ours.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy

from berthcare.residency import REGION
from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.pulumi_pack import policies_for
from policies.serving import strict_servicer
from tests.policies.sent import sent
from tests.policies.test_product import deploy
from tests.recorder import Registered, record
from tests.stack.embedded import EmbeddedCloud, run

_ROOT = Path(__file__).parents[2]
_OURS = _ROOT / "policies"
_ROUNDS = 7
_EMPTY_PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy
nothing = ResourceValidationPolicy("nothing", "Nothing.", lambda args, report: None)
PolicyPack("empty", [nothing], EnforcementLevel.MANDATORY)
"""


def measure_policy_cost() -> None:
    """Print the three costs, each in one run with what it is compared to."""
    with tempfile.TemporaryDirectory() as folder:
        empty = _empty_pack(Path(folder) / "empty")
        _print_resource_cost()
        _print_start(empty)
        cloud = EmbeddedCloud(Path(folder) / "cloud")
        try:
            started = cloud.command("start")
            assert started.status == 0, started.text
            _print_previews(cloud, empty)
        finally:
            cloud.command("down")


def _empty_pack(folder: Path) -> Path:
    folder.mkdir()
    (folder / "PulumiPolicy.yaml").write_text(
        f"name: empty\nversion: 0.0.1\nruntime:\n  name: python\n  options:\n"
        f"    virtualenv: {sys.prefix}\n"
    )
    (folder / "__main__.py").write_text(_EMPTY_PACK)
    return folder


def _print_resource_cost() -> None:
    """Time what the SDK does for one resource: the marks, then every rule."""
    exceptions = Exceptions.load()
    rules = rules_with(exceptions)
    policies: list[Policy] = [*policies_for(rules, exceptions)]
    servicer = strict_servicer(rules)("berthcare", "0.0.1", policies, EnforcementLevel.MANDATORY)
    requests = [request_for(one) for one in record(deploy).resources]
    _milliseconds(servicer, requests)  # reads the tables once
    times = [one for _ in range(_ROUNDS) for one in _milliseconds(servicer, requests)]
    print(
        f"{f'one resource by {len(rules)} rules (limit 2 ms)':<58} "
        f"{statistics.median(times):6.2f} ms  ({max(times):.1f} at most, "
        f"{len(requests)} resources of staging, {_ROUNDS} rounds)",
        flush=True,
    )


def request_for(one: Registered) -> Any:
    """Make the request by which the engine asks a pack of a resource."""
    inputs = {key: value for key, value in sent(one.inputs).items() if not key.startswith("__")}
    return analyzer_pb2.AnalyzeRequest(
        type=one.type,
        properties=_struct(inputs),
        urn=f"urn:pulumi:staging::berthcare-communications::{one.type}::{one.name}",
        name=one.name,
        options=analyzer_pb2.AnalyzerResourceOptions(protect=one.protect),
        provider=analyzer_pb2.AnalyzerProviderResource(
            type="pulumi:providers:aws", properties=_struct({"region": REGION}), name="default"
        ),
    )


def _struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def _milliseconds(servicer: Any, requests: Iterable[Any]) -> list[float]:
    times = []
    for request in requests:
        start = time.perf_counter()
        servicer.Remediate(request, None)
        servicer.Analyze(request, None)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _print_start(empty: Path) -> None:
    """Time from the start of a pack's process to the port that it serves on."""
    ours, others = [], []
    for _ in range(_ROUNDS):
        ours.append(_start_seconds(_OURS))
        others.append(_start_seconds(empty))
    mine, beside = statistics.median(ours), statistics.median(others)
    print(
        f"{'start of the pack beyond that of an empty pack (0.5 s)':<58} "
        f"{mine - beside:6.2f} s   ({mine:.2f} s / {beside:.2f} s, {_ROUNDS} rounds)",
        flush=True,
    )


def _start_seconds(pack: Path) -> float:
    start = time.perf_counter()
    # As the language host starts it; the engine's address is used once something is to be logged.
    serving = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(pack)],
        cwd=pack,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert serving.stdout is not None
        assert serving.stdout.readline().strip().isdigit()
        return time.perf_counter() - start
    finally:
        serving.kill()
        serving.communicate()


def _print_previews(cloud: EmbeddedCloud, empty: Path) -> None:
    packs: dict[str, Path | None] = {"ours": _OURS, "empty": empty, "none": None}
    seconds: dict[str, list[float]] = {name: [] for name in packs}
    for turn in range(_ROUNDS + 1):
        for name, pack in packs.items():
            took = _preview_seconds(cloud, pack)
            if turn:  # the first one warms up
                seconds[name].append(took)
    print(f"previews of staging, {_ROUNDS} rounds in turn: " + ", ".join(
        f"{statistics.median(one):.2f} s with {name} pack" for name, one in seconds.items()
    ))  # fmt: skip
    for what, over, under in (
        ("preview with our pack / with no pack (limit 1.10)", "ours", "none"),
        ("preview with an empty pack / with no pack", "empty", "none"),
        ("preview with our pack / with an empty pack", "ours", "empty"),
    ):
        ratios = [one / other for one, other in zip(seconds[over], seconds[under], strict=True)]
        print(
            f"{what:<58} {statistics.median(ratios):6.2f} x   "
            f"({min(ratios):.2f} to {max(ratios):.2f})",
            flush=True,
        )


def _preview_seconds(cloud: EmbeddedCloud, pack: Path | None) -> float:
    environ = {**os.environ, **cloud.environment}
    environ.pop("PULUMI_OPTION_POLICY_PACK", None)
    if pack is not None:
        environ["PULUMI_OPTION_POLICY_PACK"] = str(pack)
    command = ["pulumi", "preview", "--stack", "staging", "--non-interactive"]
    start = time.perf_counter()
    ran = run(command, environ)
    assert ran.status == 0, ran.text
    return time.perf_counter() - start


if __name__ == "__main__":
    measure_policy_cost()
