"""What is learned of judged examples: weights, calibration, thresholds, labels."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.items import Relevance
from pipelines.judging.learning import LEAST_EXAMPLES, Example, foretell, learn, thresholds
from pipelines.judging.model import (
    SURELY_OFF,
    Facts,
    LearnedModel,
    Vector,
    label_of,
    probability,
    weighed_signs,
)
from pipelines.judging.regression import chances, fit
from pipelines.judging.signs import Signs

SIGNS = ("@deport", "an outlet of Afghans")


def example(number: int, *, on_topic: bool, language: str = "en") -> Example:
    """Return an example whose first number tells the label, and whose language shifts it."""
    noise = np.random.default_rng(number).normal(size=8).astype(np.float32)
    vector: Vector = noise / np.float32(4) + np.float32(3 if language == "fa" else 0)
    vector[0] += 1.0 if on_topic else -1.0
    facts = Facts(language, vector, Signs((float(on_topic), 0.0)))
    return Example(facts, float(on_topic), f"subtopic {number % 20}")


EXAMPLES = [
    example(number, on_topic=number % 2 == 0, language="fa" if number % 3 else "en")
    for number in range(120)
]


@pytest.fixture(scope="module")
def model() -> LearnedModel:
    """Return what EXAMPLES teach."""
    return learn(EXAMPLES, "abc", SIGNS)


def test_regression_finds_the_odds_that_the_labels_have() -> None:
    rows = np.array([[0.0]] * 10 + [[1.0]] * 10)
    labels = np.array([1.0] * 2 + [0.0] * 8 + [1.0] * 7 + [0.0] * 3)
    weights = fit(rows, labels, np.array([1e-9]), np.ones(20))
    assert chances(np.array([[0.0], [1.0]]), weights) == pytest.approx([0.2, 0.7], abs=1e-3)


def test_a_row_counts_as_often_as_its_importance() -> None:
    rows, labels = np.array([[0.0], [1.0], [1.0]]), np.array([0.0, 1.0, 0.0])
    often = fit(np.repeat(rows, [1, 3, 1], 0), np.repeat(labels, [1, 3, 1]), np.ones(1), np.ones(5))
    assert fit(rows, labels, np.ones(1), np.array([1.0, 3.0, 1.0])) == pytest.approx(often)


def test_what_was_learned_holds_on_what_was_not_seen_in_any_language(model: LearnedModel) -> None:
    for number in range(200, 240):
        on_topic = number % 2 == 0
        for language in ("en", "fa"):
            found = probability(model, example(number, on_topic=on_topic, language=language).facts)
            assert (found > 0.5) is on_topic


def test_a_language_without_examples_is_judged_by_the_mean_of_all(model: LearnedModel) -> None:
    facts = EXAMPLES[0].facts
    assert 0.0 <= probability(model, replace(facts, language="sv")) <= 1.0


def test_a_model_is_the_same_after_it_was_written_down(model: LearnedModel) -> None:
    again = LearnedModel.from_text(model.to_text())
    assert again == model
    assert again.digest == model.digest != replace(model, judged=1).digest


def test_learning_twice_gives_the_same_model(model: LearnedModel) -> None:
    assert learn(EXAMPLES, "abc", SIGNS).digest == model.digest


def test_what_tells_nothing_foretells_nothing() -> None:
    blind = [
        replace(
            one, facts=replace(one.facts, vector=np.ones(2, np.float32) * (n % 5), signs=Signs(()))
        )
        for n, one in enumerate(EXAMPLES)
    ]
    assert np.abs(foretell(blind).chances - 0.5).max() < 0.2


def test_borderline_examples_are_counted_but_teach_nothing(model: LearnedModel) -> None:
    between = replace(EXAMPLES[1], label=0.5)
    found = learn([*EXAMPLES, between], "abc", SIGNS)
    assert replace(found, examples=found.examples - 1) == model


@pytest.mark.parametrize(
    "examples",
    [EXAMPLES[: LEAST_EXAMPLES - 1], [one for one in EXAMPLES if one.label == 1.0]],
    ids=["too few", "all on topic"],
)
def test_too_little_teaches_nothing(examples: list[Example]) -> None:
    with pytest.raises(ValueError, match="on topic and off topic"):
        learn(examples, "abc", SIGNS)


def test_thresholds_leave_out_few_and_let_few_through() -> None:
    found = np.linspace(0.0, 1.0, 1001)
    labels = (found > 0.6).astype(float)
    review, relevant = thresholds(found, labels)
    assert review <= relevant
    assert relevant == pytest.approx(0.6, abs=0.02)
    assert thresholds(found, np.ones(1001))[1] == 0.5
    assert thresholds(found, 1 - labels)[1] == 1.0


@pytest.mark.parametrize(
    ("chance", "by_query", "label"),
    [
        (0.95, "off", "relevant"),
        (0.95, "relevant", "relevant"),
        (0.6, "off", "review"),
        (0.6, "relevant", "review"),
        (0.2, "off", "off"),
        (0.2, "review", "off"),
        (0.2, "relevant", "review"),
        (SURELY_OFF, "relevant", "review"),
        (SURELY_OFF / 2, "relevant", "off"),
    ],
)
def test_the_query_is_a_floor_beneath_the_model(
    model: LearnedModel, chance: float, by_query: Relevance, label: Relevance
) -> None:
    bounds = replace(model, review_from=0.4, relevant_from=0.9)
    assert label_of(bounds, chance, by_query) == label


def test_the_signs_that_weighed_are_those_that_are_there(model: LearnedModel) -> None:
    ((name, added),) = weighed_signs(model, EXAMPLES[0].facts)
    assert name == "@deport"
    assert added > 0
    assert weighed_signs(model, EXAMPLES[1].facts) == []
