"""How long a pass may read by meaning: no longer than its budget, nor than the pass itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passes.meaning.reading_time import SHARE_OF_READING, reading_time
from tests.dispatch import Dispatch
from tests.samples import NOW


@pytest.mark.parametrize(
    ("allowed_s", "gone_s", "whole_s"),
    [(60.0, 0, 60.0), (60.0, 870, 30.0), (60.0, 950, 0.0), (0.0, 0, 0.0), (2_000.0, 100, 800.0)],
)
def test_a_pass_reads_within_what_is_allowed_and_what_is_left_of_it(
    desk: Dispatch, allowed_s: float, gone_s: int, whole_s: float
) -> None:
    config = replace(desk.config, budget_s=900.0, vectors_budget_s=allowed_s)
    now = NOW + timedelta(seconds=gone_s)
    time = reading_time(config, NOW, now)
    assert time.until == now + timedelta(seconds=whole_s)
    assert time.vectors_until == now + timedelta(seconds=SHARE_OF_READING * whole_s)
