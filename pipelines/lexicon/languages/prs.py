"""Dari: what Afghanistan writes otherwise than Iran, whose words in fa.py are read as well."""

from pipelines.lexicon.language import Language, Months

LANGUAGE = Language(
    "prs",
    months=Months(
        gregorian="""
            جنوری
            فبروری
            مارچ
            اپریل
            می
            جون
            جولای
            اگست
            سپتمبر
            اکتوبر
            نومبر
            دسمبر
        """,
        solar="""
            حمل
            ثور
            جوزا
            سرطان
            اسد
            سنبله
            میزان
            عقرب
            قوس
            جدی
            دلو
            حوت
        """,
    ),
)
