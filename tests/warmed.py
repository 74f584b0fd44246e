"""What each command and worker would make anew, made once before any of them is forked.

Imported by the server that forks them (tests/warm_start.py), and by nothing else: importing it is
to work. What is kept are the program's own caches: grammars, word lists, the list of outlets.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from db.store import open_store
from khabardar.kept_settings import checked_config
from pipelines.decide import TIERS, decide
from pipelines.items import Entry, Page
from pipelines.sources import Source
from press_catalogue.decider import build_decider
from tests.commandline import PLAIN, RULE
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, URDU, article_page
from tests.samples import NOW

PAGES = {"en": AFGHAN_BODY, "ur": URDU, "": OTHER_BODY}
SOURCE = Source("a", "A", "https://a.example", "PK")


def _read_pages() -> None:
    with TemporaryDirectory() as folder:
        settings = Path(folder) / "khabardar.toml"
        settings.write_text(PLAIN + RULE, encoding="utf8")
        config = checked_config(settings)
        open_store(config.database, write=True).close()
    decider = build_decider(config.decider)
    for language, paragraphs in PAGES.items():
        url = f"https://a.example/{language}"
        page = Page(url, 200, "text/html", article_page("A title", *paragraphs), NOW)
        decide(decider, page, Entry(url), SOURCE, TIERS[0], NOW)


_read_pages()
