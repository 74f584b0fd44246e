"""Functions that go through each byte of a page, compiled for the processor by numba."""

from collections.abc import Callable
from typing import TypeVar, cast

from pipelines.errors import OperatorError

INSTALL = "pip install 'khabardar[backfill]'"
Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Return a function in machine code; to compile it takes seconds, once on a machine.

    Raises:
        OperatorError: numba is not installed.
    """
    try:
        from numba import njit
    except ImportError:
        raise OperatorError(f"pages are looked through by numba: {INSTALL}") from None
    try:
        return cast(Function, njit(cache=True)(function))
    except RuntimeError:  # there is no folder to keep it in, neither beside the code nor at home
        return cast(Function, njit(function))
