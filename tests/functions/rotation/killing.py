"""Kills the function at its boundary, and looks at what there is then and in the end."""

from dataclasses import dataclass
from itertools import count

import pytest

from tests.functions.rotation.boundary import Boundary, Crashed
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled, recover
from tests.functions.rotation.scenarios import Scenario
from tests.functions.rotation.stored import CURRENT, Content, Stored
from tests.functions.rotation.world import URLS, World


@dataclass(frozen=True)
class Killing:
    """Cases of one scenario."""

    scenario: Scenario
    world: World
    function: Function
    boundary: Boundary

    def calls(self) -> list[str]:
        """Return what the function sends in this scenario when nobody kills it."""
        old = self._secret.value()
        version = self._prepared()
        begin = len(self.boundary.crossed)
        self.scenario.act(self.function, self._secret, version)
        calls = self.boundary.crossed[begin:]
        recover(self.function, self._secret, old)
        return calls

    def run(self, place: int, moment: str) -> None:
        """Kill the function before or after the call at this place; all must end well."""
        old = self._secret.value()
        version = self._prepared()
        self.boundary.kill(place, moment)
        primary = self.world.primary
        with pytest.raises(Crashed):
            self.scenario.act(self.function, self._secret, version)
        self._assert_service_goes_on(primary)
        recover(self.function, self._secret, old)
        self._assert_rotated(old)

    def run_ever_longer(self, moment: str) -> int:
        """Kill each attempt a call later than the one before; return how many were killed."""
        version = self._prepared()
        old = self._secret.value()
        primary = self.world.primary
        for place in count():
            self.boundary.kill(place, moment)
            try:
                self.scenario.act(self.function, self._secret, version)
            except Crashed:
                self._assert_service_goes_on(primary)
            else:
                break
        self.boundary.spare()
        recover(self.function, self._secret, old)
        self._assert_rotated(old)
        return place

    @property
    def _secret(self) -> Stored:
        return self.scenario.secret(self.world)

    def _prepared(self) -> str:
        # Each case ends with nothing under way, so the next one begins where it left off.
        return self.scenario.prepare(self.function, self.world, self._secret)

    def _assert_service_goes_on(self, primary: str) -> None:
        """Nobody is refused who goes by the current version, or by it and the one before."""
        credentials = self.world.account.values()
        accepted = {
            label: self.world.accepts(found["auth_token"]) for label, found in credentials.items()
        }
        assert any(accepted.values())
        assert accepted[CURRENT] or not self.scenario.current_is_accepted
        is_as_before = self.world.primary == primary
        assert self.world.is_signed_for() or (is_as_before and not self.scenario.is_signed_for)
        webhooks = self.world.webhooks.values()
        assert all(found.items() > URLS.items() for found in webhooks.values())

    def _assert_rotated(self, old: Content | None) -> None:
        """One version is left, whose token is new and the only one that Twilio knows."""
        assert is_settled(self.world.account)
        assert is_settled(self.world.webhooks)
        assert self._secret.value() != old
        assert self.world.account.value() == self.world.credentials(self.world.primary)
        assert not self.world.has_secondary()
