"""Russian."""

from pipelines.lexicon.language import (
    Bylines,
    Dates,
    Language,
    Months,
    Relative,
)

RUSSIAN = Language(
    "ru",
    months=Months(
        gregorian="""
            января январь янв
            февраля февраль фев
            марта март мар
            апреля апрель апр
            мая май
            июня июнь июн
            июля июль июл
            августа август авг
            сентября сентябрь сен сент
            октября октябрь окт
            ноября ноябрь ноя
            декабря декабрь дек
        """
    ),
    relative=Relative(
        units={
            1: "секунд",
            60: "минут минуты минуту",
            3_600: "часов часа час",
            86_400: "дней дня день",
            604_800: "недель недели неделю",
        },
        long_units={1: "месяцев месяца месяц", 12: "лет года год"},
        counts={1: "один одну", 2: "два две", 3: "три", 4: "четыре", 5: "пять"},
        joints="и",
        after="назад",
        before_yesterday="позавчера",
        yesterday="вчера",
        today="сегодня",
    ),
    dates=Dates(
        morning="утра",
        afternoon="дня",
        evening="вечера",
        night="ночи",
        at="в",
        clocks={"Europe/Moscow": "мск по_москве"},
        modified="обновл",
        published="опубликован",
    ),
    bylines=Bylines(
        leads="""
            автор
            текст
        """,
        labels="автор авторы",
        joins="и",
        posts="редактор корреспондент журналист обозреватель",
        pictures="фото фотография изображение",
    ),
)
