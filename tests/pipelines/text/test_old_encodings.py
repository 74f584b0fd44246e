"""Old encodings are found by header, declarations, languages and letters, whichever is right."""

import itertools

import pytest

from pipelines.text.charset import Hints, decode_text
from pipelines.text.garbled import doubt_of

TEXTS = {
    "tr": "Köprünün yanında bekleyen aileler için çadır kuruldu; vali, dağ yolunun açıldığını "
    "söyledi. Öğretmenler şimdi çınar altında ders veriyor, kışa hazırlık sürüyor.",
    "ru": "У моста поставили палатки для семей, которые пришли через перевал. Учителя ведут уроки "
    "под платаном, а губернатор обещал доски до первого снега.",
    "uk": "Біля мосту поставили намети для родин, які прийшли через перевал. Її вчителі ведуть "
    "уроки під платаном, а губернатор обіцяв дошки до першого снігу.",
    "ar": "نصبت الخيام قرب الجسر للعائلات التي جاءت عبر الممر، ويعطي المعلمون دروسا تحت الشجرة، "
    "وقد وعد المحافظ بالأخشاب قبل أول ثلج",
    "fa": "کنار پل براي خانواده هايي که از گردنه آمده بودند چادر زدند و آموزگاران زير درخت چنار "
    "درس مي دهند و فرماندار پيش از برف چوب وعده کرد",
    "ur": "پل کے پاس ان خاندانوں کے ليے خيمے لگائے گئے جو درے سے آئے تھے اور استاد چنار کے نيچے "
    "پڑھاتے ہيں",
    "el": "Δίπλα στη γέφυρα στήθηκαν σκηνές για τις οικογένειες που ήρθαν από το πέρασμα. Άλλοι "
    "δάσκαλοι κάνουν μάθημα κάτω από το δέντρο.",
    "pl": "Przy moście stanęły namioty dla rodzin, które przyszły przez przełęcz. Nauczyciele "
    "prowadzą lekcje pod platanem, a wójt obiecał deski przed śniegiem.",
    "cs": "U mostu stojí stany pro rodiny, které přišly přes průsmyk. Učitelé vyučují pod "
    "platanem a hejtman slíbil dřevo před prvním sněhem.",
    "hu": "A hídnál sátrakat állítottak a hágón át érkező családoknak. A tanítók a platán alatt "
    "tartanak órát, az elöljáró fát ígért a hó előtt, később többet.",
    "lt": "Prie tilto pastatytos palapinės šeimoms, atėjusioms per perėją. Mokytojai veda pamokas "
    "po platanu, o vadovas žadėjo lentų dar prieš sniegą, būsią čia.",
    "he": "ליד הגשר הוקמו אוהלים למשפחות שבאו דרך המעבר והמורים מלמדים תחת העץ",
    "th": "ใกล้สะพานมีการตั้งเต็นท์ให้ครอบครัวที่เดินทางผ่านช่องเขา และครูสอนหนังสือใต้ต้นไม้",
    "de": "Neben der Brücke stehen Zelte für Familien, die über den Pass kamen. Die Lehrer "
    "unterrichten unter der Platane, größere Hütten hätten früher gebaut werden müssen.",
    "is": "Við brúna voru reist tjöld fyrir fjölskyldur sem komu yfir skarðið. Það þýðir að "
    "kennarar kenna undir trénu og sýslumaður lofaði viði.",
    "ja": "橋のそばに峠を越えた家族のためのテントが張られた。教師は木の下で授業をしている。",
    "zh": "桥边为翻山而来的家庭搭起了帐篷。老师们在树下上课，州长说大雪之前会有木材。",
    "ko": "다리 옆에 가족들을 위한 천막이 세워졌다. 교사들은 나무 아래에서 수업을 한다.",
}
ENCODINGS = {
    **{"tr": "cp1254", "ru": "cp1251 koi8-r cp866 iso8859-5", "uk": "cp1251 koi8-u"},
    **{"ar": "cp1256 iso8859-6", "fa": "cp1256", "ur": "cp1256", "el": "cp1253 iso8859-7"},
    **{"pl": "cp1250 iso8859-2", "cs": "cp1250 iso8859-2", "hu": "cp1250 iso8859-2"},
    **{"lt": "cp1257", "he": "cp1255", "th": "cp874", "de": "cp1252", "is": "cp1252"},
    **{"ja": "cp932 euc-jp", "zh": "gb18030", "ko": "cp949"},
}
PAIRS = [(code, name) for code, names in ENCODINGS.items() for name in names.split()]


def page(text: str, lang: str = "", charset: str = "") -> str:
    lang = f' lang="{lang}"' if lang else ""
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html{lang}><head>{meta}</head><body><nav>Menu</nav><p>{text}</p></body></html>"


@pytest.mark.parametrize(("code", "name"), PAIRS)
@pytest.mark.parametrize("lang", [True, False])
def test_letters_are_right_whatever_is_declared(code: str, name: str, lang: bool) -> None:
    said = ("", "iso-8859-1", "utf-8", name)
    for header, meta in itertools.product(said, said):
        html = page(TEXTS[code], code if lang else "", meta)
        content_type = f"text/html; charset={header}" if header else "text/html"
        found = decode_text(html.encode(name), content_type)
        assert found.text == html, (header, meta, found.encoding)
        assert found.doubt is None


@pytest.mark.parametrize(
    ("text", "name", "hints"),
    [
        ("Göç İdaresi", "cp1254", Hints(("tr",))),
        ("Göç İdaresi", "cp1254", Hints(country="TR")),
        ("Лагерь", "cp1251", Hints(country="ru")),
        ("Łódź", "cp1250", Hints(country="PL")),
        ("خبر", "cp1256", Hints(("prs",))),
        ("café", "cp1252", Hints(("en",))),
    ],
)
def test_a_few_letters_go_by_what_is_known_of_the_outlet(
    text: str, name: str, hints: Hints
) -> None:
    assert decode_text(text.encode(name), "", hints).text == text


def test_every_declaration_counts_not_only_the_first() -> None:
    html = (
        '<html><head><meta charset="iso-8859-1"><meta http-equiv="Content-Type" '
        'content="text/html; charset=windows-1251"></head><body>Да</body></html>'
    )
    assert decode_text(html.encode("cp1251"), "text/html; charset=latin1").text == html


def test_utf_8_stays_so_when_a_box_of_it_is_in_another_encoding() -> None:
    raw = page(TEXTS["ru"]).encode() + "Реклама у моста".encode("cp1251")
    found = decode_text(raw, "")
    assert found.encoding == "utf-8"
    assert TEXTS["ru"] in found.text


def test_letters_of_no_language_are_doubtful() -> None:
    raw = bytes(range(0xA1, 0x100)) * 3
    assert decode_text(b"<p>" + raw + b"</p>", "").doubt == "letters of no script of the page"


def wrong(text: str, written: str, read: str) -> str:
    return text.encode(written).decode(read, "replace")


@pytest.mark.parametrize(
    ("text", "languages", "why"),
    [
        (wrong(TEXTS["tr"], "cp1254", "cp1252"), {"tr"}, "letters of no script of the page: "),
        (wrong(TEXTS["ru"], "cp1251", "cp1252"), {"ru"}, "letters of no script of the page"),
        (wrong(TEXTS["ru"], "cp1251", "cp1252"), set(), "letters of no script of the page"),
        (wrong(TEXTS["ar"], "cp1256", "latin1"), set(), "letters of no script of the page"),
        (wrong(TEXTS["el"], "iso8859-7", "latin1"), set(), "letters of no script of the page"),
        (wrong(TEXTS["ru"], "utf-8", "latin1"), set(), "UTF-8 that was read as windows-1252"),
        (wrong(TEXTS["fa"], "utf-8", "latin1"), {"fa"}, "UTF-8 that was read as windows-1252"),
        (wrong(TEXTS["de"] * 9, "utf-8", "cp1252"), {"de"}, "UTF-8 that was read as windows-1252"),
        (wrong(TEXTS["ru"], "cp1251", "utf-8"), set(), "read as utf-8, "),
    ],
)
def test_text_that_was_garbled_before_says_so(text: str, languages: set[str], why: str) -> None:
    found = doubt_of(text, "utf-8", frozenset(languages))
    assert found is not None
    assert found.startswith(why)


@pytest.mark.parametrize("code", TEXTS)
def test_text_with_its_own_letters_is_not_doubted(code: str) -> None:
    assert doubt_of(TEXTS[code] * 3, "utf-8", frozenset((code,))) is None
    assert doubt_of("Plain words, nothing else.", "utf-8", frozenset(("tr",))) is None
