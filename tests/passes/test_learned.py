"""The learned label in the pass: what it changes, whom it tells, and what stays."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from db.meaning.vectors import StoredVectors, save_vectors
from db.outbox.rules import active_rules
from db.people.judgements import judge_article
from db.people.learned import doubtful, judged_by_people, use_model
from passes.begin import PassContext
from passes.desk_writes import teach, write_from_desk
from passes.meaning.learned import judge_learned, topic_in_use
from passes.meaning.learning import changes, learn_from, learn_topic, put_in_use
from passes.report import PassReport
from pipelines.errors import OperatorError
from pipelines.items import Rule
from pipelines.judging.judge import LearnedTopic
from pipelines.judging.learning import Example
from pipelines.judging.model import Facts, LearnedModel
from pipelines.judging.signs import Signs, sign_names
from pipelines.meaning.engine import ModelFile, find_model
from pipelines.query.parser import parse_query
from press_catalogue.concepts import load_concepts
from press_catalogue.decider import DeciderSpec, built_in_topic
from scheduler import one_pass
from tests.dispatch import Dispatch
from tests.near_vectors import TEXT, place_near
from tests.postoffice import PostOffice
from tests.samples import NOW

ASKS = Rule("Asks", "relevance:relevant", ("one@example.org",))
DOUBTS = Rule("Doubts", "relevance:review", ("two@example.org",), "daily 07:00")
TOPIC = built_in_topic()


def sentence_model() -> str:
    found = find_model()
    assert isinstance(found, ModelFile)
    return found.digest


def direction(which: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.zeros(384, dtype=np.float32)
    vector[which] = 1
    return vector


def own_model(relevant_from: float = 0.7, signs: tuple[str, ...] = ()) -> LearnedModel:
    """Return a model by which only the first number of a vector counts: 1 is on topic, -1 off."""
    names = signs or sign_names(TOPIC)
    return LearnedModel(
        sentence_model=sentence_model(),
        signs=names,
        means={"": (0.0,) * 384},
        spread=1.0,
        weights=(5.0, *(0.0,) * (383 + len(names)), 0.0),
        slope=1.0,
        shift=0.0,
        review_from=0.3,
        relevant_from=relevant_from,
        examples=1500,
        judged=0,
    )


def store_vector(desk: Dispatch, article: int, first: int) -> None:
    """Give an article a vector that means the topic (127), its opposite (-127) or neither (0)."""
    head = np.zeros(384, dtype=np.int8)
    head[0], head[1] = first, 100
    made = StoredVectors(article, "en", head.tobytes(), None)
    save_vectors(desk.store, sentence_model(), [made])


def publish(desk: Dispatch, first: int, *, query: str, title: str = "") -> int:
    """Store an article whose query gave a label, with a vector; return its number."""
    desk.publish(title=title or f"Column {desk.published} sets out", text=f"{desk.published} left.")
    desk.store.execute("UPDATE articles SET relevance = ? WHERE id = ?", (query, desk.published))
    store_vector(desk, desk.published, first)
    return desk.published


def label(desk: Dispatch, article: int) -> str:
    row = desk.store.rows("SELECT relevance FROM articles WHERE id = ?", (article,))[0]
    return str(row["relevance"])


def judge(desk: Dispatch, budget_s: float = 60) -> PassReport:
    """Make the part of a pass that judges; return what it says."""
    report = PassReport()
    numbered = tuple(
        (number, parse_query(rule.query, load_concepts()))
        for number, rule in active_rules(desk.store)
    )
    context = PassContext(
        desk.config, numbered, desk.store, lambda: desk.now, lambda **_: None, report
    )
    report.counts["told"] = judge_learned(context, desk.now + timedelta(seconds=budget_s))
    return report


@pytest.fixture
def taught(desk: Dispatch) -> Dispatch:
    """Return a store with an own model in use, and rules that ask for labels."""
    model = own_model()
    use_model(desk.store, model.digest, model.to_text(), NOW)
    desk.declare(ASKS, DOUBTS)
    return desk


def test_articles_get_the_learned_label_and_their_rules_are_told(
    taught: Dispatch, office: PostOffice
) -> None:
    missed, doubted = publish(taught, 127, query="off"), publish(taught, 0, query="off")
    off, known = publish(taught, -127, query="off"), publish(taught, 127, query="relevant")
    report = judge(taught)
    assert [label(taught, one) for one in (missed, doubted, off, known)] == [
        *("relevant", "review", "off", "relevant")
    ]
    assert report.counts["articles_judged_by_meaning"] == 4
    assert report.counts["told"] == report.counts["alerts"] == 2
    with office.open():
        taught.pass_()
    assert [letter["To"] for letter in office.letters()] == ["one@example.org"]
    assert taught.states() == {"sent": 1, "pending": 1}
    again = judge(taught)
    assert again.counts["articles_judged_by_meaning"] == again.counts["told"] == 0


def test_a_label_that_the_query_wrote_anew_is_judged_again_and_nobody_told_twice(
    taught: Dispatch,
) -> None:
    article = publish(taught, 127, query="off")
    judge(taught)
    taught.store.execute("UPDATE articles SET relevance = 'off' WHERE id = ?", (article,))
    assert judge(taught).counts["articles_judged_by_meaning"] == 1
    assert label(taught, article) == "relevant"
    assert taught.states() == {"pending": 1}


def test_an_article_that_waits_for_new_vectors_waits_for_its_label(taught: Dispatch) -> None:
    article = publish(taught, 127, query="off")
    taught.store.execute("UPDATE articles SET title = 'Other' WHERE id = ?", (article,))
    assert judge(taught).counts["articles_judged_by_meaning"] == 0
    assert label(taught, article) == "off"


def test_what_the_query_calls_relevant_needs_a_sure_model_to_be_off(taught: Dispatch) -> None:
    title = "Afghan refugees deported from Pakistan"
    unsure = publish(taught, -50, query="relevant", title=title)
    sure = publish(taught, -127, query="relevant", title=f"{title} again")
    judge(taught)
    assert [label(taught, one) for one in (unsure, sure)] == ["review", "off"]


def test_a_persons_judgement_tells_rules_at_once_and_once(taught: Dispatch) -> None:
    both = Rule("Both", f'relevance:relevant AND like("{TEXT}", .6)', ("three@example.org",))
    taught.declare(ASKS, DOUBTS, both)
    plain, near = publish(taught, 0, query="off"), publish(taught, 0, query="review")
    place_near(taught.store, near, 0.9)
    assert teach(taught.config, plain, lambda: NOW, on_topic=True) == ("off", 1)
    assert label(taught, plain) == "relevant"
    said = write_from_desk(taught.config, lambda: NOW, "judge", str(near), "relevant", "::1")
    assert "go out with the next pass: 2." in said
    assert teach(taught.config, near, lambda: NOW, on_topic=False) == ("relevant", 0)
    assert teach(taught.config, near, lambda: NOW, on_topic=True) == ("off", 0)
    assert taught.states() == {"pending": 3}


def test_a_judgement_stands_where_a_rule_cannot_be_read_any_more(taught: Dispatch) -> None:
    article = publish(taught, 0, query="off")
    taught.store.execute("UPDATE rules SET query = 'relevance:relevant @gone' WHERE name = 'Asks'")
    assert teach(taught.config, article, lambda: NOW, on_topic=True) == ("off", 0)


def test_what_people_judged_stays(taught: Dispatch) -> None:
    article = publish(taught, 127, query="off")
    judge_article(taught.store, article, "off", NOW)
    assert judge(taught).counts["articles_judged_by_meaning"] == 0
    assert label(taught, article) == "off"


@pytest.mark.parametrize(
    ("days", "via", "why"), [(8, "feed", "old"), (1, "import", "not_asked"), (1, "feed", "")]
)
def test_nobody_is_told_of_what_is_old_by_now_or_was_imported(
    taught: Dispatch, days: int, via: str, why: str
) -> None:
    article = publish(taught, 127, query="off")
    taught.store.execute("UPDATE links SET via = ?", (via,))
    taught.wait(days=days)
    judge(taught)
    assert label(taught, article) == "relevant"
    assert [row["unmailed"] for row in taught.store.rows("SELECT unmailed FROM matches")] == [why]
    assert bool(taught.states()) == (not why)


def test_articles_of_more_than_a_month_ago_keep_their_label(taught: Dispatch) -> None:
    article = publish(taught, 127, query="off")
    taught.wait(days=31)
    judge(taught)
    assert label(taught, article) == "off"


def test_nothing_is_judged_without_time_or_with_an_own_query(taught: Dispatch) -> None:
    publish(taught, 127, query="off")
    assert judge(taught, budget_s=0).counts["articles_judged_by_meaning"] == 0
    taught.config = replace(taught.config, decider=DeciderSpec(relevant="bus"))
    assert judge(taught).counts["articles_judged_by_meaning"] == 0


def test_a_model_of_another_definition_is_told_of_once_and_does_not_judge(desk: Dispatch) -> None:
    model = own_model(signs=("@other",))
    use_model(desk.store, model.digest, model.to_text(), NOW)
    article = publish(desk, 127, query="off")
    first, second = judge(desk), judge(desk)
    assert "run `khabardar topic learn`" in first.notes[0]
    assert not second.notes
    assert label(desk, article) == "off"


def test_an_article_whose_text_was_changed_by_others_is_told_of_and_the_rest_judged(
    taught: Dispatch,
) -> None:
    good, bad = publish(taught, 127, query="off"), publish(taught, 127, query="off")
    taught.store.execute("UPDATE articles SET byline = 'changed' WHERE id = ?", (bad,))
    report = judge(taught)
    assert [label(taught, one) for one in (good, bad)] == ["relevant", "off"]
    assert any("text" in said for said in report.trouble)


def test_the_most_doubtful_come_first_one_of_each_story(taught: Dispatch) -> None:
    far, near = publish(taught, 1, query="off"), publish(taught, 0, query="off")
    twin = publish(taught, 0, query="off")
    taught.store.execute("UPDATE articles SET story_id = 1 WHERE id IN (?, ?)", (far, twin))
    judge(taught)
    assert [one.id for one in doubtful(taught.store, NOW, 9)] == [twin, near]
    assert doubtful(taught.store, NOW, 1)[0].chance == pytest.approx(0.5, abs=0.01)
    judge_article(taught.store, far, "off", NOW)
    assert [one.id for one in doubtful(taught.store, NOW, 9)] == [near]
    assert doubtful(taught.store, NOW + timedelta(days=1), 9) == []


def examples(which: int, label: float, number: int) -> list[Example]:
    signs = Signs((0.0,) * len(sign_names(TOPIC)))
    return [
        Example(Facts("en", direction(which), signs), label, f"group {one}")
        for one in range(number)
    ]


def test_judgements_of_people_teach_and_the_changes_are_shown_before_use(desk: Dispatch) -> None:
    liked, other = publish(desk, 127, query="off"), publish(desk, 127, query="off")
    waits = publish(desk, 127, query="off")
    judge_article(desk.store, liked, "relevant", NOW)
    judge_article(desk.store, waits, "relevant", NOW)
    desk.store.execute("DELETE FROM article_vectors WHERE article_id = ?", (waits,))
    assert judged_by_people(desk.store) == {liked: True, waits: True}
    known = [*examples(0, 1, 30), *examples(1, 0, 30)]
    learned = learn_from(desk.store, TOPIC, sentence_model(), known)
    model = learned.topic.model
    assert (model.examples, model.judged, learned.without_vectors) == (60, 1, 1)
    found = list(changes(desk.store, learned.topic, NOW))
    assert [(one.article.id, one.article.relevance, one.relevance) for one in found] == [
        (other, "off", "relevant")
    ]
    assert label(desk, other) == "off"
    put_in_use(desk.config, model, lambda: NOW)
    found_model = find_model()
    assert isinstance(found_model, ModelFile)
    used = topic_in_use(desk.store, DeciderSpec(), found_model)
    assert isinstance(used, LearnedTopic)
    assert used.model == model


def test_too_little_or_an_own_query_teaches_nothing(desk: Dispatch) -> None:
    with pytest.raises(OperatorError, match="judge more articles"):
        learn_from(desk.store, TOPIC, sentence_model(), [])
    with pytest.raises(OperatorError, match=r"\[topic\] relevant"):
        learn_topic(desk.store, DeciderSpec(relevant="bus"))


def test_a_pass_mails_what_a_rule_matches_by_the_learned_label(
    taught: Dispatch, office: PostOffice
) -> None:
    publish(taught, 127, query="off", title="Column leaves at dawn")
    config = replace(taught.config, sources=(), vectors_budget_s=60)
    with office.open():
        report = one_pass(config, lambda: NOW, lambda **_: None)
    assert report.counts["articles_judged_by_meaning"] == 1
    assert [letter["To"] for letter in office.letters()] == ["one@example.org"]
