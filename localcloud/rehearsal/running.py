"""Runs the program as Pulumi's Python language host does, against a pass instead of an engine.

Source: the SDK's `pulumi-language-python-exec` (settings, `run_in_stack`, what is printed).
"""

import asyncio
import contextvars
import logging
import runpy
import sys
import traceback
from pathlib import Path

import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import configure, run_in_stack, set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings

from localcloud.rehearsal.configuration import StackConfiguration
from localcloud.rehearsal.findings import Failure
from localcloud.rehearsal.monitor import RehearsalMonitor
from localcloud.rehearsal.passing import Pass

_LOGGER = "localcloud.rehearsal"


def run_program(directory: Path, configuration: StackConfiguration, passing: Pass) -> None:
    """Run `__main__.py` to its end; whatever it raises becomes a failure of the pass."""
    # The SDK keeps its settings and its root resource in context variables: each run has its own.
    contextvars.copy_context().run(_run, directory, configuration, passing)


def _run(directory: Path, configuration: StackConfiguration, passing: Pass) -> None:
    monitor = RehearsalMonitor(passing, configuration)
    # The SDK left both untyped.
    features = monitor.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures  # type: ignore[no-untyped-call]  # above
    configure(
        MockSettings(  # type: ignore[no-untyped-call]  # above
            monitor=monitor,
            monitor_features=set(features),
            engine=MockEngine(logging.getLogger(_LOGGER)),
            project=configuration.project,
            stack=configuration.stack,
            dry_run=passing.dry,
            organization="organization",
            callbacks=None,
        )
    )
    set_all_config(dict(configuration.values), [])
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))

    async def program() -> None:
        runpy.run_path(str(directory / "__main__.py"), run_name="__main__")

    try:
        asyncio.run(run_in_stack(program))
    except pulumi.RunError as error:
        passing.findings.failures.append(Failure("program", configuration.project, str(error)))
    except Exception as error:
        traceback.print_exc()
        passing.findings.failures.append(
            Failure("program", configuration.project, f"it raised {type(error).__name__}")
        )
