"""Turkish."""

from pipelines.lexicon.language import Dates, Language, Months, Relative

TURKISH = Language(
    "tr",
    months=Months(
        gregorian="""
            ocak
            şubat
            mart
            nisan
            mayıs
            haziran
            temmuz
            ağustos
            eylül
            ekim
            kasım
            aralık
        """,
        lunar="""
            -
            -
            -
            -
            -
            -
            -
            -
            ramazan
            -
            -
            -
        """,
    ),
    relative=Relative(
        units={1: "saniye", 60: "dakika dk", 3_600: "saat", 86_400: "gün"},
        counts={
            **{1: "bir", 2: "iki", 3: "üç", 4: "dört", 5: "beş", 6: "altı", 7: "yedi", 8: "sekiz"},
            **{9: "dokuz", 10: "on"},
        },
        after="önce",
        yesterday="dün",
        today="bugün",
        now="az_önce",
    ),
    dates=Dates(modified="güncelle", published="yayın"),
)
