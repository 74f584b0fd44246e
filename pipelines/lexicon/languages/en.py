"""English."""

from pipelines.lexicon.language import Dates, Language, Months, Relative

ENGLISH = Language(
    "en",
    months=Months(
        gregorian="""
            january jan
            february feb
            march mar
            april apr
            may
            june jun
            july jul
            august aug
            september sep sept
            october oct
            november nov
            december dec
        """,
        lunar="""
            muharram
            safar
            rabi_al-awwal rabi_ul_awwal
            rabi_al-thani rabi_ul_sani
            jumada_al-awwal
            jumada_al-thani
            rajab
            shaban
            ramadan
            shawwal
            dhu_al-qadah zul_qadah
            dhu_al-hijjah zul_hijjah
        """,
    ),
    relative=Relative(
        units={
            1: "seconds second secs sec",
            60: "minutes minute mins min",
            3_600: "hours hour hrs hr",
            86_400: "days day",
        },
        counts={
            **{1: "a an one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"},
            **{8: "eight", 9: "nine", 10: "ten"},
        },
        after="ago",
        yesterday="yesterday",
        today="today",
        now="just_now moments_ago",
    ),
    dates=Dates(
        ordinals="st nd rd th",
        of="of",
        morning="am a.m. a.m",
        evening="pm p.m. p.m",
        modified="updated update modified edited revised revision reviewed",
        published="publish posted created",
    ),
)
