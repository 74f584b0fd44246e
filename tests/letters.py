"""Messages as letters are written from them, in the languages that are watched."""

from dataclasses import replace

from pipelines.alerts.messages import AlertItem, Copy, Coverage, Growth, Message, Reject, Silence
from pipelines.items import Span
from tests.samples import NOW

TEXTS = {
    "en": (
        "Families sent back through Torkham before dawn",
        "Officials at the crossing said that 1,240 Afghan families (about 7,900 people) had been "
        "deported by noon.\n\nAid workers gave out water, bread and blankets, and asked for more "
        "tents before the night.",
        ("deported", "Afghan"),
    ),
    "ur": (
        "UNHCR: طورخم سے ۱۲۴۰ افغان خاندان واپس بھیج دیے گئے",
        "طورخم (پاکستان) — حکام کے مطابق آج دوپہر تک ۱۲۴۰ افغان خاندانوں کو ملک بدر کیا گیا، "
        "جن میں 7,900 افراد شامل ہیں۔ امدادی اداروں نے کہا: ”رات سے پہلے مزید خیمے درکار ہیں۔“",
        ("افغان", "ملک بدر"),
    ),
    "ps": (
        "له تورخم څخه ۱۲۴۰ افغان کورنۍ بېرته واستول شوې",
        "چارواکي وايي چې نن تر غرمې پورې ۱۲۴۰ افغان کورنۍ له پاکستانه ایستل شوې دي. مرستندویه "
        "ټولنې وايي چې د شپې تر رارسېدو مخکې نورو خېمو ته اړتیا ده (IOM).",
        ("افغان", "ایستل"),
    ),
    "fa": (
        "«اخراج» مهاجران افغانستانی از مرز دوغارون؛ ۸۹ درصد بی‌مدرک بودند",
        "به گفتهٔ مقام‌ها، امروز تا ظهر ۱۲۴۰ خانوادهٔ افغان از مرز دوغارون اخراج شدند (۷۹۰۰ نفر). "
        "امدادگران می‌گویند: «پیش از شب به چادرهای بیشتری نیاز است.»",
        ("اخراج", "افغانستانی", "افغان"),
    ),
    "ar": (
        "ترحيل 1,240 عائلة أفغانية عبر معبر طورخم (باكستان)",
        "قال مسؤولون إن 1,240 عائلة أفغانية رُحِّلت حتى ظهر اليوم، أي نحو 7,900 شخص. وقال عمّال "
        "الإغاثة: «نحتاج إلى مزيد من الخيام قبل الليل».",
        ("ترحيل", "أفغانية"),
    ),
}
COPIES = (
    Copy("Dawn of Herat", "https://herat.example/dawn"),
    Copy("روزنامہ شام", "https://sham.example/7"),
    Copy("Kabul Courier", "https://courier.example/a"),
)
OUTLETS = {"en": "The Frontier Post", "ur": "روزنامہ صبح", "ps": "د سهار خبرونه"}


def item(language: str, number: int = 1) -> AlertItem:
    """Return a story in ``language``, its matched words marked in title and text."""
    title, text, words = TEXTS[language]
    spans = [
        Span(field, where.find(word), where.find(word) + len(word), word)
        for field, where in (("title", title), ("text", text))
        for word in words
        if word in where
    ]
    return AlertItem(
        article_id=number,
        story_id=number,
        title=title,
        url=f"https://{language}.example/news/{number}",
        outlet=OUTLETS.get(language, "صبح (Sobh)"),
        country="PK",
        language=language,
        published_at=NOW,
        first_seen_at=NOW,
        text=text,
        spans=tuple(spans),
        copies=COPIES if number % 2 else (),
    )


def message(*items: AlertItem, **changes: object) -> Message:
    """Return a message with ``items``."""
    made = Message(
        message_id="<0123abcd@example.org>",
        channel="mail",
        recipient="desk@example.org",
        rule="Torkham وطن",
        query="@deport NEAR/8 @afghan AND (@torkham OR طورخم)",
        schedule="now",
        timezone="Asia/Karachi",
        attempts=0,
        created_at=NOW,
        items=items,
        total=len(items),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def full_digest() -> Message:
    """Return a digest that has everything a letter can have."""
    return message(
        *(item(language, number) for number, language in enumerate(TEXTS, 1)),
        schedule="daily 07:00",
        total=317,
        to_operator=True,
        coverage=Coverage(143, 149, 2, (Silence("Tolo News", 26, "HTTP 403"), Silence("صبح", 9))),
        growth=(
            Growth(9, TEXTS["ur"][0], "https://ur.example/news/9", "ur", 6),
            Growth(8, TEXTS["en"][0], "https://en.example/news/8", "en", 1),
        ),
        rejects=(
            Reject(
                TEXTS["fa"][0], "https://fa.example/x", "صبح", "outside [topic] keep; score 3.5"
            ),
            Reject("A fair in the border town", "", "The Frontier Post", "outside [topic] keep"),
        ),
    )
