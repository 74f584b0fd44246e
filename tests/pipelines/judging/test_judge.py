"""An article is judged by the model that ships, beside the topic's query, and told why."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.judging.judge import (
    LearnedTopic,
    judge_by_model,
    nearest,
    signs_that_weighed,
    why_unusable,
)
from pipelines.judging.signs import sign_names, signs_of, weighed_words
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import judge
from press_catalogue.decider import built_in_topic
from press_catalogue.examples import (
    judged_texts,
    judged_vectors,
    packed_vectors,
    shipped_examples,
    shipped_model,
    texts_digest,
)

TOPIC = built_in_topic()
MODEL = shipped_model()
TITLE = "Iran deports Afghan bricklayers"
TEXT = "Two hundred Afghans were deported through Islam Qala.\n\nA second paragraph on the weather."


def words_of(title: str, text: str, country: str = "") -> TokenIndex:
    return TokenIndex(ArticleView(title, text, country=country))


def test_every_sign_has_a_value_between_none_and_all() -> None:
    words = words_of(TITLE, TEXT, "IR")
    found = signs_of(words, True, judge(TITLE, TEXT, "IR", True, TOPIC), TOPIC)
    names = sign_names(TOPIC)
    assert len(found.values) == len(names) == len(set(names))
    assert all(0.0 <= value <= 1.0 for value in found.values)
    values = dict(zip(names, found.values, strict=True))
    assert values["@deport"] == 0.5
    assert values["@deport in the headline"] == values["relevant by its query"] == 1.0
    assert values["an outlet of IR"] == values["an outlet of Afghans"] == 1.0
    assert values["an outlet of PK"] == values["@not_sport"] == 0.0


def test_the_words_of_concepts_are_told_as_they_stand_there() -> None:
    assert weighed_words(words_of(TITLE, TEXT), ["deport", "unknown"], TOPIC) == (
        "deports",
        "deported",
    )


def test_examples_teach_the_label_they_have_and_name_their_likes() -> None:
    vectors = judged_vectors(MODEL.sentence_model)
    texts = judged_texts()
    numbers = [
        next(n for n, one in enumerate(texts) if (one.language, one.label) == (language, label))
        for language in ("en", "fa")
        for label in ("yes", "no")
    ]
    learned = LearnedTopic(TOPIC, MODEL)
    facts = []
    for number in numbers:
        text = texts[number]
        words = words_of(text.title, text.text, text.country)
        found = judge_by_model(words, text.language, text.country == "AF", vectors[number], learned)
        facts.append(found.facts)
        assert (found.chance > 0.5) is (text.label == "yes")
        assert signs_that_weighed(MODEL, found)
    assert nearest(facts[2], facts, MODEL)[0] == 2
    assert nearest(facts[0], [], MODEL) == []


def test_a_model_judges_only_by_what_it_was_learned_with() -> None:
    assert why_unusable(MODEL, MODEL.sentence_model, TOPIC) == ""
    assert "sentence model" in why_unusable(MODEL, "other", TOPIC)
    assert "definition" in why_unusable(replace(MODEL, signs=()), MODEL.sentence_model, TOPIC)


def test_the_examples_are_many_balanced_and_each_told_once() -> None:
    texts = judged_texts()
    assert len(texts) >= 1_500
    assert len({(one.language, one.title) for one in texts}) == len(texts)
    for language in {one.language for one in texts}:
        labels = [one.label for one in texts if one.language == language]
        assert 0.7 < labels.count("yes") / labels.count("no") < 1.3
        assert {one.kind for one in texts if one.language == language} == {
            *("plain", "oblique", "context", "hard"),
        }


def test_vectors_of_other_examples_or_another_model_are_not_used() -> None:
    assert len(judged_vectors(MODEL.sentence_model)) == len(judged_texts())
    assert judged_vectors("other") == ()
    assert shipped_examples(TOPIC, "other") == []
    assert MODEL.examples == len(judged_texts())


def test_packed_vectors_keep_their_direction() -> None:
    vectors = [np.random.default_rng(n).normal(size=384).astype(np.float32) for n in range(3)]
    packed = packed_vectors(vectors, "abc")
    assert packed == packed_vectors(vectors, "abc")
    assert len(texts_digest()) == 16


@pytest.mark.parametrize("label", ["yes", "no"])
def test_lengths_do_not_tell_the_label(label: str) -> None:
    texts = judged_texts()
    lengths = {
        one: np.mean([len(text.text) for text in texts if text.label == one])
        for one in ("yes", "no")
    }
    assert lengths[label] == pytest.approx(np.mean([*lengths.values()]), rel=0.06)
