"""The letters that languages are written with, the old encodings that hold them, and where."""

ALPHABETS = {
    **{"tr": "çğıöşüâîû", "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúü"},
    **{"pt": "áâãàçéêíóôõúü", "it": "àèéìíîòóùú", "nl": "äéèëïóöü", "sv": "åäöé", "da": "æøåé"},
    **{"is": "áðéíóúýþæö", "ca": "àçèéíïòóúü", "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž"},
    **{"sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "ro": "ăâîșțşţ", "hr": "čćđšž", "sq": "ëç"},
    **{"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"},
    **{"ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"},
    **{"bg": "абвгдежзийклмнопрстуфхцчшщъьюя", "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя"},
    **{"sr": "абвгдђежзијклљмнњопрстћуфхцчџш"},
    **{"el": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ", "he": "אבגדהוזחטיךכלםמןנסעףפץצקרשת"},
    **{"ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْـ"},
    **{"fa": "ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیي\u200c\u200dًٌٍَُِّْـ"},
    **{"ur": "ءآأؤئابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکكگلمنںوہھهیيےًٌَُِّْـ"},
    "th": "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F)))),
    "names": "áâäåçèéêëíîïñóôöúüß",
}
"""Letters beyond ASCII of each language, small ones where it has two cases.

``names`` are the Western letters of a text in no language of them: English that names places and
people. Those that stand where other encodings have commoner letters are left out.
"""

COMMON = {
    **{"ru": "оеаинтсрвл", "uk": "оаинітервс", "bg": "аеоитнрсвд", "be": "анеорітсыл"},
    **{"sr": "аиоенсртјк", "el": "αοειτνσηρκςάέίό", "he": "יוהלאתרשנמ", "ar": "اليمنوتربهة"},
    **{"fa": "ایيرنودهمتش", "ur": "اےیکرنںوسہہتيهك", "th": "านรอกเงยมลวดทส่้ิีัุ"},
}
"""The commonest of them: about two letters of three in any text."""

ENCODINGS = {
    "windows-1252": "de fr es pt it nl sv da is ca sq names",
    "windows-1254": "tr de names",
    "windows-1250": "pl cs sk hu ro hr de",
    "iso8859-2": "pl cs sk hu ro hr de",
    "windows-1257": "lt lv et",
    **{"windows-1251": "ru uk bg be sr", "windows-1253": "el", "iso8859-7": "el"},
    **{"windows-1255": "he", "windows-1256": "ar fa ur fr", "iso8859-6": "ar fa ur", "cp874": "th"},
    **dict.fromkeys(("koi8-r", "koi8-u", "cp866", "iso8859-5"), "ru uk bg be sr"),
}
"""Encodings of one byte a letter, the usual ones first, and the languages written in them."""

WIDE_ENCODINGS = {"ja": ("cp932", "euc_jp"), "zh": ("gb18030", "big5"), "ko": ("cp949",)}
"""Encodings of several bytes a letter."""

OF_COUNTRY = {
    **{"tr": "tr", "ru": "ru", "ua": "uk ru", "bg": "bg", "by": "be ru", "rs": "sr hr", "kz": "ru"},
    **{"kg": "ru", "tj": "ru", "uz": "ru", "tm": "ru", "gr": "el", "cy": "el", "il": "he"},
    **{"pl": "pl", "cz": "cs", "sk": "sk", "hu": "hu", "ro": "ro", "md": "ro ru", "hr": "hr"},
    **{"si": "hr", "ba": "hr sr", "al": "sq", "lt": "lt", "lv": "lv", "ee": "et", "ir": "fa"},
    **{"af": "fa", "pk": "ur", "jp": "ja", "cn": "zh", "tw": "zh", "hk": "zh", "kr": "ko"},
    **{"th": "th", "de": "de", "at": "de", "fr": "fr", "es": "es", "pt": "pt", "br": "pt"},
    **{"it": "it", "se": "sv", "dk": "da", "no": "da", "is": "is"},
    **dict.fromkeys(("sa", "ae", "qa", "kw", "om", "bh", "jo", "sy", "lb", "iq", "ye"), "ar"),
    **dict.fromkeys(("eg", "ly", "tn", "dz", "ma", "sd", "ps"), "ar"),
}
"""Languages of a country's press, by its code, which is also the end of its addresses."""
