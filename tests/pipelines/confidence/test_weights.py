"""The weights that ship are those that the program makes of the rows that ship with it."""

import math
from pathlib import Path

import pytest

from benchmarks.text.confidence import (
    WEIGHTS,
    Model,
    Row,
    fitted,
    foretold,
    quality,
    read_rows,
    report,
    weights_file,
    write_rows,
)
from pipelines.confidence.model import confidence_of
from pipelines.confidence.signs import NAMES, Signs


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_rows()


def test_the_shipped_weights_are_those_that_the_program_makes(rows: list[Row]) -> None:
    assert WEIGHTS.read_text(encoding="utf8") == weights_file(fitted(rows))


def test_unseen_outlets_are_foretold(rows: list[Row]) -> None:
    said = foretold(rows)
    errors = [abs(one - row.quality) for one, row in zip(said, rows, strict=True)]
    assert len({row.host for row in rows}) > 300
    assert math.fsum(errors) / len(errors) <= 0.06
    least = sorted(zip(said, rows, strict=True), key=lambda pair: pair[0])[: len(rows) // 10]
    poor = sum(row.quality < 0.9 for _, row in least)
    every = sum(row.quality < 0.9 for row in rows)
    assert poor >= 0.45 * len(least)
    assert poor > 2 / 3 * every, "most poor texts are among the tenth that is least sure"
    assert report(rows).startswith(f"confidence: {len(rows)} pages, mean error 0.0")


def test_program_and_model_foretell_the_same(rows: list[Row]) -> None:
    model = fitted(rows)
    for row in rows[:50]:
        assert confidence_of(Signs(*row.signs)) == round(model.foretell(row.signs), 2)


def test_a_sign_that_says_all_gets_all_the_weight() -> None:
    """Other signs are noise that is the same at every quality."""
    rows = [
        Row(f"{n}.example", 0.5 + n / 80, (n / 40, *(float(n % 2) for _ in NAMES[1:])))
        for n in range(40)
    ]
    model = fitted(rows)
    assert model.weights[0] < -1
    assert max(map(abs, model.weights[1:])) < 0.1
    said = foretold(rows)
    assert said[0] < said[20] < said[39]


def test_a_sign_that_never_changes_weighs_nothing() -> None:
    rows = [Row(f"{n}.example", 0.6 + n / 50, (0.5,) * len(NAMES)) for n in range(20)]
    assert fitted(rows).weights == (0,) * len(NAMES)


def test_quality_is_the_share_of_words_that_two_texts_have_in_common() -> None:
    assert quality("One two, TWO three.", "one two two three") == 1
    assert quality("one two", "two three four five") == pytest.approx(1 / 3)
    assert quality("می‌رود", "میرود") == 1
    assert quality("", "one") == quality("one", "") == quality("one", "two") == 0


def test_rows_are_kept_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    kept = [Row(host, 0.25, tuple(n / 16 for n in range(len(NAMES)))) for host in ("b.x", "a.x")]
    write_rows(kept, file)
    assert read_rows(file) == kept[::-1]
    file.write_text("host,quality,another\na.x,1,1\n", encoding="utf8")
    with pytest.raises(SystemExit, match="other signs"):
        read_rows(file)


def test_a_model_never_leaves_the_scale() -> None:
    model = Model(5.0, (1.0,) * len(NAMES))
    assert model.foretell((1.0,) * len(NAMES)) == 0
    assert Model(-9.0, (0.0,) * len(NAMES)).foretell((1.0,) * len(NAMES)) == 1
