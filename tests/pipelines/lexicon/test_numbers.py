"""Numbers as outlets of each language write them, and what is no number or a doubtful one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.numbers import Number, read_numbers


def values(text: str, language: str) -> list[str]:
    """Return the numbers of a text, a range as "low-high"."""
    return [shown(number) for number in read_numbers(text, language)]


def shown(number: Number) -> str:
    return f"{number.low}" if number.value is not None else f"{number.low}-{number.high}"


FORMS = [
    # grouping and decimals
    ("en", "some 1,204,500 people and 61 children", "1204500 61"),
    ("en", "1,33,270 people", "133270"),
    ("en", "12,34,567 rupees", "1234567"),
    ("en", "1.133.270 people", "1133270"),
    ("en", "12 500 people", "12500"),
    ("en", "12\u202f500 people", "12500"),
    ("en", "on May 12 500 people crossed", "500"),
    ("en", "1,234.5 tonnes", "1234.5"),
    ("en", "4.6 percent", "4.6"),
    ("en", "0.317450 Afghans came home", "317450"),
    ("en", "0.317450 per cent", "0.317450"),
    ("de", "1.234.500 Menschen, 12,5 Prozent", "1234500 12.5"),
    ("de", "1.234,5 Tonnen", "1234.5"),
    ("de", "1'135 Personen", "1135"),
    ("tr", "12.345 kişi, yüzde 3,5", "12345 3.5"),
    ("fa", "۱۲٬۳۴۵ نفر", "12345"),
    ("fa", "۱۲،۳۴۵ نفر", "12345"),
    ("fa", "۴/۵ میلیون نفر", "4500000"),
    ("fa", "۴٫۵ میلیون نفر", "4500000"),
    ("ar", "٤٫٥ ملايين", "4500000"),
    ("ar", "7ر2 مليون دولار", "2700000"),
    ("ar", "35ر12 مليار", "12350000000"),
    ("ur", "۴.۵ ملین", "4500000"),
    ("ps", "۱ اعشاریه ۴ ملیونه ډالر", "1400000"),
    ("ur", "ایک اعشاریہ چار ملین", "1400000"),
    ("en", "one point four million", "1400000"),
    ("ru", "12,5 тысячи человек, 1 200 семей", "12500 1200"),
    # multipliers and compounds
    ("en", "5k, 2.5m people and $1.4bn", "5000 2500000 1400000000"),
    ("en", "3 lakh 25 thousand 400", "325400"),
    ("en", "4 crore 20 lakh", "42000000"),
    ("en", "2 lakh crore rupees", "2000000000000"),
    ("en", "a hundred thousand", "100000"),
    ("en", "2 million 300 more", "2000000 300"),
    ("ur", "2 کروڑ 5 لاکھ 40 ہزار", "20540000"),
    ("ur", "پانچ سو پچیس افراد", "525"),
    ("ur", "تین لاکھ اکیس ہزار دو سو سات", "321207"),
    ("ur", "سوا لاکھ افراد", "125000"),
    ("ur", "سوا دو لاکھ", "225000"),
    ("ur", "پونے تین کروڑ", "27500000"),
    ("ur", "ساڑھے پانچ سو", "550"),
    ("ur", "ڈیڑھ سو خاندان", "150"),
    ("ur", "نو ہزار اور اسی ہزار", "9000 80000"),
    ("fa", "صد و بیست هزار نفر", "120000"),
    ("fa", "دو میلیون و سیصد و چهل هزار و پنجاه و یک", "2340051"),
    ("fa", "سی و پنج هزار خانواده", "35000"),
    ("fa", "نه هزار و بیست و نه نفر", "9029"),
    ("fa", "یک و نیم میلیون", "1500000"),
    ("fa", "نیم میلیون مهاجر", "500000"),
    ("fa", "هزار و دویست نفر", "1200"),
    ("fa", "دوهزار و پنجصد نفر", "2500"),
    ("fa", "سی‌هزار نفر", "30000"),
    ("fa", "۵۰۰هزار نفر", "500000"),
    ("fa", "۳ هزار میلیارد تومان", "3000000000000"),
    ("prs", "۲ لک و ۵ هزار", "205000"),
    ("ps", "دوه نیم میلیونه کډوال", "2500000"),
    ("ps", "پنځه ویشت زره کورنۍ", "25000"),
    ("ps", "درې سوه او پنځوس تنه", "350"),
    ("ps", "۲ لکه او ۱۲ زره", "212000"),
    ("ar", "مئتان وخمسون ألف لاجئ", "250000"),
    ("ar", "خمسة وعشرون ألفاً", "25000"),
    ("ar", "خمسة عشر ألف شخص", "15000"),
    ("ar", "ثلاثمئة وخمسون شخصا", "350"),
    ("ar", "ألفان ومئة شخص", "2100"),
    ("ar", "مليون ونصف المليون", "1500000"),
    ("ar", "نصف مليون", "500000"),
    ("ar", "ربع مليون أفغاني", "250000"),
    ("ar", "12 ألفا و 400 لاجئ", "12400"),
    ("ar", "12 ألفاً و400 لاجئ", "12400"),
    ("tr", "yirmi beş bin kişi", "25000"),
    ("tr", "bir buçuk milyon", "1500000"),
    ("tr", "3 milyon 200 bin 15", "3200015"),
    ("tr", "42 bin 666'ya yükseldi", "42666"),
    ("tr", "yüz yirmi bin", "120000"),
    ("de", "zweihunderttausend Menschen", "200000"),
    ("de", "einundzwanzig Flüge mit fünfunddreißigtausend", "21 35000"),
    ("de", "dreitausendfünfhundert", "3500"),
    ("de", "anderthalb Millionen", "1500000"),
    ("de", "zweieinhalb Mio. Euro", "2500000"),
    ("de", "eine halbe Million", "500000"),
    ("en", "two and a half million", "2500000"),
    ("en", "half a million", "500000"),
    ("en", "a quarter million", "250000"),
    ("en", "a million and a half", "1500000"),
    ("en", "seventy-five thousand three hundred and ten", "75310"),
    ("en", "one hundred", "100"),
    # ranges and changes
    ("en", "3 to 4 thousand", "3000-4000"),
    ("en", "two or three hundred thousand", "200000-300000"),
    ("en", "500 to 2 thousand", "500-2000"),
    ("en", "100-200 families", "100-200"),
    ("en", "between 1.2 and 1.4 million", "1200000-1400000"),
    ("en", "rose from 4.6 to 4.9 billion", "4600000000 4900000000"),
    ("fa", "از ۳ تا ۵ هزار نفر", "3000-5000"),
    ("fa", "از ۴ به ۵ میلیون رسید", "4000000 5000000"),
    ("fa", "دو سه هزار نفر", "2000-3000"),
    ("prs", "۲۰۰ الی ۳۰۰ فامیل", "200-300"),
    ("ur", "3 سے 4 ہزار افراد", "3000-4000"),
    ("ps", "له ۵ تر ۷ زره کسان", "5000-7000"),
    ("ar", "بين 3 و4 آلاف شخص", "3000-4000"),
    ("de", "zwischen 3.000 und 4.000", "3000-4000"),
    ("de", "zehn bis zwölf Tausend", "10000-12000"),
    ("de", "stieg von 3 auf 4 Millionen", "3000000 4000000"),
    ("tr", "3 ila 4 bin kişi", "3000-4000"),
    # neighbours that are not one number
    ("en", "3 and 4 people", "3 4"),
    ("en", "sent 5,000 to 3 camps", "5000 3"),
    ("en", "in 2021 two people", "2"),
    ("en", "three hundred and four hundred", "300 400"),
    ("en", "5 thousand and 2 million", "5000 2000000"),
    ("en", "two, three hundred", "2 300"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), FORMS)
def test_a_written_form_is_read(language: str, text: str, expected: str) -> None:
    assert " ".join(values(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "dozens of people, hundreds of thousands, several thousand, a few hundred"),
        ("en", "a man and one woman were hurt"),
        ("en", "on the 27th day, the 2nd flight"),
        ("en", "5.7.2024, 2025-11-24, 12/11/2025, at 14:05, in 2024-25"),
        ("en", "call 0300-1234567 or 00923001234567890123"),
        ("en", "the G20, Covid-19, an F-16, #5, example.org/123"),
        ("en", "Mohammed bin Salman"),
        ("en", "two- to three-year-olds of old"[4:4]),
        ("fa", "چند هزار نفر، صدها خانواده، هزاران تن، چندین میلیون"),
        ("fa", "نه او و نه دیگران، یک روز در ده"),
        ("fa", "روز ۲۷م"),
        ("ur", "ہزاروں افراد، کئی ہزار، لاکھوں، اسی روز ایک نو بہتر"),
        ("ur", "پاکستان سے 27ویں پرواز"),
        ("ps", "څو زره کسان، زرګونه، ستره محکمه، نوی کال، نه ځي"),
        ("ar", "آلاف الأشخاص، مئات، عشرات الآلاف، بضعة آلاف، عدة ملايين"),
        ("de", "Tausende Menschen, mehrere Tausend, einige Hundert, ein Mann, Achtung"),
        ("tr", "binlerce kişi, birkaç bin, bir gün, yüz ifadesi"),
        ("", "سے پانی چه نه یک one bir"),
        ("", "1.135 people"),
        ("en", "1,5 people"),
        ("de", "um 14.30 Uhr"),
    ],
)
def test_what_is_no_number_or_a_doubtful_one_is_left_out(language: str, text: str) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # days, years, telephones
        ("en", "On 9 August 2023, 88 buses; August 10, 2023: 91; 4-6 August 70", "88 91 70"),
        ("en", "in 2019 and since 2022-23 some 77", "77"),
        ("en", "2100 tents may 30 people share", "2100 30"),
        ("fa", "۷ مهر ۱۴۰۲ و در سال ۱۴۰۱، ۶۱ نفر", "61"),
        ("ur", "8 مارچ 2024 کو 66، 2023ء میں 51", "66 51"),
        ("ar", "عام 2023 و5 مايو 2024: 44 أسرة", "44"),
        ("tr", "9 Ağustos 2023 günü 2022 yılında 33 kişi", "33"),
        ("de", "am 9. August 2023 und seit 2021 33 Menschen", "33"),
        ("en", "0400 765 4321, +49 30 1234567, (030) 7654321, +93 (0)70 555 0101, 1,000+", "1000"),
        # ordinals, parts and dozens
        ("en", "the thirty-fourth day, two dozen, three quarters of a million, the 1980s", ""),
        ("en", "a quarter of a million, half of a million", "250000 500000"),
        ("en", "sixteen twenty", ""),
        ("fa", "سی و چهارمین روز، بیست‌وچهارم، دو سوم، ۴۴ امین، ده‌ها هزار نفر", ""),
        ("ur", "44 ویں، چالیس ویں، تین درجن", ""),
        ("tr", "44'üncü gün, otuz dördüncü gün, 44. gün", ""),
        ("de", "der 44. Tag, drei Viertel, zwei Drittel, es waren 440. Danach", "440"),
        ("ps", "۴۴ مه ورځ", ""),
        # one number of several words and digits
        ("ur", "2لاکھ44ہزار اور 9ہزار808", "244000 9808"),
        ("tr", "bin 700 kişi, bin yedi yüz", "1700 1700"),
        ("ur", "ایک سے ڈھائی لاکھ، ڈیڑھ سے دو کروڑ", "100000-250000 15000000-20000000"),
        ("en", "one to three million", "1000000-3000000"),
        ("de", "eine Viertelmillion, eine Dreiviertelmillion", "250000 750000"),
        ("ps", "له پنځو تر شپږو زرو", "5000-6000"),
        # where the language is not known, a number of which a part may be cut off is none
        ("", "thirty-one, one and a half million, five million", "5000000"),
        ("", "سی و سه هزار و ۵۴۰، یک میلیون و ۳۰۰ هزار، ۶ هزار و ۳۸۵", "6385"),
        ("", "خمسة وستون ألفا، أربعمئة ألف، ثلاثة عشر", ""),
        ("", "پانچ سے چھ سو، چھ لاکھ پچیس ہزار", ""),
        ("", "bir buçuk milyon, 24 bin 341", "24341"),
    ],
)
def test_what_looks_like_a_count_or_like_the_whole_of_one_is_told_from_it(
    language: str, text: str, expected: str
) -> None:
    assert " ".join(values(text, language)) == expected


def test_a_number_knows_its_place_and_what_it_is_made_of() -> None:
    text = "About 4 ہزار 630 people, not 3 to 4 thousand or 1.33 lakh"
    first, second, third = read_numbers(text)
    assert text[first.start : first.end] == "4 ہزار 630"
    assert (first.value, first.scales, first.groups) == (4630, (1000,), 2)
    assert text[second.start : second.end] == "3 to 4 thousand"
    assert (second.value, second.low, second.high) == (None, 3000, 4000)
    assert (third.value, third.scales) == (133_000, (100_000,))


@pytest.mark.parametrize("text", ["hundred " * 400, "9" * 400, "1,2" * 200, "five " * 100, "٬" * 9])
def test_nonsense_is_read_as_far_as_it_makes_sense(text: str) -> None:
    read_numbers(text)
    read_numbers(text, "en")


@given(st.text(alphabet="0123456789۱۲٣ ,.٬٫،'/:-رkm و", max_size=30))
def test_every_number_is_where_it_says(text: str) -> None:
    last = 0
    for number in read_numbers(text, "fa"):
        assert last <= number.start < number.end <= len(text)
        assert number.low <= number.high
        assert not isinstance(number.low, Decimal) or number.low % 1
        last = number.end
