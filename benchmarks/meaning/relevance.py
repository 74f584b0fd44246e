"""How well the learned relevance judges articles, and the files that ship with the package.

    python -m benchmarks.meaning.relevance          # the numbers, by the model as it ships
    python -m benchmarks.meaning.relevance --write  # makes vectors and model anew of the examples

Articles and headlines with labels lie beside the repository; nothing is learned from them. Own
examples are foretold by folds over subtopics. A model that sees lengths alone stands beside it.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.shared_data import NEWSROOM, SHARED, need
from pipelines.items import Relevance
from pipelines.judging.learning import TAUGHT, Example, Foretold, foretell, learn
from pipelines.judging.model import Facts, LearnedModel, Vector, label_of, probability
from pipelines.judging.parts import read_article
from pipelines.judging.regression import Numbers
from pipelines.judging.signs import Signs, sign_names, signs_of
from pipelines.meaning.engine import NoModel, SentenceModel, sentence_model
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Topic, judge
from press_catalogue import examples
from press_catalogue.decider import built_in_topic

ARTICLES = SHARED / "data" / "meaning" / "articles_dev.jsonl"
HEADLINES = NEWSROOM / "relevance_dev.jsonl"
FOLDER = Path(examples.__file__).parent / "judged"
BANDS = 10
CURVE = (0, 20, 50, 100)
"""So many judgements of a user on a subtopic that was left out."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text with what the model and the query make of it."""

    row: dict[str, Any]
    chance: float
    label: Relevance
    by_query: Relevance


def main() -> None:
    """Print the numbers; with --write, learn from the examples before."""
    engine = sentence_model()
    if isinstance(engine, NoModel):
        sys.exit(f"benchmarks: {engine}")
    topic = built_in_topic()
    if "--write" in sys.argv:
        write(engine, topic)
    own = examples.shipped_examples(topic, engine.digest)
    if len(own) != len(examples.judged_texts()):
        sys.exit("benchmarks: the vectors are of other examples or another model; run with --write")
    model = examples.shipped_model()
    print(f"model {model.digest}, learned from {model.examples} examples")
    print(f"for review from {model.review_from}, relevant from {model.relevant_from}")
    judge_file(ARTICLES, model, topic, engine, "articles_dev")
    judge_file(HEADLINES, model, topic, engine, "relevance_dev, headlines and leads alone")
    kinds = [text.kind for text in examples.judged_texts()]
    sure = [(one, kind) for one, kind in zip(own, kinds, strict=True) if one.label != 0.5]
    found = foretell([one for one, _ in sure])
    own_folds(sure, found)
    baseline([one for one, _ in sure])
    calibration(found.chances, np.array([one.label for one, _ in sure]))
    learning_curve(own)


def write(engine: SentenceModel, topic: Topic) -> None:
    """Make the vectors and the model of the examples, beside them."""
    vectors = []
    for text in examples.judged_texts():
        words = TokenIndex(ArticleView(text.title, text.text, country=text.country))
        vectors.append(read_article(engine, words, topic))
    (FOLDER / "vectors.npz").write_bytes(examples.packed_vectors(vectors, engine.digest))
    write_model(engine.digest, topic)


def write_model(digest: str, topic: Topic) -> None:
    """Make the model of the examples and of their vectors as they are stored."""
    learned = learn(examples.shipped_examples(topic, digest), digest, sign_names(topic))
    (FOLDER / "model.json").write_text(learned.to_text() + "\n", encoding="utf8")


def judge_file(
    path: Path, model: LearnedModel, topic: Topic, engine: SentenceModel, title: str
) -> None:
    """Print how the labelled texts of a file are judged."""
    rows = [json.loads(line) for line in need(path).read_text(encoding="utf8").splitlines()]
    judged = [judge_row(row, model, topic, engine) for row in rows]
    sure = [one for one in judged if one.row["label"] != "borderline"]
    print(f"\n{title}: {len(judged)} texts, {len(judged) - len(sure)} of them borderline")
    print_line("all", sure)
    print_line("the query alone", [replace(one, label=one.by_query) for one in sure])
    for key in ("language", "kind"):
        for value in sorted({str(one.row.get(key) or "") for one in sure} - {""}):
            print_line(value, [one for one in sure if one.row.get(key) == value])
    between = Counter(one.label for one in judged if one.row["label"] == "borderline")
    print(f"borderline: {dict(between)}")


def judge_row(
    row: dict[str, Any], model: LearnedModel, topic: Topic, engine: SentenceModel
) -> Judged:
    """Return what is made of a labelled text, read as passes do."""
    text = "\n\n".join((row["lead"], *row.get("paragraphs", ())))
    country, afghan = row["source_country"], bool(row["source_is_afghan"])
    words = TokenIndex(ArticleView(row["title"], text, country=country))
    by_query = judge(row["title"], text, country, afghan, topic)
    vector = read_article(engine, words, topic)
    facts = Facts(row["language"], vector, signs_of(words, afghan, by_query, topic))
    chance = probability(model, facts)
    label = label_of(model, chance, by_query.relevance)
    return Judged(row, chance, label, by_query.relevance)


def print_line(name: str, judged: Sequence[Judged]) -> None:
    """Print precision, recall, recall with review, and the share that goes to review."""
    yes = sum(one.row["label"] == "yes" for one in judged)
    told = Counter((one.row["label"], one.label) for one in judged)
    right, wrong = told["yes", "relevant"], told["no", "relevant"]
    shown = told["yes", "review"] + told["no", "review"]
    print(
        f"  {name:16} {len(judged):4}, {yes:3} on topic: precision {share(right, right + wrong)}"
        f"  recall {share(right, yes)}  with review {share(right + told['yes', 'review'], yes)}"
        f"  share of review {share(shown, len(judged))}"
    )


def share(part: float, whole: float) -> str:
    """Return a share as three digits, a dash of nothing."""
    return f"{part / whole:.3f}" if whole else "  -  "


def own_folds(sure: Sequence[tuple[Example, str]], found: Foretold) -> None:
    """Print how examples are foretold by those of other subtopics."""
    labels = np.array([one.label for one, _ in sure])
    print(f"\nown examples by folds over subtopics, {len(sure)}")
    print_fit("the model", found.chances, labels)
    for name, of in (
        ("language", [one.facts.language for one, _ in sure]),
        ("kind", [kind for _, kind in sure]),
    ):
        for value in sorted(set(of)):
            chosen = np.array([one == value for one in of])
            print_fit(f"{name} {value}", found.chances[chosen], labels[chosen])


def print_fit(name: str, found: Numbers, labels: Numbers) -> None:
    """Print precision and recall of what is likelier than not, and the mean squared error."""
    said, true = found >= 0.5, labels == 1
    right = float((said & true).sum())
    print(
        f"  {name:20} precision {share(right, said.sum())}  recall {share(right, true.sum())}"
        f"  called wrongly {share(float((said & ~true).sum()), float((~true).sum()))}"
        f"  squared error {float(np.mean(np.square(found - labels))):.4f}"
    )


def baseline(sure: Sequence[Example]) -> None:
    """Print what lengths alone foretell of the labels, by the same folds.

    Ends the program with an error if that did not run.
    """
    texts = [text for text in examples.judged_texts() if text.label != "borderline"]
    blind = [
        replace(one, facts=Facts(one.facts.language, lengths_of(text), Signs(())))
        for one, text in zip(sure, texts, strict=True)
    ]
    found = foretell(blind)
    if not np.isfinite(found.chances).all() or float(np.ptp(found.odds)) == 0.0:
        sys.exit("benchmarks: the baseline on lengths did not run")
    print("\nbaseline: lengths alone")
    print_fit("lengths", found.chances, np.array([one.label for one in sure]))


def lengths_of(text: examples.JudgedText) -> Vector:
    """Return the lengths of an example, in hundreds of letters, and its number of paragraphs."""
    lengths = (len(text.title) / 100, len(text.text) / 100, text.text.count("\n\n"))
    return np.array(lengths, dtype=np.float32)


def calibration(found: Numbers, labels: Numbers) -> None:
    """Print, by tenths of probability, how many examples are on topic."""
    print("\ncalibration: foretold, number, on topic")
    bands = np.minimum((found * BANDS).astype(int), BANDS - 1)
    for band in range(BANDS):
        chosen = bands == band
        if chosen.any():
            print(
                f"  {band / BANDS:.1f}-{(band + 1) / BANDS:.1f}  {int(chosen.sum()):4}"
                f"  foretold {float(found[chosen].mean()):.3f}"
                f"  on topic {float(labels[chosen].mean()):.3f}"
            )


def learning_curve(own: Sequence[Example]) -> None:
    """Print what a user's first judgements change on subtopics that were left out.

    The largest subtopics on topic and off topic are left out together; of their examples some are
    judged by the user, the others are foretold.
    """
    sizes = Counter(one.group for one in own)
    left_out = {name for name, _ in sizes.most_common(12)}
    known = [one for one in own if one.group not in left_out]
    theirs = [one for one in own if one.group in left_out and one.label != 0.5]
    order = np.random.default_rng(1).permutation(len(theirs))
    print(f"\nlearning curve: {len(theirs)} examples of {len(left_out)} subtopics left out")
    rest = [theirs[number] for number in order[CURVE[-1] :]]
    for judged in CURVE:
        taught = [replace(theirs[number], importance=TAUGHT) for number in order[:judged]]
        model = learn([*known, *taught], "", (), judged)
        found = np.array([probability(model, one.facts) for one in rest])
        print_fit(f"{judged} judged", found, np.array([one.label for one in rest]))


if __name__ == "__main__":
    main()
