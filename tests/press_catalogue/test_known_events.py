"""The thresholds that ship are those that the program makes of the reports that ship."""

from pipelines.events.learning import foretold, learn, pairs_of, put_together
from pipelines.events.scores import b_cubed, pair_scores, summed
from pipelines.meaning.engine import ModelFile, find_model
from press_catalogue.known_events import (
    known_reports,
    known_texts,
    near_misses,
    packed_heads,
    shipped_event_model,
    texts_digest,
)


def test_the_model_is_what_the_reports_teach_and_foretells_others() -> None:
    shipped = shipped_event_model()
    found = find_model()
    assert isinstance(found, ModelFile)
    assert shipped.sentence_model == found.digest
    reports = known_reports(shipped.sentence_model)
    assert len(reports) == len(known_texts()) > 300
    learned = learn(reports, shipped.sentence_model)
    assert [round(weight, 3) for weight in learned.weights] == [
        round(weight, 3) for weight in shipped.weights
    ]
    assert (learned.link_from, learned.same_language) == (shipped.link_from, shipped.same_language)
    pairs = pairs_of(reports)
    scored = put_together(reports, pairs, foretold(reports, pairs), shipped.link_from)
    total = summed(pair_scores(scored))
    assert total.precision >= 0.93
    assert total.recall >= 0.85
    assert b_cubed(scored) >= 0.93
    event_of = {one.id: told.found for one, told in zip(reports, scored, strict=True)}
    of_event: dict[str, set[str]] = {}
    for one in reports:
        of_event.setdefault(one.event, set()).add(one.id)
    merged = [
        number
        for number, event in near_misses()
        if any(event_of[other] == event_of[number] for other in of_event[event] - {number})
    ]
    assert len(merged) <= 0.075 * len(near_misses())


def test_events_easily_mixed_up_are_foretold_together() -> None:
    family = {one.event: one.family for one in known_texts()}
    event = {one.id: one.event for one in known_texts()}
    assert all(family[event[number]] == family[other] for number, other in near_misses())
    assert len(set(family.values())) > 60


def test_vectors_of_other_reports_or_another_model_are_not_used() -> None:
    assert known_reports("another") == []
    assert len(texts_digest()) == 16
    assert packed_heads([bytes(384)], "x") == packed_heads([bytes(384)], "x")
