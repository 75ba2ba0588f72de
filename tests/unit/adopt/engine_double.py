"""An engine that does nothing: it remembers what it was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from berthcare.engine.plan import Diagnostic, Plan, PlannedStep


@dataclass
class EngineDouble:
    """Remembers what it was told, and previews what a test says."""

    steps: tuple[PlannedStep, ...] = ()
    succeeded: bool = True
    fails_at: str | None = None
    told: list[str] = field(default_factory=list)
    documents: list[Mapping[str, object]] = field(default_factory=list)

    def set(self, key: str, value: str, *, secret: bool = False) -> None:
        assert not secret
        self._told(f"{key}={value}")

    def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
        assert protect
        self.documents.append(document)
        self._told("import")

    def preview(self) -> Plan:
        self._told("preview")
        trouble = () if self.succeeded else (Diagnostic("error", "a rule says no"),)
        return Plan(self.steps, trouble, (), (), self.succeeded)

    def _told(self, what: str) -> None:
        self.told.append(what)
        if what == self.fails_at:
            raise KeyboardInterrupt
