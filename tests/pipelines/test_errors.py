"""How errors are told to a person."""

import pytest

from pipelines.errors import KhabardarError, StoreError

MISSING = FileNotFoundError(2, "No such file or directory", "words.txt")


@pytest.mark.parametrize(
    ("error", "cause", "told"),
    [
        (KhabardarError("cannot be read"), None, "cannot be read"),
        (KhabardarError("cannot be read", "words.txt"), None, "cannot be read: words.txt"),
        (
            KhabardarError("cannot be read"),
            MISSING,
            "cannot be read: words.txt: No such file or directory",
        ),
        (
            StoreError("cannot be read", "words.txt"),
            MISSING,
            "cannot be read: words.txt: No such file or directory",
        ),
        (
            KhabardarError("words.txt: cannot be read"),
            MISSING,
            "words.txt: cannot be read: No such file or directory",
        ),
        (StoreError("full"), OSError(28, "No space left"), "full: No space left"),
        (StoreError("lost"), OSError("the pipe broke"), "lost: the pipe broke"),
        (
            StoreError("not taken"),
            ValueError("a year of 5 digits"),
            "not taken: a year of 5 digits",
        ),
    ],
)
def test_an_error_says_what_and_why_without_the_number_of_the_system(
    error: KhabardarError, cause: BaseException | None, told: str
) -> None:
    error.__cause__ = cause

    assert str(error) == told
