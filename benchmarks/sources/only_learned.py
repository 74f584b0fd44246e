"""What only the learned relevance would keep of recorded pages, and a backfill therefore lacks.

    python -m benchmarks.sources.only_learned

A backfill goes by words: what they do not keep is never stored, so that no model judges it. Here
each article of the recorded pages that the keep query of a new khabardar.toml lets go of is judged
by the model that ships. Of the newsrooms' pages it is known which are on topic. Ends with an error
if no article was let go of.
"""

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, PAGES, truth
from benchmarks.sources.prefilter import passes, recorded
from khabardar.settings import TopicSection
from pipelines.decide import Decider, decide, view_of
from pipelines.items import Dropped, Entry, Kept, Page
from pipelines.judging.judge import LearnedTopic, judge_by_model
from pipelines.judging.parts import read_article
from pipelines.meaning.engine import NoModel, SentenceModel, sentence_model
from pipelines.prefilter.page_prefilter import PagePrefilter
from pipelines.query.token_index import TokenIndex
from pipelines.sources import Source
from pipelines.web.outlet_country import outlet_host, undeclared_outlet
from press_catalogue import examples
from press_catalogue.decider import DeciderSpec, build_decider


def main() -> None:
    """Print the counts of each collection of pages."""
    engine = sentence_model()
    if isinstance(engine, NoModel):
        sys.exit(f"benchmarks: {engine}")
    decider = build_decider(DeciderSpec(keep=str(TopicSection().keep)))
    prefilter = PagePrefilter.from_queries(decider.keep, (), decider.topic)
    learned = LearnedTopic(decider.topic, examples.shipped_model())
    for folder in (PAGES, NEWSROOM, NEWSROOM2):
        show(folder, decider, prefilter, engine, learned)


def show(
    folder: Path,
    decider: Decider,
    prefilter: PagePrefilter,
    engine: SentenceModel,
    learned: LearnedTopic,
) -> None:
    """Print how the model judges what words do not keep, and what of it is on topic."""
    labels = {row["url"]: row.get("label", "") for row in truth(folder)}
    told: Counter[str] = Counter()
    articles = 0
    for page in recorded(folder / "pages.warc.gz"):
        source = undeclared_outlet(outlet_host(page.url))
        if not isinstance(verdict := read(decider, page, source), Dropped):
            continue
        whole = read(replace(decider, keep=None), page, source)
        if verdict.reason != "off_topic" or not isinstance(whole, Kept):
            continue
        articles += 1
        words = TokenIndex(view_of(whole.article, source))
        vector = read_article(engine, words, decider.topic)
        judged = judge_by_model(words, whole.article.language, False, vector, learned)
        if judged.relevance != "off":
            passed = "passed" if passes(prefilter, page) else "not passed"
            label = labels.get(page.url) or "unknown"
            told[f"{judged.relevance}, {passed} by the prefilter, on topic: {label}"] += 1
    if not articles:
        sys.exit(f"benchmarks: words let go of no article of {folder.name}")
    print(f"{folder.name}: {articles} articles are not kept by words; of them by the model")
    for said, count in sorted(told.items()) or [("none is relevant or for review", 0)]:
        print(f"  {count:4} {said}")


def read(decider: Decider, page: Page, source: Source) -> object:
    """Return the verdict on a page that is read in full."""
    bare = replace(page, exchange=None)
    return decide(decider, bare, Entry(page.url), source, "full", page.fetched_at)


if __name__ == "__main__":
    main()
