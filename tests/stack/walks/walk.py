"""Walks a page as a person does who pastes one command after the other into a shell."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.stack.walks.shell_blocks import Command, commands_of, pages

_PLAN = Path(__file__).with_name("embedded_walk.yaml")
_PAGE_SECONDS = 200
_SHOWN = 1500
_PREPARED = """set -o pipefail -o errtrace
trap 'echo $? >> "$WALK/$WALKED.failures"' ERR"""
"""A shell that notes each part that fails: of a loop and of several commands on a line, the status
is that of the last part alone (bash, `help trap`: ERR, and what it passes over)."""
_LONG = re.compile(r"(?:pulumi (?:preview|up|refresh)|berthcare)\b")
"""Commands that take seconds: runs of the whole program, and ours."""
_MANNER = frozenset({"--yes", "--json", "--diff", "--skip-preview"})
_ASKS = re.compile(
    r"berthcare (?:failover|keep-alive|rotate|spend resume|adopt|verify)\b"
    r"(?!.*--(?:help|dry-run|yes|status|json)\b)"
)
"""Commands that ask a person first; the walk answers by the option."""


@dataclass(frozen=True)
class Special:
    """A command that is left out, or may end with another status than 0, and why."""

    begins: str
    reason: str
    statuses: tuple[int, ...] = ()
    """How it may end; none leaves it out."""
    tells: str = ""
    """A regular expression of what it prints, where its status says too little."""


@dataclass(frozen=True)
class Plan:
    """How a page is walked on the embedded cloud."""

    before: Mapping[str, Sequence[str]]
    """What is done before a chapter, by its heading: the situation that it is written for."""
    afterwards: Sequence[str]
    """What makes all well again, where the page leaves that to another one."""
    stand_ins: Mapping[str, str]
    """What a person puts in place of the words in capitals."""
    special: tuple[Special, ...]
    everywhere: tuple[Special, ...]
    """What is special on every page."""

    def special_of(self, command: Command) -> Special | None:
        """Return what is special about a command."""
        known = (*self.special, *self.everywhere)
        return next((one for one in known if command.text.startswith(one.begins)), None)

    def leaves_out(self, command: Command) -> bool:
        """Tell whether a command is not run."""
        special = self.special_of(command)
        return special is not None and not special.statuses

    def accepts(self, walked: "Walked") -> bool:
        """Tell whether a command may end so."""
        special = self.special_of(walked.command)
        if special is None:
            return walked.status == 0
        return walked.status in special.statuses and bool(re.search(special.tells, walked.output))


@dataclass(frozen=True)
class Walked:
    """A command that was run."""

    command: Command
    status: int | None
    """Of its last part, else of the first that failed; `None`: the shell did not come so far."""
    output: str

    def __str__(self) -> str:
        shown = self.output[-_SHOWN:]
        return f"{self.command.heading}: {self.command.text}\n  status {self.status}\n{shown}"


def plans() -> dict[str, Plan]:
    """Return the plan of each page that has commands."""
    told = yaml.safe_load(_PLAN.read_text())
    everywhere = tuple(_special(**one) for one in told["everywhere"])
    return {
        page: Plan(
            before=plan.get("before", {}),
            afterwards=plan.get("afterwards", ()),
            stand_ins=plan.get("stand_ins", {}),
            special=tuple(_special(**one) for one in plan.get("special", ())),
            everywhere=everywhere,
        )
        for page in pages()
        if commands_of(page)
        for plan in [told.get(page, {})]
    }


def planned_pages() -> set[str]:
    """Return the pages that the file names."""
    return {name for name in yaml.safe_load(_PLAN.read_text()) if name.endswith(".md")}


def without_repetitions(
    commands: Sequence[Command], plan: Plan, walked: set[frozenset[str]]
) -> list[Command]:
    """Leave out what takes seconds and was walked on another page already."""
    kept = []
    for one in commands:
        same = sense(one.text)
        if not same or same not in walked:
            kept.append(one)
        if same and not plan.leaves_out(one):
            walked.add(same)
    return kept


def sense(text: str) -> frozenset[str]:
    """Return the words of a command that takes seconds, without those that say how it is told."""
    text = text.removeprefix(".venv/bin/")
    if not _LONG.match(text):
        return frozenset()
    words = text.replace("$ENV", "staging").partition(" #")[0].split()
    return frozenset(words) - _MANNER


def walk(
    commands: Sequence[Command], plan: Plan, environ: Mapping[str, str], place: Path, scratch: Path
) -> list[Walked]:
    """Run the commands in one shell in `place`, then what makes all well again.

    What is left out is not among the answers.
    """
    taken = [one for one in commands if not plan.leaves_out(one)]
    taken += [Command("", "afterwards", line) for line in plan.afterwards]
    lines, heading = [_PREPARED], ""
    for number, one in enumerate(taken):
        if one.heading != heading:
            heading = one.heading
            lines += [_situation(line) for line in plan.before.get(heading, ())]
        lines.append(_step(number, _typed(one.text, plan)))
    scratch.mkdir()
    (scratch / "script").write_text("\n".join(lines))
    with (scratch / "shell").open("w") as told:
        subprocess.run(
            ["bash", str(scratch / "script")],
            cwd=place,
            env={
                **environ,
                "WALK": str(scratch),
                "PULUMI_SKIP_CONFIRMATIONS": "true",
            },
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            timeout=_PAGE_SECONDS,
            check=False,
        )
    return [_walked(number, one, scratch) for number, one in enumerate(taken)]


def _special(begins: str, reason: str, statuses: Sequence[int] = (), tells: str = "") -> Special:
    return Special(begins, reason, tuple(statuses), tells)


def _typed(text: str, plan: Plan) -> str:
    for word, stand_in in plan.stand_ins.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", stand_in, text)
    text = text.replace(".venv/bin/berthcare", "berthcare")  # the one that is loaded already
    return f"{text} --yes" if _ASKS.search(text) else text


def _situation(line: str) -> str:
    """Return what no reader types; where it fails, the walk ends there."""
    return f'WALKED=situation; {{ {line}\n}} >> "$WALK/situation" 2>&1 < /dev/null || exit'


def _step(number: int, text: str) -> str:
    """Return the command, its output kept; braces keep its variables in the shell."""
    return (
        f'WALKED={number}; {{ {text}\n}} > "$WALK/{number}" 2>&1 < /dev/null; '
        f'echo $? > "$WALK/{number}.status"'
    )


def _walked(number: int, command: Command, scratch: Path) -> Walked:
    output, told = scratch / str(number), scratch / f"{number}.status"
    failures = scratch / f"{number}.failures"
    status = int(told.read_text()) if told.is_file() else None
    if status == 0 and failures.is_file():
        status = int(failures.read_text().split()[0])
    return Walked(command, status, output.read_text(errors="replace") if output.is_file() else "")


def with_first(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with a folder first on the path."""
    return {**environ, "PATH": os.pathsep.join([str(folder), environ["PATH"]])}
