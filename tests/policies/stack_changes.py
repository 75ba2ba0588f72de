"""Single changes to a stack of tests/policies/stack_double.py."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.policies.stack_double import Made

Stack = dict[str, Made]


def without(*names: str) -> Callable[[Stack], Stack]:
    return lambda stack: {name: one for name, one in stack.items() if name not in names}


def but(of: str, **props: Any) -> Callable[[Stack], Stack]:
    return lambda stack: {**stack, of: stack[of].but(**props)}


def unlinked(of: str) -> Callable[[Stack], Stack]:
    """Take away what a resource refers to, as if it were for something else."""
    return lambda stack: {**stack, of: replace(stack[of], refers={})}


def adding(*made: Made) -> Callable[[Stack], Stack]:
    return lambda stack: {**stack, **{one.name: one for one in made}}
