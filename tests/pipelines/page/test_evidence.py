"""A sentence that begins as a notice does is the article's until a second witness says no."""

import pytest

from pipelines.page.clean import Cleaned, clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About

STORIES = {
    "en": (
        "The council of Tir Bazar said on Monday that 95 families had pitched tents by the river.",
        "Most of them had come over the pass in three lorries after their landlord sold the house.",
        "A midwife from the next village walks down every morning and looks after the newborn.",
        "The governor promised timber before the first snow, yet no lorry had come by Thursday.",
    ),
    "fa": (
        "شورای تیر بازار روز دوشنبه گفت که ۹۵ خانواده کنار رود چادر زده‌اند.",
        "بیشتر آنان با سه لاری از گردنه آمده‌اند، زیرا صاحب‌خانه خانه را فروخت.",
        "قابله‌ای از قریه همسایه هر صبح پایین می‌آید و نوزادان را می‌بیند.",
        "والی پیش از نخستین برف چوب وعده داده است، اما تا پنجشنبه هیچ لاری نیامد.",
    ),
    "ur": (
        "کونسل نے پیر کو بتایا کہ ۹۵ خاندانوں نے دریا کے کنارے خیمے لگائے ہیں۔",
        "ان میں سے اکثر تین ٹرکوں میں درے سے آئے کیونکہ مالک نے مکان بیچ دیا تھا۔",
        "ساتھ والے گاؤں کی دائی ہر صبح نیچے آتی ہے اور نومولود بچوں کو دیکھتی ہے۔",
        "گورنر نے پہلی برف سے پہلے لکڑی کا وعدہ کیا مگر جمعرات تک کوئی ٹرک نہیں آیا۔",
    ),
    "ar": (
        "قال مجلس تير بازار يوم الاثنين إن 95 عائلة نصبت خيامها قرب النهر بعد أيام.",
        "جاء معظمهم عبر الممر في ثلاث شاحنات بعد أن باع المالك البيت القديم.",
        "تنزل قابلة من القرية المجاورة كل صباح وتعتني بالمواليد في الخيام.",
        "وعد المحافظ بالخشب قبل أول ثلج ولم تصل أي شاحنة حتى الخميس.",
    ),
}
SENTENCES = {
    "en": (
        "Source: figures of the council show that one tent in three has no floor.",
        "Updated: the list of names now has the two families from the mill.",
        "Consider a child that has slept in the lorry since March and coughs all night.",
        "Listen to the old men and you will hear that the river froze in those days.",
        "Sign up for timber by noon, the clerk told them, or go without.",
        "Join us on the bridge, the baker shouted, and bring whatever you have.",
        "Related: the pass itself will be shut from Sunday, the police added.",
        "Photo: that is what he kept of the house, a photo of the door.",
        "Advertisement for jobs across the river hang on every pole by the bridge.",
        "Donate to the mosque, the elder said, and it reaches the tents.",
        "Posted in the valley for nine years, the sergeant knows each door.",
        "Become a member of the council first, they told the midwife, then speak.",
        "The views from the pass do not necessarily reflect how cold the nights are.",
    ),
    "fa": (
        "ما را در آن خانه یک هفته بی‌نان گذاشتند، زن به پولیس گفت.",
        "منبع: یک کارمند شورا که نخواست نامش گفته شود، شمار را تأیید کرد.",
        "برنامه موبایل تازه، نام کودکان را بی‌اجازه پدران ثبت می‌کند.",
        "عکس: تنها چیزی که از خانه ماند، عکسی از دروازه بود.",
        "از ما حمایت کنید، زنان در پای پل فریاد زدند.",
    ),
    "ur": (
        "موبائل ایپ پر نام لکھوانے کے لیے ماؤں نے رات بھر قطار میں گزاری۔",
        "ذریعہ: کونسل کے ایک کلرک نے نام نہ بتانے کی شرط پر تعداد کی تصدیق کی۔",
        "گوگل پر راستہ دیکھ کر چلنے والے تین خاندان پہاڑ میں بھٹک گئے۔",
        "ہمیں فالو کریں، رہنما نے عورتوں سے کہا، اور راستے میں بولیں مت۔",
    ),
    "ar": (
        "المصدر: موظف في المجلس أكد العدد ورفض ذكر اسمه أمام الناس.",
        "تابعونا على الأقدام، قال الدليل للنساء، ولا تتكلمن في الطريق.",
        "اشترك في الحفر كل رجال القرية حتى الفجر في ذلك اليوم.",
    ),
}
ROWS = [(code, sentence) for code, sentences in SENTENCES.items() for sentence in sentences]


def cleaned(
    *blocks: Block | str, outlet: tuple[str, ...] = (), byline: tuple[str, ...] = ()
) -> Cleaned:
    made = tuple(block if isinstance(block, Block) else Block("p", block) for block in blocks)
    return clean(Reading(made), About("Tents at the river", byline, outlet))


@pytest.mark.parametrize(("code", "sentence"), ROWS)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_sentence_within_the_prose_stays(code: str, sentence: str, place: int) -> None:
    story = STORIES[code]
    paragraphs = [*story[:place], sentence, *story[place:]]
    assert cleaned(*paragraphs).text.split("\n\n") == paragraphs


A, B, C, D = STORIES["en"]
NOTICE = "Listen to our evening round of everything that came in today, with music."


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (Block("p", NOTICE, links=0.4), "is partly a link"),
        (NOTICE.replace("music", "post@hill.example"), "gives an address"),
        (NOTICE.replace("evening", "Hill Courier evening"), "names the outlet"),
        (NOTICE.replace("evening", "WhatsApp"), "names a service to follow"),
        (NOTICE.replace("evening", "Zara Noor evening"), "names the author"),
        ("Also read: Market day moved after the flood", "is no sentence"),
    ],
)
def test_a_second_witness_takes_a_notice_out_of_the_prose(line: Block | str, seen: str) -> None:
    done = cleaned(A, B, line, C, D, outlet=("Hill Courier", "hill"), byline=("Zara Noor",))
    assert done.text.split("\n\n") == [A, B, C, D]
    assert seen in done.removed[0].evidence
    assert "(+0.6)" in done.removed[0].evidence
    assert done.removed[0].rule == "notice"


def test_the_edge_is_a_witness_unless_the_line_speaks_of_the_same() -> None:
    assert cleaned(A, B, C, D, NOTICE).text.split("\n\n") == [A, B, C, D]
    assert cleaned(NOTICE, A, B, C, D).text.split("\n\n") == [A, B, C, D]
    own = "Listen to the families by the river, the midwife says, before the next snow comes."
    assert cleaned(A, B, C, D, own).text.split("\n\n") == [A, B, C, D, own]
    told = "Listen to him now and you hear “no” in every answer he has."
    assert cleaned(A, B, C, D, told).text.split("\n\n") == [A, B, C, D, told]


def test_prose_that_goes_on_behind_the_articles_box_stays_without_a_witness() -> None:
    def behind(text: str) -> Block:
        return Block("p", text, "outside", "stands after the box", 0.6)

    outlet = ("Hill Courier",)
    assert cleaned(A, B, C, behind(D)).text.split("\n\n") == [A, B, C, D]
    about = "Zara Noor is a reporter for Hill Courier and writes about the border."
    bio = behind(about)
    assert cleaned(A, B, C, bio, outlet=outlet).text.split("\n\n") == [A, B, C]
    named = behind("Everything in Hill Courier was checked twice over by people who care.")
    assert cleaned(A, B, C, named, outlet=outlet).text.split("\n\n") == [A, B, C]


QUESTION = "What did you leave behind when you came over the pass?"


def test_a_question_that_several_people_are_asked_stays() -> None:
    blocks = ["The baker", QUESTION, A, "The nurse", QUESTION, B, "The clerk", QUESTION, C]
    assert cleaned(*blocks).text.split("\n\n") == blocks
    assert cleaned(A, QUESTION, B, QUESTION, C).text.count(QUESTION) == 2


def test_what_is_a_teaser_or_a_whole_run_goes_once() -> None:
    assert cleaned(A, "Tir Bazar", A, B, C).text.split("\n\n") == [A, "Tir Bazar", B, C]
    assert cleaned(A, B, C, A, B, C, D).text.split("\n\n") == [A, B, C, D]
    assert cleaned(A[:60], A, B).text.split("\n\n") == [A, B]
