"""Pages that the archive has are extracted as they were on a day."""

from datetime import UTC, datetime
from pathlib import Path

from db.archive import ArchiveWriter
from pipelines.items import Page
from tests.commandline import Call, configure
from tests.newsroom import AFGHAN_BODY, article_page

DAY = datetime(2025, 4, 5, 9, 30, tzinfo=UTC)
URL = "https://www.a.example/news/1"


def test_a_page_of_a_day_is_extracted(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    page = article_page("Families sent back", *AFGHAN_BODY)
    with ArchiveWriter(tmp_path / "archive", DAY) as writer:
        writer.write(Page(URL, 200, "text/html", page, DAY, URL))
    said = call("extract", URL, "--at", "2025-04-06")
    assert said.code == 0
    assert '"title": "Families sent back"' in said.out
    assert f"{URL}: as recorded 2025-04-05T09:30:00Z" in said.err
    said = call("extract", URL, "--at", "2025-04-04")
    assert said.code == 1
    assert "not in the archive up to 2025-04-04T23:59:59Z" in said.err
