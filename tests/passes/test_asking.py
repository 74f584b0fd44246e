"""Rules that ask by like() are told in the pass that makes the vectors: all of it, and once."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.articles.update import update_article
from db.articles.write import SaveContext
from db.meaning.vectors import StoredVectors, count_waiting, save_vectors
from db.outbox.rules import active_rules
from passes.begin import PassContext
from passes.meaning.asking import asking_rules, tell_asking_rules
from passes.meaning.vectors import make_vectors
from passes.report import PassReport
from pipelines.errors import OperatorError, StoreError
from pipelines.items import Rule
from pipelines.query.parser import parse_query
from press_catalogue.check_rules import check_queries
from press_catalogue.concepts import load_concepts
from press_catalogue.decider import DeciderSpec
from scheduler import one_pass
from tests.dispatch import Dispatch
from tests.near_vectors import TEXT, asked_text, near_head
from tests.postoffice import PostOffice
from tests.samples import NOW, kept_article

ASKS = Rule("Floods", f'like("{TEXT}", .6)', ("one@example.org",))
EITHER = Rule("Either", f'title:tents OR like("{TEXT}", .6)', ("two@example.org",))
WITHOUT = Rule("Without", f'title:bus AND NOT like("{TEXT}", .6)', ("three@example.org",))
CONCEPTS = load_concepts()
UNTIL = NOW + timedelta(days=30)


def context_of(desk: Dispatch, clock: Callable[[], datetime] | None = None) -> PassContext:
    rules = tuple((n, parse_query(rule.query, CONCEPTS)) for n, rule in active_rules(desk.store))
    clock = clock or (lambda: desk.now)
    return PassContext(desk.config, rules, desk.store, clock, lambda **_: None, PassReport())


def tell(desk: Dispatch, article: int, nearness: float) -> int:
    """Store a vector of an article as a pass does, and tell the rules; return the alerts."""
    context = context_of(desk)
    asking = asking_rules(context.rules)
    assert asking
    with desk.store.transaction():
        made = StoredVectors(article, "en", near_head(nearness), None)
        save_vectors(desk.store, asked_text().digest, [made])
        return tell_asking_rules(context, asking, [article])


def matched(desk: Dispatch, article: int) -> list[str]:
    rows = desk.store.rows(
        "SELECT name FROM matches m JOIN rules r ON r.id = m.rule_id "
        "WHERE article_id = ? ORDER BY name",
        (article,),
    )
    return [row["name"] for row in rows]


def test_rules_are_told_when_the_meaning_is_known_and_once(desk: Dispatch) -> None:
    desk.declare(ASKS, EITHER, WITHOUT)
    near = desk.publish(title="Water rises").article_id
    far = desk.publish(title="Bus leaves").article_id
    assert tell(desk, near, 0.8) == 2
    assert matched(desk, near) == ["Either", "Floods"]
    assert tell(desk, far, 0.2) == 1
    assert matched(desk, far) == ["Without"]
    assert tell(desk, near, 0.8) == tell(desk, near, 0.1) == 0
    assert matched(desk, near) == ["Either", "Floods"]
    assert desk.states() == {"pending": 3}


def test_a_rule_says_nothing_of_what_came_before_it_or_is_old_by_now(desk: Dispatch) -> None:
    before = desk.publish(title="Water rises").article_id
    desk.wait(hours=1)
    desk.declare(ASKS)
    old = desk.publish(title="Water rises again").article_id
    assert tell(desk, before, 0.9) == 0
    desk.wait(days=8)
    assert tell(desk, old, 0.9) == 0
    rows = desk.store.rows("SELECT unmailed FROM matches ORDER BY article_id")
    assert [row["unmailed"] for row in rows] == ["before_rule", "old"]


def test_an_article_that_was_changed_by_others_is_told_of_and_passed_over(desk: Dispatch) -> None:
    desk.declare(ASKS)
    article = desk.publish().article_id
    desk.store.execute("UPDATE articles SET byline = 'changed'")
    context = context_of(desk)
    asking = asking_rules(context.rules)
    assert asking
    made = StoredVectors(article, "en", near_head(0.9), None)
    save_vectors(desk.store, asked_text().digest, [made])
    assert tell_asking_rules(context, asking, [article]) == 0
    assert "not as stored: article 1" in context.report.trouble[0]


def test_what_the_time_of_a_pass_did_not_reach_is_told_by_the_next(desk: Dispatch) -> None:
    desk.declare(ASKS)
    for number in range(3):
        desk.publish(title=f"Flood {number}: {TEXT}", text="The river floods the camp.")
    times = iter((NOW, *[NOW + timedelta(seconds=at) for at in (1, 1, 99, 99)]))
    context = context_of(desk, lambda: next(times, NOW + timedelta(seconds=99)))
    assert make_vectors(context, NOW + timedelta(seconds=9)) == 2
    assert count_waiting(desk.store) == 1
    assert make_vectors(context_of(desk), UNTIL) == 1
    assert desk.states() == {"pending": 3}
    assert make_vectors(context_of(desk), UNTIL) == 0


def test_without_the_model_other_words_still_find_and_the_rules_are_named_once(
    desk: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.declare(ASKS, EITHER)
    desk.publish(title="Water rises")
    contexts = [context_of(desk) for _ in range(2)]  # which loads what reads queries
    monkeypatch.setattr(sys, "path", [])
    assert [make_vectors(context, UNTIL) for context in contexts] == [0, 0]
    (note,) = contexts[0].report.notes
    assert "what rules ask by like() waits for it (Floods, Either)" in note
    assert not contexts[1].report.notes
    assert asking_rules(contexts[0].rules) is None
    desk.declare(ASKS)
    later = context_of(desk)
    make_vectors(later, UNTIL)
    assert "(Floods)" in later.report.notes[0]


def test_what_is_kept_cannot_hang_on_the_meaning() -> None:
    for spec in (DeciderSpec(keep='like("a")'), DeciderSpec(relevant='bus OR NOT like("a")')):
        with pytest.raises(OperatorError, match=r"\[topic\] \w+: like\(\) is for rules"):
            check_queries(spec, ())


def test_a_pass_mails_what_a_rule_asks_by_meaning(desk: Dispatch, office: PostOffice) -> None:
    desk.declare(ASKS)
    desk.publish(title=TEXT, text="The river floods the camp.")
    config = replace(desk.config, sources=(), vectors_budget_s=60)
    with office.open():
        report = one_pass(config, lambda: NOW, lambda **_: None)
    assert report.counts["alerts"] == 1
    assert [letter["To"] for letter in office.letters()] == ["one@example.org"]


def test_what_waits_for_its_meaning_keeps_its_match_when_it_is_read_again(desk: Dispatch) -> None:
    desk.declare(ASKS, WITHOUT)
    asks, without = (number for number, _ in active_rules(desk.store))
    article = desk.publish(asks, without).article_id
    read = kept_article("https://a.example/1", text="Read better now.")
    context = SaveContext(NOW, None, "", "example.org")
    update_article(desk.store, article, replace(read, rules_undecided=(asks,)), context, anew=True)
    assert matched(desk, article) == ["Floods"]


def test_what_could_not_be_told_waits_with_its_meaning(desk: Dispatch) -> None:
    desk.declare(ASKS)
    desk.publish(title=f"Flood: {TEXT}", text="The river floods the camp.")
    desk.store.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(StoreError, match="broken"):
        make_vectors(context_of(desk), UNTIL)
    assert matched(desk, 1) == []
    assert count_waiting(desk.store) == 1
    desk.store.execute("DROP TRIGGER broken")
    assert make_vectors(context_of(desk), UNTIL) == 1
    assert matched(desk, 1) == ["Floods"]
