"""Dashes, quotes, blanks and signs among words of ASCII are no letters of any language."""

import itertools

import pytest

from pipelines.text.charset import Hints, decode_text

DASHES = "The gate — shut for days — would open – by noon, he said."
QUOTES = "“It isn’t done”, the plaintiff’s lawyer said… “Don’t ask ‘why’.”"
BLANKS = "Read the\xa0blog\xa0 or the paper\xa0, on page\xa09."
FOOT = "© 2024 The Lamp Post · Contact · About • Sport • ©The Lamp Post ® Press®"
ARROWS = "News» Sport» World» Weather» Opinion» « back | more »"
MONEY = "It cost £m or £100, up 5° or ½ of 3²; §4 and ¶2 say ±3 µm ¥9 1º 2ª Nº 5."
ROWS = "•\xa0\xa0\xa0\xa0\xa0\xa0\xa0\xa0\xa0\xa0 First ··· Second ··· “…” —— ……"
INDENTED = "\xa0" * 40 + " He paid in £, not in €."
PAIRS = "It opened —\xa0 and …\xa0 ©\xa0 2024 \xa0• News \xa0« Back ·\xa0 More"
SIDE_BY_SIDE = "He left —\xa0“so”—\xa0and \xa0©\xa0 came\xa0— ©\xa0Lamp\xa0·\xa0Post …”\xa0—"
ACUTE = "It´s the minister´s plan, isn´t it?"
NAMES = "Señor Müller sold his café at the Château; Zoë Ångström’s niece naïvely said “olé”."
NAMED = "Español: Sýrsky, “véritable général”, déclaré en colère; vidéo, première à l’intérieur."
MARKS = [DASHES, QUOTES, BLANKS, FOOT, ARROWS, MONEY, ROWS, INDENTED, PAIRS, SIDE_BY_SIDE, ACUTE]
MARKS += [NAMES, NAMED]
EVERYWHERE = [DASHES, QUOTES, BLANKS, SIDE_BY_SIDE]
"""Marks that stand at the same byte in all encodings of Windows."""
SAID = ["text/html; charset=windows-1252", "text/html; charset=iso-8859-1", "text/html", ""]
RUSSIAN = "Учителя ведут уроки под платаном, а губернатор обещал доски до первого снега."


def page(*texts: str) -> str:
    said = "".join(f"<p>{text}</p>\n" for text in texts)
    return f"<html><head><title>News</title></head><body><nav>Home</nav>{said}</body></html>"


@pytest.mark.parametrize("times", [1, 30])
@pytest.mark.parametrize("header", SAID)
@pytest.mark.parametrize("text", [*MARKS, " ".join(MARKS)])
def test_marks_of_an_english_page_are_no_letters(text: str, header: str, times: int) -> None:
    # Repeated as it stands, and with another word before each of its ends.
    html = page(*(text.replace(".", f" w{n}.") for n in range(times)))
    found = decode_text(html.encode("windows-1252"), header)
    assert found.text == html, found.encoding
    assert found.doubt is None


@pytest.mark.parametrize("text", EVERYWHERE)
@pytest.mark.parametrize("number", [0, 1, 4, 6])
def test_marks_mean_the_same_under_the_name_of_another_encoding(text: str, number: int) -> None:
    html = page(*[text.replace("©", "")] * 9)
    found = decode_text(html.encode("windows-1252"), f"text/html; charset=windows-125{number}")
    assert found.text == html


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("windows-1254", "The İzmir office of Señor Múñez, Citroën and Mélanie sold the château."),
        (
            "windows-1250",
            "Große Züge fahren früher über Łódź nach München, sagte der Fahrgäste-Rat.",
        ),
        (
            "windows-1256",
            "Les élèves fêtent déjà la rentrée près du marché où, reçus par le maire, leurs pères "
            "dînèrent; même la fontaine a été repeinte (النسخة العربية).",
        ),
    ],
)
def test_letters_that_encodings_share_go_by_the_header(name: str, text: str) -> None:
    html = page(text)
    assert decode_text(html.encode(name), f"text/html; charset={name}").text == html


def test_words_with_an_elided_article_are_words() -> None:
    text = (
        "L’été, l’école d’État et l’élève; d’où l’événement qu’Émile, l’aîné, s’étonne d’être là."
    )
    found = decode_text(page(text).encode("windows-1252"), "text/html; charset=windows-1251")
    assert found.text == page(text)
    assert found.doubt is None


def test_what_fits_alike_goes_to_the_more_usual_encoding() -> None:
    html = page("It is done, he said", "الشرق الأوسط عربى")  # as good Thai as Arabic
    raw = html.encode("iso8859-6", "xmlcharrefreplace")
    assert decode_text(raw, "text/html").text == raw.decode("iso8859-6")


@pytest.mark.parametrize("hints", [Hints(("ru",)), Hints(("el", "en")), Hints(country="TH")])
def test_letters_of_others_refute_what_is_known_of_an_outlet(hints: Hints) -> None:
    for text in (
        "He sold his café — and wouldn’t say why.",
        "It’s £5 — or ½ of ¾, “more” ¿or less?",
    ):
        html = page(text)
        assert decode_text(html.encode("windows-1252"), SAID[0], hints).text == html


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "iso8859-5", "cp866"])
@pytest.mark.parametrize("declared", [True, False])
def test_words_of_a_script_count_among_marks(name: str, declared: bool) -> None:
    html = page(*MARKS[:3], RUSSIAN, *MARKS[3:5])
    header = f"text/html; charset={name}" if declared else "text/html"
    found = decode_text(html.encode(name, "xmlcharrefreplace"), header)
    assert RUSSIAN in found.text, found.encoding


def test_words_of_ascii_with_a_mark_within_are_not_korean() -> None:
    pairs = itertools.product("bdfghklm", "aeiou")
    html = page(*(f"The {first}{second}n’s list, they don’t say." for first, second in pairs))
    raw = html.encode("windows-1252")
    assert raw.decode("cp949") != html  # each mark takes a letter with it
    found = decode_text(raw, "text/html")
    assert found.text == html
    assert found.doubt is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("windows-1250", "Zażółć gęślą jaźń, rzekł wójt na moście."),
        ("windows-1254", "Köprünün yanında bekleyen aileler için çadır kuruldu, dağ yolu açıldı."),
        ("cp949", "다리 옆에 가족들을 위한 천막이 세워졌다. 교사들은 나무 아래에서 수업을 한다."),
    ],
)
def test_letters_count_that_stand_behind_long_scripts(name: str, text: str) -> None:
    html = f"<html><script>{'var a = 1;' * 50_000}</script><body><p>{text}</p></body></html>"
    assert decode_text(html.encode(name), "text/html").text == html


def test_letters_of_scripts_and_attributes_do_not_count() -> None:
    html = f'<script>/* {RUSSIAN} */</script><p title="{RUSSIAN}">Café — it’s naïve</p>'
    hidden = html.encode("windows-1251", "xmlcharrefreplace")
    shown = "Café — it’s naïve".encode("windows-1252")
    raw = hidden.replace("Caf&#233; — it’s na&#239;ve".encode("windows-1251"), shown)
    assert raw != hidden
    assert "Café — it’s naïve" in decode_text(raw, "text/html").text
