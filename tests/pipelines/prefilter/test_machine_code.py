import sys

import pytest

from pipelines.errors import OperatorError
from pipelines.prefilter.machine_code import compiled


def twice(number: int) -> int:
    return 2 * number


def test_machine_code_does_what_a_function_says() -> None:
    assert compiled(twice)(21) == 42


def test_what_can_be_kept_nowhere_is_compiled_all_the_same() -> None:
    named: dict[str, type[object]] = {}
    exec("def thrice(number): return 3 * number", named)
    assert compiled(named["thrice"])(4) == 12  # type: ignore[call-arg]


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(OperatorError, match=r"numba: pip install 'khabardar\[backfill\]'"):
        compiled(twice)
