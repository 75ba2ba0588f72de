"""What stands around each operation of a dynamic provider.

It lets a person read an error's text alone, where Pulumi would print a traceback before it.

Pulumi's dynamic provider server ends a failed call with `traceback.format_exc()`. For an error that
is meant to be read, the way through the code says nothing, so it is left out by the interpreter's
own setting for that, `sys.tracebacklimit`. Any other exception is a bug and keeps its traceback.

It gives the inputs that are not known yet the one form that `providers` compares with.
"""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from berthcare.errors import BerthcareError
from providers.api.unknowns import marked

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def told_plainly(operation: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Wrap an operation of a dynamic provider."""

    @functools.wraps(operation)
    def wrapper(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        try:
            return operation(*marked(args), **marked(kwargs))
        except BerthcareError as error:
            sys.tracebacklimit = 0
            raise error.with_traceback(None) from None
        except Exception:
            vars(sys).pop("tracebacklimit", None)
            raise

    return wrapper
