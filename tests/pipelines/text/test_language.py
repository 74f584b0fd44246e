"""Languages of headlines as outlets write them, told by their letters and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import Source
from pipelines.text.language import is_rtl, language_of

KNOWN = ("en", "ur", "fa", "prs", "ps", "ar", "tr", "de", "other")
NOBODY = Source("x", "x", "")

HEADLINES = {
    "en": """
Hundreds of families cross Torkham as the deadline passes
UNHCR urges Pakistan to halt deportations
Iran expels 30,000 Afghans in a single week
Germany flies 43 convicts to Kabul
Kabul: two dead in blast near school
PoR card holders told to leave by Sunday
Who pays for the returnees?
""",
    "de": """
Bundesregierung will Abschiebungen nach Afghanistan ausweiten
Flüchtlinge warten an der Grenze auf Hilfe
Pakistan schiebt Tausende Afghanen ab
Abschiebeflug aus Leipzig: 43 Männer nach Kabul gebracht
Wie es den Rückkehrern geht
Taliban fordern Anerkennung durch Berlin
Gericht stoppt Abschiebung eines Afghanen
""",
    "tr": """
Göç İdaresi: 250 düzensiz göçmen sınır dışı edildi
Van'da 38 Afgan göçmen yakalandı
Afganistan'a dönen ailelere yardım ulaştırıldı
İçişleri Bakanlığı: Geri gönderme merkezleri dolu
Pakistan'dan binlerce aile döndü
Sınırda bekleyiş sürüyor
Kabil'de okul yakınında patlama: iki ölü
""",
    "ur": """
طورخم سرحد سے افغان مہاجرین کی واپسی کا سلسلہ جاری
وفاقی حکومت نے پی او آر کارڈ ہولڈرز کو مہلت دینے سے انکار کر دیا
پشاور: افغان باشندوں کے خلاف کریک ڈاؤن، 50 گرفتار
چمن بارڈر دو روز بعد کھول دیا گیا
اقوام متحدہ کی پاکستان سے اپیل
راولپنڈی میں 214 افغان زیر حراست
کابل: اسکول کے قریب دھماکہ، دو جاں بحق
""",
    "ps": """
له پاکستانه په یوه ورځ کې ۵۲۰ کورنۍ راستنې شوې
د کډوالو چارو وزارت وايي لس زره کسان ستانه شوي
په تورخم کې د راستنېدونکو لپاره نوی کمپ جوړ شو
ایران پرون څلور زره افغانان وایستل
ملګري ملتونه: بېرته ستنېدونکو ته مرستې کمې دي
د چمن دروازه پرانیستل شوه
ښوونځي ته نږدې چاودنه، دوه تنه مړه شول
""",
    "ar": """
الأمم المتحدة: أكثر من مليون أفغاني عادوا من إيران
إغلاق معبر طورخم أمام العائدين
باكستان ترحل آلاف اللاجئين الأفغان
المفوضية تدعو إلى وقف الترحيل القسري
مقتل شخصين في انفجار قرب مدرسة في كابل
ألمانيا ترحل 43 أفغانيا إلى كابول
من يدفع ثمن العودة؟
""",
    "fa": """
استاندار خراسان رضوی: روزانه ۱۸ هزار نفر از اتباع غیرمجاز خارج می‌شوند
دستگیری ۲۰۰ تبعه بیگانه غیرمجاز در شهرستان ورامین
پلیس: طرح ساماندهی اتباع ادامه دارد
رئیس دانشگاه تهران: دانشجویان مهاجر ثبت‌نام می‌شوند
مرز دوغارون یک هفته بسته می‌ماند
دادستان مشهد از برخورد با کارفرمایان خبر داد
قیمت بلیت هواپیما تهران - کابل گران شد
""",
    "prs": """
والی هرات: روزانه هزاران عودت‌کننده وارد اسلام‌قلعه می‌شوند
ولسوالی تورخم شاهد ازدحام برگشت‌کنندگان است
شاروالی کابل برای عودت‌کنندگان زمین توزیع می‌کند
محصلان پوهنتون کابل خواستار بازگشایی شدند
وزارت امور مهاجرین: ۵۲۰ فامیل از پاکستان برگشتند
ریاست مهاجرین ننگرهار: کمک‌ها به برگشت‌کنندگان توزیع شد
قوماندانی امنیه کندهار از بازداشت دو تن خبر داد
""",
    "other": """
L'Iran expulse des milliers de réfugiés afghans
Pakistán expulsa a miles de refugiados afganos
Пакистан депортировал тысячи афганских беженцев
Афғонистонга қайтганлар сони ортди
Afg'onistonga qaytganlar soni oshdi
巴基斯坦驱逐数千名阿富汗难民
अफगान शरणार्थियों को वापस भेजा गया
Il Pakistan espelle migliaia di profughi afghani
""",
}  # fmt: skip
ROWS = [(code, line) for code, lines in HEADLINES.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("language", "headline"), ROWS)
def test_headlines(language: str, headline: str) -> None:
    assert language_of(headline, "", "", NOBODY) == language


@pytest.mark.parametrize(("language", "headline"), ROWS)
def test_a_foreign_name_in_the_text_changes_nothing(language: str, headline: str) -> None:
    text = f"{headline}\n" * 3 + "Khyber News, https://khyber.example/a\n"
    assert language_of(headline, text, "", NOBODY) == language
    if language != "ar":
        assert language_of(headline, f"{headline} {headline} («القدس»)", "", NOBODY) == language


TEXTS = {
    "en": "The families were told to leave by the end of the month, officials said.",
    "de": "Die Familien sind nicht mit dem Bus gekommen und das ist für die Stadt neu.",
    "ur": "پشاور سے افغان مہاجرین کی واپسی کا سلسلہ جاری ہے، حکام نے بتایا۔ ٹرک بھی گئے۔",
    "fa": "استاندار خراسان رضوی گفت اتباع غیرمجاز از شهرستان خارج شدند و هفتاد درصد رفتند.",
    "prs": "والی هرات گفت که هزاران عودت‌کننده از ولسوالی اسلام قلعه به ولایت هرات آمدند.",
    "ps": "د کډوالۍ چارواکو وویل چې پرون له پاکستان څخه سلګونه کورنۍ راستنې شوې دي، ټول یې ښځې وې.",
    "ar": "قالت المفوضية إن آلاف العائلات عادت إلى أفغانستان عبر معبر طورخم خلال الأسبوع.",
    "tr": "Göçmenler sınır dışı edildi, valilik yüzlerce kişinin gönderildiğini belirtti.",
    "other": "Les familles ont été renvoyées de l'autre côté de la frontière lundi soir.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_languages_are_told_by_their_letters(language: str) -> None:
    assert language_of("", TEXTS[language], "", NOBODY) == language
    assert is_rtl(language) == (language in ("ur", "fa", "prs", "ps", "ar"))


def test_dari_is_told_by_its_outlet_and_by_what_the_page_says() -> None:
    neutral = "آنها گفتند که دیروز از خانه‌ی خود پیاده رفتند و چیزی برای خوردن نداشتند."
    assert language_of("", neutral, "", Source("x", "x", "", country="AF")) == "prs"
    assert language_of("", neutral, "", Source("x", "x", "", languages=("prs",))) == "prs"
    assert language_of("", neutral, "fa-AF", Source("x", "x", "")) == "prs"
    assert language_of("", neutral, "", Source("x", "x", "", country="IR")) == "fa"
    assert language_of("", neutral, "", Source("x", "x", "")) == "fa"
    assert language_of("", "12 34", "", Source("x", "x", "")) == "other"


@pytest.mark.parametrize(
    "text",
    [
        "خروج ۳۲۰ هزار تبعه غيرمجاز از مرز دوغارون در كمتر از يك ماه",
        "رئيس جمهور گفت كه اين طرح تا پايان سال ادامه دارد",
        "كشته شدن دو نفر در انفجار نزديك يك مدرسه",
    ],
)
def test_persian_on_an_arabic_keyboard_is_persian(text: str) -> None:
    assert language_of(text, "", "", NOBODY) == "fa"


@pytest.mark.parametrize(
    "text",
    [
        "ئۇيغۇرلار ۋە ئافغانىستان توغرىسىدا خەۋەر",
        "هەزاران پەنابەری ئەفغانی لە ئێران دەرکران",
        "پاڪستان مان هزارين افغان پناهگير واپس موڪليا ويا، سنڌ ۾ ڪئمپ ٺهيا",
    ],
)
def test_other_languages_in_arabic_script_are_other(text: str) -> None:
    assert language_of(text, "", "", NOBODY) == "other"


def test_source_languages_settle_what_words_leave_open() -> None:
    dari = Source("x", "x", "", country="TJ", languages=("prs", "en"))
    afghan = Source("x", "x", "", country="GB", languages=("fa",), afghan=True)
    exile = Source("x", "x", "", country="GB", languages=("fa",))
    line = "ده‌ها خانواده شب را در راه گذراندند و صبح به خانه رسیدند."
    assert [language_of("", line, "", source) for source in (dari, afghan, exile)] == [
        *("prs", "prs", "fa")
    ]


@given(st.text(max_size=200), st.text(max_size=10))
def test_any_text_is_of_a_known_language_or_other(text: str, declared: str) -> None:
    assert language_of(text, text, declared, NOBODY) in KNOWN
