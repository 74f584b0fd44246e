"""German."""

from pipelines.lexicon.language import (
    Boilerplate,
    Bylines,
    Dates,
    Language,
    Months,
    Numbers,
    Relative,
    VolatileLines,
    Walls,
)

LANGUAGE = Language(
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
            900: "viertelstunde",
            3_600: "stunden stunde std",
            86_400: "tagen tage tag",
            604_800: "wochen woche",
        },
        long_units={1: "monaten monate monat", 12: "jahren jahre jahr"},
        hundredths={
            **{50: "einer_halben einem_halben", 150: "anderthalb eineinhalb", 250: "zweieinhalb"},
        },
        several="sekunden minuten stunden tagen wochen monaten jahren",
        joints="und",
        before="vor",
        before_yesterday="vorgestern",
        yesterday="gestern",
        today="heute",
    ),
    dates=Dates(
        weekdays="montag dienstag mittwoch donnerstag freitag samstag sonntag",
        ordinals="te ste",
        morning="morgens vormittags",
        noon="mittags",
        afternoon="nachmittags",
        evening="abends",
        night="nachts",
        at="um ab",
        hour="uhr",
        modified="aktualisiert geändert stand: letzte_änderung",
        published="veröffentlicht erstellt",
        labels="datum veröffentlicht",
        events="veranstaltung frist termin geboren geburt geburtstag geburtsdatum gestorben todestag "
        "gültig ablauf beginn ende aufgenommen",
    ),
    numbers=Numbers(
        values={
            **{1: "ein eins", 2: "zwei zwo", 3: "drei", 4: "vier"},
            **{5: "fünf fuenf", 6: "sechs", 7: "sieben", 8: "acht", 9: "neun", 10: "zehn"},
            **{11: "elf", 12: "zwölf zwoelf", 13: "dreizehn", 14: "vierzehn"},
            **{15: "fünfzehn fuenfzehn", 16: "sechzehn", 17: "siebzehn", 18: "achtzehn"},
            **{19: "neunzehn", 20: "zwanzig", 30: "dreißig", 40: "vierzig"},
            **{50: "fünfzig fuenfzig", 60: "sechzig", 70: "siebzig", 80: "achtzig", 90: "neunzig"},
        },
        scales={
            **{100: "hundert", 1_000: "tausend tsd", 1_000_000: "million millionen mio"},
            **{1_000_000_000: "milliarde milliarden mrd", 1_000_000_000_000: "billionen"},
        },
        parts={
            **{"0.25": "viertel", "0.75": "dreiviertel", "0.5": "halb halbe halben"},
            **{"1.5": "eineinhalb anderthalb", "2.5": "zweieinhalb"},
            **{"3.5": "dreieinhalb", "4.5": "viereinhalb"},
        },
        doubtful="ein eins acht",
        alone="hundert tausend",
        articles="eine einer einem einen",
        loose_joins="und",
        points="komma",
        until="bis",
        to="oder",
        becoming="auf",
        since="von",
        between="zwischen",
        vague="mehrere mehreren einige einigen viele vielen paar",
        uncounted="drittel dutzend zehntel fünftel",
        dotted_ordinals=True,
        year_before="jahr jahre seit anno",
        comma=",",
        units_first=True,
        in_any_text=True,
        glued=True,
    ),
    boilerplate=Boilerplate(
        list_headings="""
            lesen sie auch|lesen sie mehr|lesen sie dazu|mehr zum thema|zum thema|top-themen
            auch spannend|empfehlungen|unsere empfehlungen|beliebt|im trend
            das könnte sie auch interessieren|auch interessant|meistgelesen|ähnliche artikel
            verwandte artikel|weitere artikel|weitere nachrichten|mehr dazu
        """,
        lines="""
            anzeige|werbung|weiterlesen|jetzt lesen|artikel teilen|link kopieren|anmelden
            registrieren|kommentare|teilen|drucken|zur startseite
        """,
        starts="""
            folgen sie uns|lesen sie auch:|mehr zum thema:|lesen sie hier:|auch interessant:
            mehr dazu:|foto:|bild:|quelle:|alle rechte vorbehalten
        """,
        stamps=r"""
            (?:zuletzt |erstmals )?(?:aktualisiert|veröffentlicht|erschienen|publiziert)
            (?:stand|datum|lesezeit|lesedauer|aufrufe|artikel-?nr)\b
            [\d.,]+ (?:aufrufe|leser|klicks)\b
        """,
        pleas=r"""
            wir (?:und unsere (?:\d+ )?partner )?(?:verwenden|nutzen|speichern|verarbeiten)\b.{0,80}\b(?:cookies|technologien|gerät)\b
            (?:(?:diesen|den|die|diese|artikel|beitrag|text|seite|jetzt) )*teilen\W*$
            (?:folgen|abonnieren|besuchen|laden) sie\b.{0,80}\b(?:uns|unseren|unsere|kanal|newsletter|app|herunter)\b
            (?:melden|registrieren) sie sich\b.{0,60}\b(?:an|newsletter)
            (?:dieser|dieses|diese) (?:artikel|text|beitrag|inhalt|meldung)\b.{0,60}\b(?:ist (?:zuerst|nur|exklusiv)|erschien|stammt|wurde (?:zuerst|automatisch|nicht))\b
            (?:mehr|weitere|aktuelle) (?:nachrichten|artikel|infos|news)\b.{0,60}\b(?:finden|lesen|gibt es|hier)\b
            (?:unabhängiger|guter) journalismus\b.{0,60}\b(?:braucht|kostet|lebt)
        """,
        paywalls=r"""
            (?:nur )?für (?:abonnent|mitglieder|registrierte)
            (?:jetzt|mit)\b.{0,40}\b(?:abonnieren|abo|testen|freischalten|weiterlesen)\b.{0,30}\b(?:lesen|weiter|monat)
        """,
        bios=r"""
            .{2,60}? (?:ist|sind|war|arbeitet|schreibt|berichtet)\b.{0,60}\b(?:redakteur|reporter|korrespondent|autor|journalist|volontär|kolumnist|schreibt|berichtet)\w*
        """,
    ),
    walls=Walls(
        bot="""
            sind sie (?:ein )?(?:mensch|roboter)
            kein roboter
        """,
        not_found=r"""
            (?:seite|artikel|inhalt)\b.{0,30}(?:nicht gefunden|existiert nicht|nicht (?:mehr )?verfügbar)
        """,
        error="(?:wartungsarbeiten|wartungsmodus|in wartung|vorübergehend nicht)",
        consent="""
            (?:datenschutz|cookie)-?einstellungen
            mit werbung (?:und tracking )?(?:weiter|lesen)
        """,
    ),
    volatile_lines=VolatileLines(
        marks="aktualisiert veröffentlicht aufrufe kommentare lesezeit geteilt stand",
        fillers="""
            zuletzt am um uhr vor der zeit minuten minute min stunden stunde tagen tag heute
            gestern mal
        """,
    ),
    bylines=Bylines(
        leads=r"""
            von
            (?:eine? )?\w*(?:interview|kommentar|beitrag|analyse|bericht|reportage) von
            (?:eine? )?\w*(?:essay|kolumne|text|protokoll|rezension|glosse|artikel|porträt) von
            text
            quelle
            autor(?:in|en)?
        """,
        by="von",
        labels="autor autorin autoren",
        joins="und mit",
        trails="in aus für",
        posts="""
            chefredakteur chefredakteurin redakteur redakteurin reporter reporterin korrespondent
            korrespondentin leiter leiterin volontär volontärin autor autorin
        """,
        pictures="foto fotos bild bilder bildrechte grafik illustration",
        controls=r"""
            (?:alle|mehr|weitere) (?:artikel|beiträge|texte|von)\b
            zu(?:r|m) (?:autor|profil)
            folgen
        """,
        credits="quelle",
        generic="redaktion die der das redakteur redakteurin korrespondent autor",
        signature="von aus und uhr am den redaktion",
    ),
)
