"""News agencies whose credit is told: the name shown, and its spellings in the languages at hand.

A spelling counts only where credits stand: in a byline, in the opening ("KABUL (AFP) —"), or in the
last line. So short ones and words of everyday language do no harm.
"""

# Spellings are parted by "|".
AGENCY_NAMES = {
    "AFP": (
        "AFP|Agence France-Presse|فرانس برس|فرانس پرس|خبرگزاری فرانسه|اے ایف پی|ای اف پی|إيه إف بي"
    ),
    "Anadolu": "AA|Anadolu|Anadolu Agency|اناطولی|آناتولی|آناطولی|الأناضول|انادولو|اناطولو",
    "ANI": "ANI|Asian News International|اے این آئی",
    "AP": "AP|Associated Press|أسوشيتد برس|اسوشیتدپرس|آسوشیتدپرس|ایسوسی ایٹڈ پریس|اسوشیتد پرس",
    "APP": "APP|Associated Press of Pakistan|اے پی پی|ایسوسی ایٹڈ پریس آف پاکستان",
    "Bakhtar": "Bakhtar|Bakhtar News Agency|باختر|آژانس باختر|باختر آژانس|وكالة باختر|بختار",
    "DPA": "DPA|Deutsche Presse-Agentur|د ب أ|دی پی ای|ڈی پی اے",
    "EFE": "EFE|Agencia EFE",
    "Fars": "Fars News|خبرگزاری فارس|وكالة فارس",
    "INP": "INP|Independent News Pakistan|آئی این پی",
    "IRNA": "IRNA|ایرنا|إرنا|ارنا",
    "ISNA": "ISNA|ایسنا|إسنا",
    "Mehr": "Mehr News|خبرگزاری مهر|وكالة مهر",
    "Online": "Online|Online News Agency",
    "Pajhwok": "Pajhwok|Pajhwok Afghan News|پژواک|پژواک خبري اژانس|بجواك",
    "PTI": "PTI|Press Trust of India|پی ٹی آئی",
    "QNA": "QNA|Qatar News Agency|قنا",
    "Reuters": "Reuters|رويترز|رویترز|رائٹرز|روئٹرز",
    "SPA": "SPA|Saudi Press Agency|واس",
    "Tasnim": "Tasnim|تسنیم|تسنيم",
    "TASS": "TASS|Itar-Tass|تاس",
    "Xinhua": "Xinhua|شينخوا|شینهوا|شنہوا|ژينهوا",
}
