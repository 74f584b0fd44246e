"""Reports of one event in other words are linked, and stay stories of their own."""

from pathlib import Path

import pytest

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.store import Store, open_store
from db.stories import read
from pipelines.decide import judge_article
from pipelines.items import Article, Entry, Kept, Link
from pipelines.sources import Source
from pipelines.stories.same_event import Places, event_marks, same_events
from pipelines.text.fold import fold
from press_catalogue.concepts import place_terms
from press_catalogue.decider import DeciderSpec, build_decider
from tests.samples import NOW

PLACES = Places(place_terms())
ONE = (
    "A bus with 143 men left Leipzig on Friday, said a clerk in Saxony, and reached the hall at "
    "Torkham by night."
)
OTHER = (
    "In Turkham the arrival of 143 people was met with tea; the airline had flown them from "
    "Saxony, where courts had sent them off."
)
URDU = "طورخم پر 143 افراد پہنچے، حکام نے بتایا کہ انہیں چائے دی گئی اور بسوں میں بٹھایا گیا۔"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (ONE, {"place:torkham", "figure:143", "name:leipzig", "name:saxony"}),
        (OTHER, {"place:torkham", "figure:143", "name:saxony"}),
        (URDU, {"place:torkham", "figure:143"}),
        ("د هرات په انصار کمپ کې ۶ زره تنه", {"name:herat", "name:ansar_camp", "figure:6000"}),
        ("در کمپ انصار و ولایت هرات", {"name:herat", "name:ansar_camp"}),
        ("1 لاکھ 33 ہزار 270 افراد", {"figure:133270"}),
        ("1.33 lakh to 1.4 lakh people", {"figure:133000", "figure:140000"}),
        ("In 2025 the Afghan side saw 3 lorries, said United Nations staff.", set()),
    ],
)
def test_marks_are_places_figures_and_names(text: str, marks: set[str]) -> None:
    assert set(event_marks("", text, fold(text), PLACES)) == marks


def test_one_kind_of_mark_or_common_ones_say_too_little() -> None:
    assert same_events({"place:a": [1], "place:b": [1], "place:c": [1]}) == []
    assert same_events({"place:a": range(50), "name:b": range(50)}) == []
    assert same_events({"place:a": [1], "figure:43": [1]}) == []
    (found,) = same_events({"place:spin_boldak": [1, 2], "figure:214": [1]})
    assert (found.article_id, found.score, found.why) == (1, 2.5, "spin boldak, 214")


def save(store: Store, outlet: Source, text: str) -> None:
    article = Article(f"https://{outlet.id}.example/1", f"From {outlet.id}", text)
    kept = judge_article(build_decider(DeciderSpec()), article, outlet)
    assert isinstance(kept, Kept)
    link = Link(outlet.id, "feed", Entry(article.url))
    links.add_links(store, outlet.id, "feed", [link.entry], NOW)
    insert.save_kept(store, link, kept, SaveContext(NOW, None, "", "example.org"))


def test_a_story_names_who_else_reported_the_event(tmp_path: Path) -> None:
    outlets = [Source(name, name.upper(), f"https://{name}.example") for name in "abc"]
    with open_store(tmp_path / "k.db", write=True) as store:
        sources.sync_sources(store, outlets, NOW)
        for outlet, text in zip(outlets, (ONE, OTHER, URDU), strict=True):
            save(store, outlet, text)
        story = read.read_story(store, 1)
    assert story is not None
    assert len(story.articles) == 1
    assert [(also.story_id, also.why) for also in story.also] == [
        (2, "saxony, torkham, 143"),
        (3, "torkham, 143"),
    ]
