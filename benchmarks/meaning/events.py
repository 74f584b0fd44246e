"""How well reports in several languages are put into events, and the files that ship with it.

    python -m benchmarks.meaning.events          # own reports, by models that saw none of theirs
    python -m benchmarks.meaning.events --write  # makes vectors and model anew of the reports

Own reports are foretold by folds over families of events. To measure other reports, use
`khabardar events test --on FILE`.
"""

import sys
from pathlib import Path

from khabardar.demo.ready_vectors import FILE, demo_heads, packed
from pipelines.events.learning import KnownReport, foretold, learn, pairs_of, put_together
from pipelines.events.scores import ScoredReport, b_cubed, pair_scores, summed
from pipelines.meaning.engine import NoModel, SentenceModel, sentence_model
from pipelines.meaning.passages import head_of
from pipelines.meaning.vectors import stored
from press_catalogue import known_events

FOLDER = Path(known_events.__file__).parent / "events"
AROUND = (-1.0, -0.5, 0.0, 0.5, 1.0)


def main() -> None:
    """Print the numbers; with --write, learn from the reports before."""
    if "--write" in sys.argv:
        engine = sentence_model()
        if isinstance(engine, NoModel):
            sys.exit(f"benchmarks: {engine}")
        write(engine)
    known_events.shipped_event_model.cache_clear()
    model = known_events.shipped_event_model()
    reports = known_events.known_reports(model.sentence_model)
    if not reports:
        sys.exit("benchmarks: the vectors are of other reports or another model; use --write")
    print(f"learned from {model.events} events, {model.pairs} pairs; linked from {model.link_from}")
    pairs = pairs_of(reports)
    for days in (True, False):
        print("as they are" if days else "if no report told a day")
        odds = foretold(reports, pairs, days=days)
        for shift in AROUND:
            scored = put_together(reports, pairs, odds, model.link_from + shift)
            print_scores(f"linked from {model.link_from + shift:5.2f}", reports, scored)
    scored = put_together(reports, pairs, foretold(reports, pairs), model.link_from)
    print("\nby pair of languages, as it ships:")
    for (one, other), score in sorted(
        pair_scores(scored).items(), key=lambda found: (found[1].recall, found[1].precision)
    ):
        print(
            f"  {one:3} {other:3} precision {score.precision:.3f} recall {score.recall:.3f}"
            f"  ({score.right} right, {score.wrong} wrong, {score.missed} missed)"
        )


def write(engine: SentenceModel) -> None:
    """Make the vectors and the model of the reports, and the vectors of the demonstration."""
    heads = [head_of(one.text.title, one.text.text) for one in known_events.known_texts()]
    body = known_events.packed_heads(stored(engine.embed(heads)), engine.digest)
    (FOLDER / "vectors.npz").write_bytes(body)
    learned = learn(known_events.known_reports(engine.digest), engine.digest)
    shown = demo_heads()
    ready = dict(zip(shown, stored(engine.embed([*shown.values()])), strict=True))
    Path(str(FILE)).write_bytes(packed(ready, engine.digest))
    (FOLDER / "model.json").write_text(learned.to_text() + "\n", encoding="utf8")


def print_scores(name: str, reports: list[KnownReport], scored: list[ScoredReport]) -> None:
    """Print precision and recall over pairs of languages, B-cubed F1, and near misses merged."""
    found = {one.id: told.found for one, told in zip(reports, scored, strict=True)}
    whole: dict[str, set[str]] = {}
    for one in reports:
        whole.setdefault(one.event, set()).add(one.id)
    near = known_events.near_misses()
    merged = sum(
        any(found[other] == found[number] for other in whole[event] - {number})
        for number, event in near
    )
    score = summed(pair_scores(scored))
    print(
        f"  {name}: precision {score.precision:.3f}  recall {score.recall:.3f}"
        f"  B-cubed F1 {b_cubed(scored):.3f}  near misses merged {merged} of {len(near)}"
    )


if __name__ == "__main__":
    main()
