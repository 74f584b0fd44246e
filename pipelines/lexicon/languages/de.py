"""German."""

from pipelines.lexicon.language import Dates, Language, Months, Relative

GERMAN = Language(
    "de",
    months=Months(
        gregorian="""
            januar jan jänner jaenner
            februar feb feber
            märz maerz
            april apr
            mai
            juni jun
            juli jul
            august aug
            september sep sept
            oktober okt
            november nov
            dezember dez
        """
    ),
    relative=Relative(
        units={
            1: "sekunden sekunde",
            60: "minuten minute min",
            3_600: "stunden stunde",
            86_400: "tagen tage tag",
        },
        counts={
            **{1: "ein einer einem einen", 2: "zwei", 3: "drei", 4: "vier", 5: "fünf", 6: "sechs"},
            **{7: "sieben", 8: "acht", 9: "neun", 10: "zehn"},
        },
        before="vor",
        yesterday="gestern",
        today="heute",
    ),
    dates=Dates(
        ordinals="te ste",
        modified="aktualisiert geändert stand:",
        published="veröffentlicht erstellt",
    ),
)
