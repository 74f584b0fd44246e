"""Pashto."""

from pipelines.lexicon.language import Dates, Language, Months, Relative

PASHTO = Language(
    "ps",
    months=Months(
        gregorian="""
            جنوري
            فبروري
            مارچ
            اپرېل
            مې
            جون
            جولای
            اګست
            سپتمبر
            اکتوبر
            نومبر
            دسمبر
        """,
        solar="""
            وری
            غویی غوایی
            غبرګولی غبرګولې
            چنګاښ چنگاښ
            زمری
            وږی وږې
            تله تلې
            لړم
            لیندۍ لینده لیندې
            مرغومی مرغومې
            سلواغه سلواغې
            کب
        """,
    ),
    relative=Relative(
        units={
            1: "ثانیې",
            60: "دقيقې دقیقې",
            3_600: "ساعته ساعتونه ساعتونو",
            86_400: "ورځ ورځې ورځو",
        },
        counts={
            **{1: "یو یوه", 2: "دوه", 3: "درې", 4: "څلور", 5: "پنځه", 6: "شپږ", 7: "اووه"},
            **{8: "اته", 9: "نهه", 10: "لس"},
        },
        after="مخکې وړاندې",
        yesterday="پرون",
        today="نن",
        now="همدا_اوس",
    ),
    dates=Dates(
        ordinals="مه م",
        of="د",
        year="کال",
        morning="غ.م",
        evening="غ.و",
        modified="تازه_کول نوې_شوې",
        published="خپور خپر",
    ),
)
