"""Languages of which only dates are known: those of Europe, Central Asia and India.

Month names are from CLDR 45 (wide and abbreviated forms).
"""

from pipelines.lexicon.language import (
    Bylines,
    Dates,
    Language,
    Months,
    Numbers,
    Relative,
)

LANGUAGE = Language(
    "other",
    months=Months(
        gregorian="""
            januari janvier janv enero ene gennaio gen janeiro
            februari fevrier fév févr febrero febbraio fevereiro fev
            maart mars marzo março martie březen března marca marzec
            avril avr abril abr aprile aprilie duben dubna kwietnia kwiecień április
            mayo maggio maio mag mei květen května maja maj május svibnja toukokuuta
            juin junio giugno giu junho iunie červen června czerwca czerwiec június
            juillet juil julio luglio lug julho iulie červenec července lipca lipiec
            août aout agosto ago augustus srpen srpna sierpnia sierpień
            septembre septiembre settembre sett set setembro septembrie
            octobre octubre ottobre ott outubro out octombrie říjen října
            novembre noviembre novembro noiembrie listopad listopadu studenoga
            décembre déc diciembre dic dicembre dezembro decembrie

            ianuarie leden ledna stycznia styczeń január januára siječnja yanvar tammikuuta
            februarie únor února lutego luty február veljače fevral helmikuuta
            március ožujka maaliskuuta
            travnja aprel huhtikuuta
            -
            lipnja iyun kesäkuuta
            július srpnja iyul heinäkuuta
            augusztus kolovoza avgust elokuuta
            září września wrzesień szeptember rujna sentabr sentyabr syyskuuta
            październik października október listopada oktabr oktyabr lokakuuta
            noyabr marraskuuta
            prosinec prosince grudnia grudzień desember prosinca dekabr joulukuuta

            январ січня ιανουαρίου জানুয়ারি জানুয়ারী जनवरी
            феврал лютого φεβρουαρίου ফেব্রুয়ারি ফেব্রুয়ারী फरवरी
            март березня μαρτίου মার্চ मार्च
            апрел квітня απριλίου এপ্রিল अप्रैल
            май травня μαΐου মে मई
            июн червня ιουνίου জুন जून
            июл липня ιουλίου জুলাই जुलाई
            август серпня αυγούστου আগস্ট अगस्त
            сентябр вересня σεπτεμβρίου সেপ্টেম্বর सितंबर सितम्बर
            октябр жовтня οκτωβρίου অক্টোবর अक्टूबर
            ноябр листопада νοεμβρίου নভেম্বর नवंबर नवम्बर
            декабр грудня δεκεμβρίου ডিসেম্বর दिसंबर दिसम्बर
        """
    ),
    relative=Relative(
        units={
            60: "minutos daqiqa дақиқа",
            3_600: "heures heure horas hora soat соат",
            86_400: "jours jour dias dia kun рӯз",
        },
        after="oldin пеш",
        before="il_y_a hace há",
        yesterday="hier ayer kecha дирӯз",
        today="aujourd'hui hoy",
    ),
    dates=Dates(
        ordinals="er o",
        of="de del",
        modified="mis_à_jour mise_à_jour modifié actualizado atualizado aggiornat actualización "
        "atualização ultima_modifica",
        published="publié publicado pubblicat",
    ),
    numbers=Numbers(
        values={1: "un une uno", 2: "deux dos"},
        doubtful="un une uno dos",
        scales={
            **{1_000: "mille mil mila ming"},
            **{1_000_000: "millions millones milioni milhões million"},
            **{1_000_000_000: "milliard milliards milliarden miliardi"},
        },
        comma=",",
    ),
    bylines=Bylines(
        leads=r"""
            por
            par
            di(?= [^\s,]+ \S)
            door
        """,
        by="""
            por
            par
        """,
        joins="et avec",
        posts="rédacteur rédactrice journaliste correspondant redactor periodista",
        pictures="photo foto fotografía",
        generic="rédaction la",
    ),
)
