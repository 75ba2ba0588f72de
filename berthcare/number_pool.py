"""Which numbers an environment has and which serve: the secret `{env}/twilio/phone-numbers`.

The backend reads `voice_number` and `sms_number`, the numbers that serve now. Beside them stand the
environment's own numbers (the primaries) and its backups, so that a failover, the way back and the
next deploy all know from one place what is in force.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from berthcare import numbering
from berthcare.errors import BerthcareError

_SCALARS = ("voice_number", "sms_number", "primary_voice_number", "primary_sms_number")
_FORM = "a Canadian number in E.164 form"


class Purpose(str, Enum):
    """What a number serves for: the nurses' calls, or the families' texts."""

    VOICE = "voice"
    SMS = "sms"

    def __str__(self) -> str:
        return self.value


BOTH = (Purpose.VOICE, Purpose.SMS)


@dataclass(frozen=True)
class NumberPool:
    """The numbers of one environment, each in E.164 form."""

    primary_voice: str
    """The environment's own number for calls."""
    primary_sms: str
    """The environment's own number for texts; may be the one for calls."""
    backups: tuple[str, ...]
    """The whole reserve in order of preference, those that serve now included."""
    voice: str
    """Serves calls now: the primary or a backup."""
    sms: str
    """Serves texts now: the primary or a backup."""

    @classmethod
    def parse(cls, text: str) -> "NumberPool":
        """Read the secret's text.

        Raises `BerthcareError` that names each key that is missing or wrong, and shows no value.
        """
        problems = _problems(text)
        if problems:
            raise BerthcareError(
                f"The phone-numbers secret cannot be used: {'; '.join(problems)}.",
                "Put the version before it back, as docs/runbooks/number-failover.md says under "
                "'The secret is damaged': aws secretsmanager update-secret-version-stage",
            )
        content = json.loads(text)
        return cls(
            primary_voice=content["primary_voice_number"],
            primary_sms=content["primary_sms_number"],
            backups=tuple(content["backup_numbers"]),
            voice=content["voice_number"],
            sms=content["sms_number"],
        )

    @classmethod
    def of(
        cls,
        primary_voice: str,
        primary_sms: str,
        backups: Collection[str],
        stored: Mapping[str, object] | None,
    ) -> "NumberPool":
        """Return what a deploy writes, given what the secret holds (`None` where there is none).

        A failover in force stays in force: a stored serving number that is among the backups goes
        on serving, and any other one gives way to the primary.
        """
        reserve = tuple(backups)

        def serving(key: str, primary: str) -> str:
            now = (stored or {}).get(key)
            return now if isinstance(now, str) and now in reserve else primary

        return cls(
            primary_voice=primary_voice,
            primary_sms=primary_sms,
            backups=reserve,
            voice=serving("voice_number", primary_voice),
            sms=serving("sms_number", primary_sms),
        )

    def dropped(self, stored: Mapping[str, object] | None) -> dict[Purpose, str]:
        """Return the stored numbers that served and are neither primary nor backup any more."""
        pool = {self.primary_voice, self.primary_sms, *self.backups}
        served = {p: (stored or {}).get(f"{p.value}_number") for p in BOTH}
        return {p: str(number) for p, number in served.items() if number and number not in pool}

    def document(self) -> dict[str, str | list[str]]:
        """Return the secret's content, ready for JSON."""
        return {
            "voice_number": self.voice,
            "sms_number": self.sms,
            "primary_voice_number": self.primary_voice,
            "primary_sms_number": self.primary_sms,
            "backup_numbers": list(self.backups),
        }

    def failed_over(self, purposes: Collection[Purpose], to: str) -> "NumberPool":
        """Return the pool with the backup `to` serving these purposes.

        Raises `BerthcareError` where `to` is none of the backups.
        """
        if to not in self.backups:
            known = ", ".join(self.backups) or "none"
            raise BerthcareError(
                f"{to} is not a backup number of this environment; its backups are: {known}.",
                "Name one of them with --to, or let the first usable one be taken: --next",
            )
        return self._serving(dict.fromkeys(purposes, to))

    def restored(self, purposes: Collection[Purpose]) -> "NumberPool":
        """Return the pool with the primaries serving these purposes."""
        return self._serving({purpose: self.primary(purpose) for purpose in purposes})

    @property
    def is_failed_over(self) -> bool:
        """Whether any purpose is served by another number than its primary."""
        return any(self.serving(purpose) != self.primary(purpose) for purpose in BOTH)

    def serving(self, purpose: Purpose) -> str:
        """Return the number that serves a purpose now."""
        return self.voice if purpose is Purpose.VOICE else self.sms

    def primary(self, purpose: Purpose) -> str:
        """Return the environment's own number for a purpose."""
        return self.primary_voice if purpose is Purpose.VOICE else self.primary_sms

    def _serving(self, numbers: Mapping[Purpose, str]) -> "NumberPool":
        return replace(
            self,
            voice=numbers.get(Purpose.VOICE, self.voice),
            sms=numbers.get(Purpose.SMS, self.sms),
        )


def _problems(text: str) -> list[str]:
    """Say what is wrong with the secret's text."""
    try:
        content = json.loads(text)
    except ValueError:
        return ["it is not JSON"]
    if not isinstance(content, dict):
        return ["it is not a JSON object"]
    problems = [problem for key in _SCALARS for problem in _number_problems(key, content)]
    problems += _reserve_problems(content)
    # How the numbers stand to each other means something only once each is a number.
    return problems or _relation_problems(content)


def _number_problems(key: str, content: Mapping[str, object]) -> list[str]:
    if key not in content:
        return [f"it has no {key}"]
    return [] if _is_number(content[key]) else [f"{key} must be {_FORM}"]


def _reserve_problems(content: Mapping[str, object]) -> list[str]:
    if "backup_numbers" not in content:
        return ["it has no backup_numbers"]
    reserve = content["backup_numbers"]
    if not isinstance(reserve, list) or not all(map(_is_number, reserve)):
        return [f"backup_numbers must be a list, each {_FORM}"]
    return ["backup_numbers must not name one twice"] if len(set(reserve)) < len(reserve) else []


def _relation_problems(content: Mapping[str, Any]) -> list[str]:
    reserve = content["backup_numbers"]
    problems = [
        f"backup_numbers must not hold the {key}"
        for key in ("primary_voice_number", "primary_sms_number")
        if content[key] in reserve
    ]
    return problems + [
        f"{key} must be the primary_{key} or one of backup_numbers"
        for key in ("voice_number", "sms_number")
        if content[key] not in (content[f"primary_{key}"], *reserve)
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, str) and numbering.is_canadian(value)
