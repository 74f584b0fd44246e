"""Month names of the languages at hand and the three calendars that outlets write dates in."""

from datetime import date

from pipelines.text.fold import fold

# One line a month; an underscore stands for a space, a hyphen for no name. Sources: CLDR 45 (wide
# and abbreviated forms), and the Levantine, Maghrebi, Dari and Pashto names as outlets write them.
_LATIN = """
january jan januar jaenner jänner janvier janv enero ene gennaio gen janeiro ocak januari
february feb februar feber fevrier fév févr febrero febbraio fevereiro fev subat februari
march mar maerz märz marz mars marzo março mart maart martie březen března marca marzec
april apr avril avr abril abr aprile nisan aprilie duben dubna kwietnia kwiecień április
may mai mayo maggio maio mag mayıs mei květen května maja maj május svibnja toukokuuta
june jun juni juin junio giugno giu junho haziran iunie červen června czerwca czerwiec június
july jul juli juillet juil julio luglio lug julho temmuz iulie červenec července lipca lipiec
august aug août aout agosto ago agustos ağustos augustus srpen srpna sierpnia sierpień
september sep sept septembre septiembre settembre sett set setembro eylul eylül septembrie
october oct okt oktober octobre octubre ottobre ott outubro out ekim octombrie říjen října
november nov novembre noviembre novembro kasım kasim noiembrie listopad listopadu studenoga
december dec dez dezember decembre déc diciembre dic dicembre dezembro aralik aralık decembrie
"""
_LATIN_MORE = """
ianuarie leden ledna stycznia styczeń január januára siječnja yanvar tammikuuta
februarie únor února lutego luty február veljače fevral helmikuuta
március ožujka maaliskuuta
travnja aprel huhtikuuta
-
lipnja iyun kesäkuuta
július srpnja iyul heinäkuuta
augusztus kolovoza avgust elokuuta
září września wrzesień szeptember rujna sentabr sentyabr syyskuuta
października październik október listopada oktabr oktyabr lokakuuta
noyabr marraskuuta
prosinec prosince grudnia grudzień desember prosinca dekabr joulukuuta
"""
_CYRILLIC_GREEK_INDIC = """
января январь янв январ січня ιανουαρίου জানুয়ারি জানুয়ারী जनवरी
февраля февраль фев феврал лютого φεβρουαρίου ফেব্রুয়ারি ফেব্রুয়ারী फरवरी
марта март мар березня μαρτίου মার্চ मार्च
апреля апрель апр апрел квітня απριλίου এপ্রিল अप्रैल
мая май травня μαΐου মে मई
июня июнь июн червня ιουνίου জুন जून
июля июль июл липня ιουλίου জুলাই जुलाई
августа август авг серпня αυγούστου আগস্ট अगस्त
сентября сентябрь сен сент сентябр вересня σεπτεμβρίου সেপ্টেম্বর सितंबर सितम्बर
октября октябрь окт октябр жовтня οκτωβρίου অক্টোবর अक्टूबर
ноября ноябрь ноя ноябр листопада νοεμβρίου নভেম্বর नवंबर नवम्बर
декабря декабрь дек декабр грудня δεκεμβρίου ডিসেম্বর दिसंबर दिसम्बर
"""
_ARABIC = """
جنوری ژانویه ژانویهٔ جنوري يناير كانون_الثاني جانفي
فروری فوریه فوریهٔ فبروري فبراير شباط فيفري
مارچ مارس آذار
اپریل آوریل اپرېل ابريل أفريل نيسان
مئی مه می مايو أيار ماي
جون ژوئن يونيو يونيه حزيران جوان
جولائی ژوئیه ژوئیهٔ جولای يوليو يوليه تموز جويلية
اگست اوت آگوست اګست أغسطس آب أوت
ستمبر سپتامبر سپتمبر سبتمبر أيلول
اکتوبر اکتبر أكتوبر تشرين_الأول
نومبر نوامبر نوفمبر تشرين_الثاني
دسمبر دسامبر ديسمبر كانون_الأول
"""
_SOLAR = """
فروردین حمل وری
اردیبهشت ثور غویی غوایی
خرداد جوزا غبرګولی غبرګولې
تیر سرطان چنګاښ چنگاښ
مرداد امرداد اسد زمری
شهریور سنبله وږی وږې
مهر میزان تله تلې
آبان عقرب لړم
آذر قوس لیندۍ لینده لیندې
دی جدی مرغومی مرغومې
بهمن دلو سلواغه سلواغې
اسفند حوت کب
"""
_LUNAR = """
محرم محرم_الحرام muharram
صفر صفر_المظفر safar
ربيع_الأول ربیع_الاول rabi_al-awwal rabi_ul_awwal
ربيع_الآخر ربيع_الثاني ربیع_الثانی rabi_al-thani rabi_ul_sani
جمادى_الأولى جمادی_الاول جمادی_الاولی jumada_al-awwal
جمادى_الآخرة جمادى_الثانية جمادی_الثانی جمادی_الثانیه جمادی_الاخر jumada_al-thani
رجب رجب_المرجب rajab
شعبان شعبان_المعظم shaban
رمضان رمضان_المبارك رمضان_المبارک ramadan ramazan
شوال شوال_المكرم shawwal
ذو_القعدة ذي_القعدة ذوالقعده ذی_القعده ذیقعده dhu_al-qadah zul_qadah
ذو_الحجة ذي_الحجة ذوالحجه ذی_الحجه ذیحجه dhu_al-hijjah zul_hijjah
"""


def _table(*blocks: str) -> dict[str, int]:
    return {
        fold(name.replace("_", " ")): number
        for block in blocks
        for number, names in enumerate(block.strip().splitlines(), 1)
        for name in names.split()
        if name != "-"
    }


GREGORIAN_MONTHS = _table(_LATIN, _LATIN_MORE, _CYRILLIC_GREEK_INDIC, _ARABIC)
SOLAR_MONTHS = _table(_SOLAR)
LUNAR_MONTHS = _table(_LUNAR)
FIRST_GREGORIAN_YEAR = 1600
"""A year below this is one of another calendar: the solar or the lunar Hijri one."""


def gregorian_day(year: int, month: int, day: int) -> date | None:
    """Return a day of the Gregorian calendar, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def solar_day(year: int, month: int, day: int) -> date | None:
    """Return the day that a solar Hijri (Jalali) date of Iran or Afghanistan names, or None."""
    from persiantools.jdatetime import JalaliDate

    try:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return found


def lunar_day(year: int, month: int, day: int) -> date | None:
    """Return the day that a lunar Hijri date names, or None; right to a day or so.

    The arithmetical calendar (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29
    of 30): the moon is sighted up to two days apart in the countries that use it.
    """
    if not (1 <= year <= 1600 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(days + 227_014)


def day_of(year: int, month: int, day: int, *, latest: date) -> date | None:
    """Return the day that three numbers name in the calendar that the year speaks of, or None.

    1404 is a year of the solar calendar; 1447 would be one to come, so it is of the lunar one.
    """
    if year >= FIRST_GREGORIAN_YEAR:
        return gregorian_day(year, month, day)
    solar = solar_day(year, month, day)
    return solar if solar is None or solar <= latest else lunar_day(year, month, day)
