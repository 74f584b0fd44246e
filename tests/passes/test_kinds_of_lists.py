"""Each kind of list brings its articles over real HTTP, in one pass over all of them."""

import json
import sqlite3
from pathlib import Path

from tests.commandline import RULE, crawl_open, network
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom, unlike
from tests.pdf_files import pdf
from tests.telegram_pages import channel, message

FEED = "<rss version='2.0'><channel><title>x</title>{}</channel></rss>"
AT = "2025-11-20T08:00:00+04:30"


def wordpress(room: Newsroom) -> str:
    room.publish("/1/", "Families wait at the gate", *AFGHAN_BODY)
    posts = [{"link": f"{room.url}/1/", "date_gmt": "2025-11-20T06:30:00", "title": "Families"}]
    room.answers["/wp-json/wp/v2/posts"] = Answer(json.dumps(posts).encode(), "application/json")
    return f'wordpress = ["{room.url}/wp-json/wp/v2/posts"]'


def telegram(room: Newsroom) -> str:
    lines = "<br>".join(("Afghan families were deported at Islam Qala.", *unlike("telegram")))
    post = message("gate/7", lines, AT)
    room.answers["/s/gate"] = room.answers["/gate/7?embed=1"] = Answer(channel([post]))
    return f'telegram = ["{room.url}/s/gate"]'


def reliefweb(room: Newsroom) -> str:
    text = "".join(f"<p>{line}</p>" for line in unlike("reliefweb"))
    page = f"{room.url}/report/7"
    item = {"id": "7", "fields": {"title": "Afghan returns", "url_alias": page}}
    whole = {"id": "7", "fields": {**item["fields"], "body-html": text}}  # type: ignore[dict-item]
    wanted = "&".join(
        f"fields%5Binclude%5D%5B%5D={name}"
        for name in ("title", "url_alias", "date", "source", "language", "body-html")
    )
    for path, one in (
        ("/v2/reports?appname=desk", item),
        (f"/v2/reports/7?appname=desk&{wanted}", whole),
    ):
        body = json.dumps({"data": [one]}).encode()
        room.answers[path] = Answer(body, "application/json")
    return f'reliefweb = ["{room.url}/v2/reports"]'


def reports(room: Newsroom) -> str:
    first, second = unlike("report")
    body = pdf([["Weekly flow of returns", "", first[:90], "", second[:90]]])
    room.answers["/week.pdf"] = Answer(body, "application/pdf")
    items = f"<item><title>Weekly flow</title><link>{room.url}/week.pdf</link></item>"
    room.answers["/feed"] = Answer(FEED.format(items).encode())
    month = pdf([["Returns of a month", "", *unlike("month")]])
    room.answers["/returns-of-a-whole-month.pdf"] = Answer(month, "application/pdf")
    linked = "<html><body><a href='/returns-of-a-whole-month.pdf'>PDF</a></body></html>"
    room.answers["/reports"] = Answer(linked.encode())
    return f'feeds = ["{room.url}/feed"]\nsections = ["{room.url}/reports"]'


def search(room: Newsroom) -> str:
    item = (
        "<item><title>Gate is closed - Khyber Ledger</title>"
        "<link>https://news.google.com/rss/articles/CBMi</link>"
        '<source url="https://khyber.example">Khyber Ledger</source></item>'
    )
    room.answers["/rss/search?q=afghan"] = Answer(FEED.format(item).encode())
    return f'searches = ["{room.url}/rss/search?q=afghan"]'


def test_every_kind_brings_what_it_lists(tmp_path: Path) -> None:
    kinds = (wordpress, telegram, reliefweb, reports, search)
    rooms = [Newsroom(f"127.0.0.{number}") for number in range(121, 121 + len(kinds))]
    outlets = "".join(
        f'[[source]]\nid = "{kind.__name__}"\nname = "{kind.__name__}"\n{kind(room)}\n'
        for kind, room in zip(kinds, rooms, strict=True)
    )
    own_name = network(rooms, 'reliefweb_appname = "desk"\n')
    done = crawl_open(tmp_path, rooms, f"{own_name}{RULE}{outlets}")
    database = sqlite3.connect(tmp_path / "khabardar.db")
    kept = database.execute(
        "SELECT a.source_id, a.kind, l.via FROM articles a JOIN links l ON l.article_id = a.id "
        "ORDER BY a.source_id, l.via"
    ).fetchall()
    leads = database.execute("SELECT source_id, title, outlet FROM leads").fetchall()
    asked = database.execute("SELECT count(*) FROM links").fetchone()[0]
    database.close()
    assert kept == [
        ("reliefweb", "article", "api"),
        ("reports", "report", "feed"),
        ("reports", "report", "section"),
        ("telegram", "post", "telegram"),
        ("wordpress", "article", "api"),
    ], done.stderr
    assert leads == [("search", "Gate is closed", "Khyber Ledger")]
    assert asked == 5
