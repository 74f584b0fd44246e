"""A feed in another language of the same host is named as such, and not taken silently."""

import pytest

from pipelines.discovery.check import check
from pipelines.discovery.list_language import foreign_language, language_of_titles
from pipelines.discovery.trial import Trial
from pipelines.items import Entry
from pipelines.sources import Source
from tests.model_sites import TITLES, Model, feed, links, look, page, walked
from tests.samples import NOW

ROOT = "https://paper.example/"
URLS = [f"{ROOT}news/{number}/headline" for number in range(1001, 1007)]
URDU = (
    "طورخم سرحد پر واپس جانے والے خاندانوں کی قطاریں لگ گئیں",
    "حکومت نے کیمپ خالی کرانے کے لیے ایک ماہ کی مہلت دے دی",
    "کابل جانے والی بسوں کا کرایہ دو گنا ہو گیا ہے",
    "اسکول کے بچوں کو کاغذات کے بغیر داخلہ نہیں ملے گا",
    "عدالت نے گرفتار افراد کی رہائی کا حکم جاری کیا ہے",
    "پشاور میں دکانیں بند اور سڑکیں سنسان رہیں",
)
PERSIAN = (
    "صدها خانواده از مرز اسلام قلعه بازگشتند و در سرما ماندند",
    "دولت برای تخلیه اردوگاه یک ماه دیگر مهلت داد",
    "کرایه اتوبوس‌های مسیر کابل دو برابر شده است",
    "کودکان بدون مدرک در مکتب ثبت نام نمی‌شوند",
    "دادگاه حکم آزادی بازداشت‌شدگان را صادر کرد",
)
GERMAN = (
    "Zweiter Abschiebeflug seit dem Sommer startet von Leipzig aus in die Hauptstadt",
    "Die Innenminister streiten über die Aufnahme der gefährdeten Menschen",
    "Gericht stoppt die Abschiebung eines Mannes in letzter Minute",
    "Was die neue Regelung für die Familien in den Ländern bedeutet",
    "Anwälte klagen gegen das Ministerium wegen der Visa",
)


def entries(titles: tuple[str, ...]) -> list[Entry]:
    """Return entries of these titles."""
    return [Entry(f"{ROOT}{number}", title) for number, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("titles", "language"),
    [
        *((TITLES, "en"), (URDU, "ur"), (PERSIAN, "fa"), (GERMAN, "de"), (URDU[:4], "")),
        *((("کابل",) * 30, ""), ((), ""), (("a", "b", "c", "d", "e"), "")),
    ],
)
def test_titles_tell_their_language_if_they_are_enough(
    titles: tuple[str, ...], language: str
) -> None:
    assert language_of_titles(entries(titles)) == language


@pytest.mark.parametrize(
    ("titles", "expected", "said"),
    [
        *((TITLES, ("ur",), "English"), (TITLES, ("ur", "en"), ""), (TITLES, (), "")),
        *((PERSIAN, ("prs",), ""), (PERSIAN, ("fa",), ""), (PERSIAN, ("ps",), "Persian")),
        *((URDU, ("other",), ""), (URDU[:2], ("en",), ""), (GERMAN, ("en", "other"), "German")),
    ],
)
def test_only_a_known_language_is_another_one(
    titles: tuple[str, ...], expected: tuple[str, ...], said: str
) -> None:
    assert foreign_language(entries(titles), expected) == said


def in_urdu(answer: tuple[str, str]) -> tuple[str, str]:
    """Return what is answered with its headlines in Urdu."""
    kind, body = answer
    for english, urdu in zip(TITLES, URDU, strict=True):
        body = body.replace(english, urdu)
    return kind, body


def test_an_edition_in_another_language_is_a_candidate_and_the_search_goes_on() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/english/feed">'
    answers = {
        ROOT: in_urdu(page("/", head, links(URLS))),
        f"{ROOT}english/feed": feed(URLS),
        f"{ROOT}rss": in_urdu(feed(URLS)),
    }
    found, _ = look(Model("paper", ROOT, answers, frozenset()))
    assert [way.url for way in found.ways] == [f"{ROOT}rss"]
    (other,) = found.candidates
    assert other.url == f"{ROOT}english/feed"
    assert other.finding.why.endswith("in English, the front page is not")


def test_a_check_says_that_titles_are_in_a_language_that_is_not_declared() -> None:
    source = Source("paper", "Paper", ROOT, languages=("ur",), feeds=(f"{ROOT}feed",))
    shown, _ = walked(check(source, Trial(), NOW, str), {f"{ROOT}feed": feed(URLS)})
    assert shown.lists[0].alive
    assert "its titles are in English, which the outlet is not declared in" in shown.lists[0].said
