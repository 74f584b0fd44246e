"""The commands on outlets: what is listed, and how feeds of other readers come in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db.crawl import learned_lists, links, mining_refusals, sources, trials
from db.store import open_store
from khabardar.settings import read_settings
from khabardar.settings_file import Value, append_sources, new_id
from khabardar.wiring import pass_config
from pipelines.discovery.trial import Judged, Trial
from pipelines.errors import OperatorError
from pipelines.items import Dropped, Entry
from pipelines.listings.opml import Subscription, read_opml, write_opml
from pipelines.sources import Source
from pipelines.visits import LearnedList, Visit
from press_catalogue.sources import built_in_sources
from tests.commandline import PLAIN, Call, configure
from tests.samples import NOW

OWN = '[[source]]\nid = "mine"\nname = "My Paper"\nfeeds = ["https://mine.example/f"]\n'
NAMES = ("Border News", "خبر سرحد", "AT&T <Watch>", "Grenze “heute”", "سرحدي خبرونه", "Sınır")


def test_outlets_are_listed_with_what_is_known_of_them(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, f"[catalogue]\nuse = true\n{OWN}")
    said = call("sources", "list")
    rows = {line.split()[0]: line for line in said.out.splitlines()}
    assert len(rows) == 366
    assert said.err == "366 outlets\n"
    assert "AF" in rows["khaama"]
    assert "  1 search  " in rows["bing_news"]
    assert "  2 reliefweb  " in rows["reliefweb_api"]
    assert rows["reliefweb_rss"].split()[1] == "off"
    assert rows["etilaatroz"].split()[1] == "unproven"
    assert rows["mine"].split()[1:3] == ["new", "-"]
    pashto = call("sources", "list", "--language", "ps", "--corridor", "PK", "--json")
    found = [json.loads(line) for line in pashto.out.splitlines()]
    assert "mashaal" in {one["id"] for one in found}
    assert all("PK" in one["corridors"] and "ps" in one["languages"] for one in found)
    assert call("sources", "list", "--state", "broken").err == "0 outlets\n"
    state, language = call("sources", "list", "--state", "ill"), ("sources", "list", "--language")
    assert (state.code, "'stale'" in state.err) == (2, True)  # the states are named
    spoken = call(*language, "urdu")
    assert (spoken.code, "no outlet is in 'urdu'; the languages are" in spoken.err) == (2, True)


def test_a_misspelt_outlet_that_is_to_be_off_is_told(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, f'[catalogue]\nuse = true\noff = ["dawnn", "mine", "iom"]\n{OWN}')
    warning = "[catalogue] off: no outlet has the id 'dawnn'; did you mean dawn"
    listed = call("sources", "list", "--state", "off").err.splitlines()
    assert [line.partition(": ")[2].startswith(warning) for line in listed] == [False, True]
    config = pass_config(tmp_path / "khabardar.toml")
    assert [line.startswith(warning) for line in config.warnings] == [True]


def test_an_outlet_is_shown_with_its_reasons_and_its_state(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, f"[catalogue]\nuse = true\n{OWN}")
    shown = call("sources", "show", "urdupoint").out
    assert "independence: prints what others report (prints agencies' reports" in shown
    assert "corridor: Pakistan (published in Pakistan)" in shown
    assert "confidence: high, last evidence of 2026-05-31" in shown
    assert (
        "not watched: answers only with an appname" in call("sources", "show", "reliefweb_api").out
    )
    assert (
        "said to be a feed, too: https://www.iom.int/rss/latest"
        in call("sources", "show", "iom").out
    )
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        sources.sync_sources(store, [Source("mine", "My Paper", "")], NOW)
        visit = Visit("mine", NOW, "https://mine.example/f", "ok", found=3, new=3)
        sources.record_visits(store, "mine", [visit], NOW)
    mine = call("sources", "show", "mine")
    assert mine.out.startswith("My Paper (mine): ok\n")
    facts = json.loads(call("sources", "show", "mine", "--json").out)
    assert (facts["state"], facts["feeds"]) == ("ok", ["https://mine.example/f"])
    lost = call("sources", "show", "urdupont")
    assert (lost.code, "did you mean urdupoint" in lost.err) == (2, True)


def test_300_feeds_of_another_reader_come_in_and_out_again(tmp_path: Path, call: Call) -> None:
    feeds = [
        Subscription(
            f"https://n{number}.example/feed?id={number}&lang=ur",
            f"{NAMES[number % len(NAMES)]} {number % 150}",
            f"https://n{number}.example/" if number % 4 else "",
            ("Pakistan", "Iran > Exile", "گروه", "")[number % 4],
        )
        for number in range(300)
    ]
    configure(tmp_path, f"# my settings\n{PLAIN}{OWN}")
    before = (tmp_path / "khabardar.toml").read_text(encoding="utf8")
    file = tmp_path / "feeds.opml"
    file.write_text(write_opml(feeds, "Miniflux"), encoding="utf8")
    said = call("sources", "import-opml", str(file))
    assert said.err == "added 300 of 300 feeds to khabardar.toml\n"
    assert (tmp_path / "khabardar.toml").read_text(encoding="utf8").startswith(before)
    exported = call("sources", "export-opml")
    found = read_opml(exported.out.encode())
    assert found is not None
    assert set(found) - {Subscription("https://mine.example/f", "My Paper")} == set(feeds)
    again = call("sources", "import-opml", str(file))
    assert again.err == "added 0 of 300 feeds to khabardar.toml; 300 are watched already\n"


def test_feeds_of_the_catalogue_are_known_and_pages_become_sections(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path, "")
    dawn = next(one for one in built_in_sources() if one.id == "dawn").feeds[0]
    page = (
        f'<opml><body><outline text="Dawn" xmlUrl={quoteattr(dawn)}/>'
        '<outline text="Notices" type="HTML+XPath" xmlUrl="https://o.example/notices"/>'
        '<outline text="Paper" htmlUrl="https://p.example/"/></body></opml>'
    )
    (tmp_path / "f.opml").write_text(page, encoding="utf8")
    said = call("sources", "import-opml", "f.opml")
    assert said.err == "added 2 of 3 feeds to khabardar.toml; 1 is watched already\n"
    own, paper = (one for one in read_settings(tmp_path / "khabardar.toml", {}).sources(()))
    assert (own.id, own.sections, own.feeds) == ("notices", ("https://o.example/notices",), ())
    assert (paper.homepage, paper.listings()) == ("https://p.example/", ())  # searched for lists
    assert call("sources", "import-opml", "f.opml").err.startswith("added 0 of 3 feeds")
    exported = call("sources", "export-opml")
    assert dawn in exported.out
    assert "outlets without a feed are left out" in exported.err


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none.opml", "none.opml: cannot be read: No such file or directory"),
        ("khabardar.toml", "khabardar.toml: is no OPML file; export one from your feed reader"),
        ("odd.opml", "odd.opml: names no feed with a web address"),
    ],
)
def test_what_is_no_opml_is_refused(tmp_path: Path, call: Call, name: str, why: str) -> None:
    configure(tmp_path)
    odd = '<opml><body><outline type="rss" xmlUrl="https://{{host}}/f"/></body></opml>'
    (tmp_path / "odd.opml").write_text(odd, encoding="utf8")
    said = call("sources", "import-opml", name)
    assert (said.code, said.err) == (2, f"khabardar: {why}\n")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("source = []\n", "outlets are written as [[source]] tables"),
        ('[[source]]\nid = "new"\n', "is there twice"),
    ],
)
def test_a_file_that_would_be_wrong_is_left_as_it_was(
    tmp_path: Path, before: str, said: str
) -> None:
    path = tmp_path / "khabardar.toml"
    path.write_text(before, encoding="utf8")
    with pytest.raises(OperatorError, match=said.replace("[", r"\[")):
        append_sources(path, [({"id": "new", "name": "New"}, [])])
    assert path.read_text(encoding="utf8") == before
    assert [*tmp_path.iterdir()] == [path]


def test_tables_are_added_behind_whatever_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "khabardar.toml"
    path.write_bytes(b'\xef\xbb\xbf# mine\r\n[network]\r\ncontact = "a@example.org"')
    path.chmod(0o640)
    facts: dict[str, Value] = {
        "id": "new",
        "name": 'The "New"\x7f\n',
        "feeds": ["https://n.example/f"],
        "every_s": 60,
    }
    facts["unproven"] = True
    append_sources(path, [(facts, ["found by\nits feed"])])
    written = path.read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n")
    assert b"# found by its feed\r\n" in written
    assert path.stat().st_mode & 0o777 == 0o640
    (own,) = read_settings(path, {}).source
    assert (own.name, own.every_s, own.unproven) == ('The "New"\x7f\n', 60, True)
    with pytest.raises(OperatorError, match="cannot be read; `khabardar init` writes one"):
        append_sources(tmp_path / "none.toml", [(facts, [])])


LINES = st.lists(
    st.sampled_from(
        [
            *("# mine: [[source]]", "", "   ", "[network]", 'contact = "a@example.org" # me'),
            *("[mail]", "port=25", "[topic]  # what", "keep = '''\n[[source]]\n*'''", "\t"),
            *('[[source]]\nid = "own"', 'name = "گزارش"', "feeds = [ # two\n ]", "every_s = 1_000"),
        ]
    ),
    unique=True,
)
WORDS = st.text(max_size=30)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), WORDS, st.lists(WORDS, max_size=3))
def test_whatever_stands_in_a_file_stays_byte_for_byte(
    tmp_path: Path, lines: list[str], newline: str, ended: bool, name: str, comments: list[str]
) -> None:
    path = tmp_path / "khabardar.toml"
    before = "\n".join(lines).replace("\n", newline) + newline * ended
    path.write_bytes(before.encode())
    try:
        known = read_settings(path, {})
    except OperatorError:
        assume(False)
    facts: dict[str, Value] = {"id": "new", "name": name, "feeds": ["https://n.example/ف?a=1&b"]}
    append_sources(path, [(facts, comments), ({"id": "n2", "unproven": True, "every_s": 60}, [])])
    assert path.read_bytes().startswith(before.encode())
    after = read_settings(path, {})
    assert after.source[: len(known.source)] == known.source
    new, other = after.source[len(known.source) :]
    assert new.name == name
    assert after.sources(())[-2].feeds == ("https://n.example/ف?a=1&b",)
    assert (other.unproven, other.every_s) == (True, 60)
    assert (after.topic, after.mail, after.network) == (known.topic, known.mail, known.network)


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        ("Border News", "https://x.example/feed", "border_news"),
        ("خبر سرحد", "https://www.sarhad.com.pk/feed", "sarhad_com"),
        ("Dawn", "https://d.example/", "dawn_3"),
        ("", "https://127.0.0.1:8080/", "127_0_0_1"),
        ("", "http://[2001:db8::7]/", "2001_db8_7"),
        ("", "http://localhost/", "localhost"),
        ("", "http://intra-net:81/", "intra-net"),
        ("。", "https://例.example/", "xn--fsq"),
        ("", "", "outlet"),
    ],
)
def test_ids_come_from_names_or_hosts(name: str, url: str, found: str) -> None:
    assert new_id(name, url, {"dawn", "dawn_2"}) == found


def test_the_state_of_an_outlet_is_explained(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, f'{PLAIN}{OWN}[[source]]\nid = "new"\nhomepage = "https://n.example/"\n')
    assert call("sources", "explain", "mine").out == "My Paper (mine): new: not visited yet\n"
    on_trial = Source("new", "New", "https://n.example/", unproven=True)
    mine, feed = Source("mine", "My Paper", ""), "https://mine.example/f"
    now = datetime.now(UTC)
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        sources.sync_sources(store, [mine, on_trial], now)
        visits = [Visit("mine", now, feed, "ok", found=3, new=2)]
        visits.append(Visit("mine", now, f"{feed}2", "not_found", 404, error="HTTP 404"))
        sources.record_visits(store, "mine", visits, now)
        links.add_links(store, "mine", "feed", [Entry(f"{feed}/{n}") for n in range(3)], now)
        links.settle_dropped(store, f"{feed}/1", Dropped("off_topic"), now)
        judged = Judged(False, "HTTP 500", Trial(NOW, ("https://n.example/1",), 2), now)
        trials.keep_judged(store, "new", judged, now)
        learned = [LearnedList("feed", "https://n.example/rss", "a name that is often used")]
        learned_lists.keep_learned(store, "new", learned, now)
        rules = "User-agent: GPTBot\nDisallow: /"
        mining_refusals.keep_robots_refusal(store, "https://n.example", rules, NOW)
    said = call("sources", "explain", "mine").out.splitlines()
    assert said[1].endswith(f"not_found {feed}2: HTTP 404")
    assert said[2].endswith(f"ok, 3 listed, 2 new {feed}")
    assert said[3:] == [
        "  links of seven days: 2 pending (not_tried)",
        "  links of seven days: 1 dropped (off_topic)",
    ]
    shown = call("sources", "explain", "new").out.splitlines()
    assert shown == [
        "new (new): unproven: HTTP 500",
        "  no list of it was asked yet",
        "  on trial: well at 2025-11-24T09:00:00Z, 1 address known from then, "
        "2 visits in a row showed nothing",
        "  found by a search: feed https://n.example/rss (a name that is often used)",
        "  refuses AI programs: GPTBot (https://n.example/robots.txt, seen 24 November 2025)",
    ]
    assert call("sources", "show", "new").out.splitlines()[-2:] == shown[-2:]


def test_a_list_on_another_site_is_taken_by_a_person_alone(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, f"{PLAIN}{OWN}")
    url = "https://moved.example/rss"
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        sources.sync_sources(store, [Source("mine", "My Paper", "https://mine.example/")], NOW)
        found = LearnedList("feed", url, "linked", "elsewhere", "2025-11-24T09:00:00Z")
        learned_lists.keep_learned(store, "mine", [found], NOW)
    shown = call("sources", "show", "mine").out
    assert f"found by a search on 2025-11-24: feed {url} (linked); on another site" in shown
    wrong = call("sources", "accept", "mine", f"{url}2")
    assert wrong.code != 0
    assert "`khabardar sources show mine` names what was found" in wrong.err
    assert call("sources", "accept", "mine", url).code == 0
    assert "in use for the time being" in call("sources", "show", "mine").out
