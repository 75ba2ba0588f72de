"""The AWS providers of a program: the default one of the stack, and explicit ones."""

import threading
from collections.abc import Mapping

from localcloud.aws.cloud import Cloud, problems_with_settings
from localcloud.aws.wire import Properties
from localcloud.rehearsal.errors import StepError

PROVIDER_TYPES = "pulumi:providers:"
AWS_PROVIDER_TYPE = "pulumi:providers:aws"


class Clouds:
    """Finds the provider that a resource names. Thread-safe."""

    def __init__(self, settings: Mapping[str, str], environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._lock = threading.Lock()
        self._explicit: dict[str, Cloud] = {}
        self.default = self._configured(dict(settings))

    def add(self, urn: str, settings: Properties) -> None:
        """Remember an explicit provider. Raises StepError for a setting that is not honoured."""
        cloud = self._configured(settings)
        with self._lock:
            self._explicit[urn] = cloud

    def of(self, reference: str) -> Cloud:
        """Return the provider of a reference `<urn>::<id>`; an empty one is the default."""
        urn = reference.rpartition("::")[0]
        with self._lock:
            return self._explicit.get(urn, self.default)

    def _configured(self, settings: Properties) -> Cloud:
        problems = problems_with_settings(settings)
        if problems:
            raise StepError("; ".join(f"aws:{name} {reason}" for name, reason in problems))
        cloud = Cloud(settings, self._environ)
        cloud.require_allowed_account()
        return cloud
