"""Reports elsewhere are known once, for a time, and only while no article has their headline."""

from datetime import timedelta
from pathlib import Path

from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl import leads, links, sources
from db.store import open_store
from pipelines.items import Entry, Lead, Link
from pipelines.sources import Source
from tests.samples import NOW, kept_article

HOME = "https://khyber.example"


def test_leads_are_written_down_once_and_shown_until_their_article_is_there(
    tmp_path: Path,
) -> None:
    first = Lead("https://news.google.com/rss/articles/a", "Gate is closed", "Khyber", HOME, NOW)
    again = Lead("https://news.google.com/rss/articles/b", "Gate is closed", "Khyber")
    other = Lead("https://news.google.com/rss/articles/c", "Camp emptied", "Gazette")
    with open_store(tmp_path / "k.db", write=True) as store:
        sources.sync_sources(store, [Source("search", "Search", ""), Source("a", "A", HOME)], NOW)
        assert leads.add_leads(store, "search", [first, again, other], NOW) == 2
        assert leads.add_leads(store, "search", [again], NOW) == 0
        shown = leads.recent_leads(store, NOW, 9)
        assert [(one.title, one.outlet, one.named_by) for one in shown] == [
            ("Camp emptied", "Gazette", "Search"),
            ("Gate is closed", "Khyber", "Search"),
        ]
        links.add_links(store, "a", "feed", [Entry(f"{HOME}/1")], NOW)
        kept = kept_article(f"{HOME}/1", title="Camp emptied")
        context = SaveContext(NOW, None, "", "example.org")
        save_kept(store, Link("a", "feed", Entry(f"{HOME}/1")), kept, context)
        assert [one.title for one in leads.recent_leads(store, NOW, 9)] == ["Gate is closed"]
        later = NOW + timedelta(days=leads.KEPT_DAYS + 1)
        assert leads.recent_leads(store, later, 9) == []
        leads.add_leads(store, "search", [], later)
        assert store.rows("SELECT * FROM leads") == []
