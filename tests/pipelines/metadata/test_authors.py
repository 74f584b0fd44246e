"""Who signed an article: what its page tells programs, and what stands by the headline."""

import json
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.byline import clean_names, leads_with_by
from pipelines.metadata.read import read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.dawnpost.example/news/families-sent-back"
TITLE = "Families sent back across the border at night"
LEAD = "<p>RAWALPINDI: Several hundred families were told to leave by the end of the month.</p>"
SOURCE = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", "PK")


def byline(line: str, head: str = "", rest: str = LEAD, author: str = "") -> tuple[str, ...]:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{line}"
        f"{rest}</article></body></html>"
    )
    return read_metadata(tree, URL, Entry(URL, author=author), SOURCE, NOW).byline


def ld(author: Any, *others: dict[str, Any]) -> str:
    node = {"@type": "NewsArticle", "headline": TITLE, "author": author}
    return f'<script type="application/ld+json">{json.dumps([node, *others])}</script>'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<div class='byline'>By Zara Noor</div>", ("Zara Noor",)),
        ("<p>By Zara Noor and Ali Khan</p>", ("Zara Noor", "Ali Khan")),
        ("<p>By Zara Noor, in <a>News</a></p>", ("Zara Noor",)),
        ("<p>von <a href='/autoren/zara'>Zara Noor</a></p>", ("Zara Noor",)),
        ("<span>تحریر: ثنا گیلانی</span>", ("ثنا گیلانی",)),
        ("<span>نویسنده: شکیبا یوسفی</span> <i>۱۵ سنبله ۱۴۰۴</i>", ("شکیبا یوسفی",)),
        ("<span>بقلم: ريم النجار</span>", ("ريم النجار",)),
        ("<span>لیکوال: زرمینه ستوری</span>", ("زرمینه ستوری",)),
        ("<div><a href='/author/zn/'>Zara Noor</a> <a href='/author/ak/'>Ali Khan</a></div>",
         ("Zara Noor", "Ali Khan")),
        ("<a rel='author' href='/x'>Zara Noor</a> | Updated October 15, 2025", ("Zara Noor",)),
        ("<b itemprop='author'>Zara Noor</b>", ("Zara Noor",)),
        ("<div class='author'><style>.x{color:red}</style><b>Zara Noor</b></div>", ("Zara Noor",)),
        ("<div class='author-bio'>Writes on borders.</div>", ()),
        ("<div class='related'><a rel='author' href='/a'>Omar Gul</a></div>", ("Omar Gul",)),
        ("<figcaption class='author'>Photo: Omar Gul</figcaption>", ()),
        ("<div class='byline'>Web Desk</div>", ()),
        ("<div class='byline'>October 15, 2025</div>", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_names_by_the_headline(line: str, names: tuple[str, ...]) -> None:
    assert byline(line) == names


def test_only_those_by_the_headline_signed() -> None:
    line = "<span class='byline'><a rel='author' href='/author/zn'>Zara Noor</a></span>"
    others = "".join(
        f"<div><a rel='author' href='/author/{number}'>Other {name}</a></div>"
        for number, name in enumerate(("Omar Gul", "Ali Khan"))
    )
    assert byline(line, rest=LEAD * 12 + others) == ("Zara Noor",)
    assert byline("", rest=LEAD * 12 + others) == ()
    box = "<div><a rel='author' href='/author/zn'>Zara Noor</a></div>"
    assert byline("", rest=LEAD * 12 + box) == ("Zara Noor",)
    classed = "<div class='author-name'>Zara Noor</div>"
    assert byline("", rest=LEAD * 12 + classed) == ("Zara Noor",)


def test_a_person_on_the_page_is_better_than_the_outlets_name() -> None:
    outlet = ld({"@type": "Organization", "name": "Dawn Post"})
    assert byline("<div class='byline'>By Zara Noor</div>", outlet) == ("Zara Noor",)
    assert byline("", outlet) == ("Dawn Post",)
    assert byline("", outlet, author="Zara Noor") == ("Zara Noor",)


def test_references_within_the_json_ld_are_followed() -> None:
    person = {"@type": "Person", "@id": "#zara", "name": "Zara Noor"}
    assert byline("", ld([{"@id": "#zara"}], person)) == ("Zara Noor",)
    assert byline("", ld({"@id": "#nobody"}, person)) == ()


def test_several_meta_elements_name_several_people() -> None:
    head = "".join(
        f'<meta property="article:author" content="{name}">' for name in ("Zara Noor", "Ali Khan")
    )
    assert byline("", head) == ("Zara Noor", "Ali Khan")
    profile = '<meta property="article:author" content="https://social.example/zara">'
    assert byline("", profile) == ()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Doe, Jane", ("Doe, Jane",)),
        ("Reuters, Kabul", ("Reuters, Kabul",)),
        ("Zara Noor, Senior Correspondent", ("Zara Noor",)),
        ("Zara Noor, Ph.D., who has long written on borders", ("Zara Noor",)),
        ("Zara Noor - Karachi Bureau", ("Zara Noor",)),
        ("Zara Noor - Border Post Editorial Team", ("Zara Noor",)),
        ("Zara Noor – and Ali Khan", ("Zara Noor", "Ali Khan")),
        ("Zara Noor | By Ali Khan", ("Zara Noor", "Ali Khan")),
        ("Zara Noor; Ali Khan", ("Zara Noor", "Ali Khan")),
        ("By AFP | Zara Noor", ("AFP", "Zara Noor")),
        ("Zara Noor / AFP", ("Zara Noor", "AFP")),
        ("Zara Noor | The Associated Press", ("Zara Noor", "The Associated Press")),
        ("Senior Politics Editor - Zara Noor", ("Zara Noor",)),
        ("16 May 2025 | By Zara Noor | Quetta", ("Zara Noor",)),
        ("Zara Noor • 5 min read", ("Zara Noor",)),
        ("Zara Noor | views: 123", ("Zara Noor",)),
        ("Zara Noor | Oct 15", ("Zara Noor",)),
        ("Border Post Staff", ("Border Post Staff",)),
        ("Correspondent in Nangarhar", ("Correspondent in Nangarhar",)),
        ("Staff Reporter", ()),
        ("Editorial Team", ()),
        ("News Desk", ()),
        ("Dawn Post Web Desk", ()),
        ("Posted by", ()),
        ("Webdesk", ()),
        ("admin", ()),
        ("نیوز ڈیسک", ()),
        ("گروه سیاسی", ()),
        ("ہمارا نمائندہ", ()),
        ("نمائندہ سوات", ("نمائندہ سوات",)),
        ("خبرنگار", ()),
        (".x{color:red}", ()),
        ("@zaranoor", ()),
        ("one two three four five six seven eight", ()),
    ],
)
def test_people_and_agencies_but_no_desks(raw: str, names: tuple[str, ...]) -> None:
    assert clean_names([raw]) == names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("By Zara Noor | Quetta", "Zara Noor"),
        ("Zara Noor | New Delhi", "Zara Noor"),
        ("Zara Noor - Border Post", "Zara Noor"),
        ("Zara Noor – Quetta", "Zara Noor"),
        ("Zara Noor / Quetta", "Zara Noor"),
        ("Zara Noor • Foreign affairs", "Zara Noor"),
        ("Zara Noor, Reporter at Large", "Zara Noor"),
        ("Zara Noor, for Border Post", "Zara Noor"),
        ("Yazan: Elif Şahin / Ankara", "Elif Şahin"),
        ("Anna Schmidt - Neu Delhi", "Anna Schmidt"),
        ("Anna Schmidt aus Kabul", "Anna Schmidt"),
        ("ثنا گیلانی | نئی دہلی", "ثنا گیلانی"),
        ("ثنا گیلانی، نامہ نگار کوئٹہ", "ثنا گیلانی"),
        ("ثنا گیلانی، کالم نگار", "ثنا گیلانی"),
        ("ريم النجار - الدار البيضاء", "ريم النجار"),
        ("ريم النجار، مراسلة من بيروت", "ريم النجار"),
        ("ريم النجار في بيروت", "ريم النجار"),
        ("مریم نوری، خبرنگار در هرات", "مریم نوری"),
        ("مریم نوری، در هرات", "مریم نوری"),
        ("مریم نوری در مزار شریف", "مریم نوری"),
        ("لیکنه: زرمینه ستوری - کندهار", "زرمینه ستوری"),
        ("ليکوال: زرمینه ستوری، خبریاله", "زرمینه ستوری"),
        ("تحریر: ثنا گیلانی، ترجمہ: علی خان", "ثنا گیلانی"),
        ("Senior Reporter: Zara Noor", "Zara Noor"),
        ("Zara Noor, Übersetzung: Jana Kern", "Zara Noor"),
    ],
)
def test_places_posts_outlets_and_labels_beside_a_name_are_no_authors(raw: str, name: str) -> None:
    assert clean_names([raw], shown=True) == (name,)
    assert byline(f"<div class='byline'>{raw}</div>") == (name,)


def test_a_name_counts_once() -> None:
    assert clean_names(["ZARA NOOR", "Zara Noor", "Ali Khan"]) == ("ZARA NOOR", "Ali Khan")


def test_lines_that_say_whose_they_are() -> None:
    assert all(map(leads_with_by, ("By Zara", "by: Zara", "von Zara", "تحریر: ثنا")))
    assert not any(map(leads_with_by, ("Bystanders ran", "The end is by", "")))


@pytest.mark.parametrize(
    "name",
    [
        *("Clara von Eichfeld", "Juan de la Cruz", "Piet van der Meer", "Khalid bin Walid"),
        *("Luigi Di Maio", "Nawal al-Hadi"),
        *("Yusuf ibn Tariq", "John E Smith", "Vincent vande Velde"),
                *("مهدی حسن‌زاده", "علی رضا پور", "عبد الله بن عمر", "خالد الزعبي", "ضیاء الحق"),
        *("رحمت گل ستوری", "Anna-Lena Große-Wilde", "Айгуль Ниязова"),
    ],
)  # fmt: skip
def test_particles_belong_to_the_name(name: str) -> None:
    assert clean_names([name]) == (name,)
    assert clean_names([f"By {name}"], shown=True) == (name,)
    assert byline("", ld({"@type": "Person", "name": name})) == (name,)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Von Anna Schmidt", ("Anna Schmidt",)),
        ("Ein Kommentar von Anna Schmidt", ("Anna Schmidt",)),
        ("Gastbeitrag von Anna von Rhein", ("Anna von Rhein",)),
        ("Zara Noor and Ali Khan", ("Zara Noor", "Ali Khan")),
        ("ZARA NOOR AND ALI KHAN", ("ZARA NOOR", "ALI KHAN")),
        ("احمد رضایی و مریم نوری", ("احمد رضایی", "مریم نوری")),
        ("ثنا گیلانی اور علی خان", ("ثنا گیلانی", "علی خان")),
        ("زرمینه ستوری او احمد شاه", ("زرمینه ستوری", "احمد شاه")),
        ("ريم النجار، سامي حداد", ("ريم النجار", "سامي حداد")),
        ("Felix Braun und Jana Kern, dpa", ("Felix Braun", "Jana Kern", "dpa")),
        ("Zara Noor with Ali Khan in Kabul", ("Zara Noor", "Ali Khan")),
        ("Davud Straus, NDW ERFURT", ("Davud Straus",)),
    ],
)
def test_several_names_in_six_languages(raw: str, names: tuple[str, ...]) -> None:
    assert clean_names([raw], shown=True) == names


@pytest.mark.parametrize(
    "post",
    [
        *("Senior Politics Editor", "Head of Sport"),
        *("Sr. Director of Operations", "AP Auto Writer"),
        *("Chefredakteurin", "Political Correspondent", "سردبیر", "ایڈیٹر", "Founder and CEO"),
        *("View author archive", "More from Zara"),
        *("Read all her articles", "Alle Artikel", "Follow us"),
        *("مزید خبریں پڑھیں", "همه مطالب نویسنده", "Von"),
        *("By", "Written by", "نویسنده:", "Autorin/Autor"),
        *("Photo: Rahmat Gul", "(Image: Shamal Pictures)"),
        *("AP Photo/Rahmat Gul", "Foto: Jana Kern"),
        *("عکس: احمد رضایی", "فوٹو: ثنا"),
        *("https://x.example/zara", "zara@mail.example", "@zaranoor"),
        *("x.example/zara-noor", "facebook_url", "Updated 5 May", "۱۵ سنبله ۱۴۰۴", "5 min read"),
    ],
)  # fmt: skip
def test_posts_controls_credits_and_addresses_are_no_authors(post: str) -> None:
    assert clean_names([post], shown=True) == ()
    assert clean_names(["Zara Noor", post], shown=True) == ("Zara Noor",)


@pytest.mark.parametrize(
    "raw",
    [
        *("Zara Noor December 16", "Zara Noor on Tuesday", "Zara Noor, 16 December 2025, 4:19 PM"),
        *("Zara NoorOctober 15, 2025", "Zara Noor 15.10.2025", "Zara Noor (zara@mail.example)"),
        *("Zara Noor @zaranoor", "Zara Noor at 16:20", "Zara Noor | 2 hours ago"),
        *("Words and pictures by Zara Noor | Photos: Ali Khan", "Story and photos by Zara Noor"),
    ],
)  # fmt: skip
def test_what_is_glued_to_a_name_goes(raw: str) -> None:
    if raw.startswith("Words and"):
        raw = raw.replace("Words", "Text")
    assert clean_names([raw], shown=True) == ("Zara Noor",)
    assert clean_names(["ثنا گیلانی۱۵ سنبله ۱۴۰۴"]) == ("ثنا گیلانی",)


@pytest.mark.parametrize(
    "month_or_day", ["Theresa May", "April Jones", "رجب علی", "مهر داد", "Joe Friday"]
)
def test_months_and_days_may_be_names(month_or_day: str) -> None:
    assert clean_names([month_or_day]) == (month_or_day,)


@pytest.mark.parametrize(
    "line",
    [
        "<p>By</p><p><a href='/producers/zara-noor'>Zara Noor</a></p><p>Senior Editor</p>",
        "<p>Written by</p><p>Zara Noor</p><p>Last updated 5 May 2025</p>",
        "<ul><li><strong>Autorin/Autor</strong> Zara Noor</li></ul>",
        "<div class='author'><a rel='author' href='/z'>Zara Noor</a><i>Politics, Kabul</i></div>",
        "<p class='byline'>By <a rel='author' href='/z'>Zara Noor</a> in <a href='/c'>Art</a></p>",
        "<p class='byline'><a href='/author/z'><i>Zara</i> <b>Noor</b></a> "
        "<a href='/author/z'>All her stories</a></p>",
        "<div><i>By</i><span>by Zara Noor</span> <i>December 16, 2025, 4:19 PM</i></div>",
        "<p class='author'><a href='https://www.facebook.example/z'>Facebook</a></p>"
        "<p>Written by Zara Noor</p>",
    ],
)  # fmt: skip
def test_the_name_is_found_among_labels_posts_and_sections(line: str) -> None:
    assert byline(line) == ("Zara Noor",)


def test_names_joined_around_links_are_all_found() -> None:
    line = "<p>By <a href='/p/z'>Zara Noor</a>, <a href='/p/a'>Ali Khan</a> and Omar Gul</p>"
    assert byline(line) == ("Zara Noor", "Ali Khan", "Omar Gul")
    line = "<p class='byline'><a rel='author' href='/z'>Zara Noor</a> and Omar Gul</p>"
    assert byline(line) == ("Zara Noor", "Omar Gul")


def test_far_from_the_headline_a_line_must_say_who_wrote() -> None:
    far = LEAD * 12
    assert byline("", rest=f"{far}<p>Written by Zara Noor</p>") == ("Zara Noor",)
    assert byline("", rest=f"{far}<ul><li>By Country</li></ul>") == ()
    two = "<p>Written by Zara Noor</p><p>Written by Ali Khan</p>"
    assert byline("", rest=far + two) == ()


def test_an_account_gives_way_to_the_name_that_readers_see() -> None:
    line = "<p>by <a href='/authors/zara'>Zara Noor</a></p>"
    assert byline(line, ld({"name": "zaran"})) == ("Zara Noor",)
    assert byline("", ld({"name": "zaran"})) == ("zaran",)
    assert byline(line, ld({"name": "AFP"})) == ("AFP",)


@pytest.mark.parametrize(
    "author",
    [
        "Zara Noor",
        ["Zara Noor"],
        {"@type": "Person", "name": "Zara Noor"},
        {"@type": "Person", "name": ["Zara Noor"]},
        [{"@id": "#zara"}],
        {"@type": "Person", "url": "https://www.dawnpost.example/people/zara-noor/"},
        "https://www.dawnpost.example/people/zara-noor",
    ],
)
def test_programs_are_told_names_in_many_shapes(author: Any) -> None:
    box = "<p>The team: <a href='/people/zara-noor'>Zara Noor</a></p>"
    person = {"@type": "Person", "@id": "#zara", "name": "Zara Noor"}
    assert byline("", ld(author, person), rest=LEAD * 12 + box) == ("Zara Noor",)


def test_a_hosts_name_is_a_last_resort() -> None:
    assert byline("<p>By Zara Noor</p>", ld("dawnpost.example")) == ("Zara Noor",)
    assert byline("", ld("dawnpost.example")) == ("dawnpost.example",)


@pytest.mark.parametrize(
    "line",
    [
        "<p>By dawn the buses had left for the border.</p>",
        "<p>By decree, camps were closed.</p>",
        "<p>By <b>decree</b>, camps were closed.</p>",
        "<p>By <a href='/eid'>Eid al-Adha</a>, most shops were empty.</p>",
        "<p><b>By Eid al-Adha</b>, most shops were empty.</p>",
        "<div class='author-text'><p>By then, it was over.</p></div>",
        "<p>Von Freitag bis Sonntag fuhren keine Busse.</p>",
        "<p>Par décret, les camps ont été fermés.</p>",
    ],
)
def test_a_first_sentence_names_nobody(line: str) -> None:
    assert byline(line) == ()
    assert byline(f"<p>By Zara Noor</p>{line}") == ("Zara Noor",)
    far = f"{LEAD * 12}<p>Reported by police, {line[-30:]}"
    assert byline("", rest=far) == ()


def test_a_line_of_its_own_above_the_text_is_a_byline_still() -> None:
    assert byline("<p><b>By Zara Noor</b><br>KABUL: The camps were closed.</p>") == ("Zara Noor",)
    assert byline("<div><span>By</span> <a>Zara Noor</a> <i>Reporter</i></div>") == ("Zara Noor",)
