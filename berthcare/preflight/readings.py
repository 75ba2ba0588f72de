"""What the Pulumi engine is asked, one call after the other, and by whom it is waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from berthcare.engine.configured import Configured
from berthcare.engine.engine import Engine
from berthcare.engine.plan import Plan
from berthcare.preflight.plugins import InstalledPlugins, installed_plugins
from berthcare.preflight.reading import Reading


@dataclass(frozen=True)
class Readings:
    """The engine's answers. A preview holds the stack's files, so no two calls run at a time."""

    version: Reading[str] = field(default_factory=lambda: Reading("The engine's version"))
    configuration: Reading[Mapping[str, Configured]] = field(
        default_factory=lambda: Reading("The configuration")
    )
    backend: Reading[str] = field(default_factory=lambda: Reading("The state backend"))
    stacks: Reading[set[str]] = field(default_factory=lambda: Reading("The list of stacks"))
    plugins: Reading[InstalledPlugins] = field(default_factory=lambda: Reading("The plugins"))
    plan: Reading[Plan] = field(default_factory=lambda: Reading("The plan"))

    def take(self, engine: Engine, *, with_plan: bool) -> None:
        """Ask the engine everything, in this thread: an interrupt must reach each call."""
        try:
            self.configuration.take(engine.configuration)
            self.version.take(engine.version)
            self.backend.take(engine.whoami)
            self.stacks.take(engine.stacks)
            self.plugins.take(lambda: installed_plugins(engine.environ, engine.folder))
            if with_plan:
                self.plan.take(engine.preview)
        finally:
            for one in fields(self):
                getattr(self, one.name).abandon()
