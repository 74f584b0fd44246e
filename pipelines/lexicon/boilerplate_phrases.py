"""What stands around articles and is not theirs: headings of widgets, pleas, notices; as data.

Written by hand for Latin and Perso-Arabic script; compared in folded form, so each is given once.
"""

import re
from functools import cache

from pipelines.text.fold import fold

# Headings of boxes that list other articles. Alone on a line; the titles after them go as well.
LIST_HEADINGS = """
recent random post|random posts|recent posts|related posts|related articles|related stories|
related news|related topics|related content|related|you may also like|you might also like|
you may like|more from|more on this story|more stories|more news|trending|trending now|
trending news|most read|most popular|most viewed|popular posts|popular news|latest news|
latest stories|latest posts|recommended|recommended for you|recommended stories|read next|
up next|editors' picks|editor's picks|editor's choice|top stories|in other news|don't miss|
also read|read also|see also|must read|read more|previous article|next article|previous post|
next post|what to read next|similar articles|similar posts|featured|
مزید پڑھیں|یہ بھی پڑھیں|متعلقہ خبریں|متعلقہ خبر|متعلقہ|ٹرینڈنگ|آپ کے لیے تجویز|مقبول خبریں|
سب سے زیادہ دیکھی جانے والی|مزید جانیے|یہ بھی پڑھیے|متعلقہ مضامین|مقبول ترین|تازہ ترین خبریں|
تازہ ترین|
سب سے زیادہ پڑھی جانے والی|اہم خبریں|مزید خبریں|رینڈم پوسٹس|یہ بھی دیکھیں|پچھلی خبر|اگلی خبر|
بیشتر بخوانید|همچنین بخوانید|خبرهای داغ|داغ ترین ها|داغ ترین|پربازدید|پیشنهادی|شاید بپسندید|
این را هم بخوانید|پرخواننده ها|پرطرفدارترین|مطالب پیشنهادی|بیشتر در این باره|اخبار مرتبط|
مطالب مرتبط|خبرهای مرتبط|مطالب تصادفی|پرخواننده ترین|
پربازدیدترین|پربیننده ترین|پربحث ترین|آخرین اخبار|تازه ترین خبرها|تازه ترین اخبار|
پیشنهاد سردبیر|بیشتر بدانید|مطالب بیشتر|خبر قبلی|خبر بعدی|مطلب قبلی|مطلب بعدی|
نور ولولئ|نور ولولی|دا هم ولولی|تړلي خبرونه|تړلې مطالب|مشهور خبرونه|ډېر لیدل شوي|ډیر لیدل شوي|
ډېر کتل شوي|غوره خبرونه|نور خبرونه|اړوندې لیکنې|دا هم ولولئ|اړوند خبرونه|اړوند مطالب|
ډېر لوستل شوي|ډیر لوستل شوي|ناڅاپي خبرونه|
تازه خبرونه|وروستي خبرونه|پخوانی خبر|بل خبر|مخکینی خبر|راتلونکی خبر|
اقرا ايضا|اقرا المزيد|اقرا كذلك|اقرا في|ذات صلة|مواد ذات صلة|الاكثر تداولا|الاكثر شيوعا|رائج|
الاكثر رواجا|ترند|موصى به|مقترحات|مزيد من الاخبار|قد تهمك|اخبار ذات صلة|مواضيع ذات صلة|
مقالات ذات صلة|الاكثر قراءة|الاكثر مشاهدة|
قد يعجبك ايضا|قد يهمك ايضا|شاهد ايضا|مقالات عشوائية|اخر الاخبار|احدث الاخبار|المقال السابق|
المقال التالي|الخبر السابق|الخبر التالي|طالع ايضا|
lesen sie auch|lesen sie mehr|lesen sie dazu|mehr zum thema|zum thema|top-themen|
auch spannend|empfehlungen|unsere empfehlungen|beliebt|im trend|das könnte sie auch interessieren|
auch interessant|meistgelesen|
ähnliche artikel|verwandte artikel|weitere artikel|weitere nachrichten|mehr dazu|
ilgili haberler|ilgili haber|ayrıca okuyun|bunu da okuyun|öne çıkanlar|gündem|popüler haberler|
önerilen haberler|ilginizi çekebilir|bunlar da ilginizi çekebilir|son dakika haberleri|
çok okunanlar|
benzer haberler|diğer haberler|önceki haber|sonraki haber
"""

# Whole lines of furniture, with or without a closing mark or a count.
LINES = """
advertisement|advertisements|sponsored|sponsored content|promoted|share|share this|
share this article|share on|print|email|comments|comment|no comments|leave a reply|leave a comment|
post a comment|
add a comment|write a comment|reply|log in|sign in|register|subscribe|subscribe now|sign up|
newsletter|listen to this article|loading comments|end item|continue reading|story continues below|
story continues below advertisement|click here|article continues below|end of story|ends|
-ends-|the end|read full story|read the full story|skip advertisement|skip to content|
remaining time|
copy link|link copied|copied|view gallery|show more|load more|see more|learn more|show all|
view all|see all|download pdf|download|save|bookmark|follow|close|video|watch|gallery|
report a typo|report an error|republish|republish this article|back to top|view comments|
show comments|play video|
اختتام|ختم شد|خبر ختم|مکمل خبر پڑھیں|لنک کاپی کریں|پرنٹ کریں|تبصرے لوڈ ہو رہے ہیں|
اشتہار|اشتہارات|شیئر کریں|تبصرے|تبصرہ کریں|جواب دیں|اپنی رائے دیں|لاگ ان|کمنٹس|
تبلیغات|تبلیغ|آگهی|نظر شما|نظرات|ارسال نظر|دیدگاه شما|دیدگاهتان را بنویسید|اعلان|اشتراک گذاری|
در حال بارگذاری نظرات|انتهای پیام|انتهای خبر|پایان خبر|پایان پیام|پایان|ادامه مطلب|ادامه خبر|ادامه|
بیشتر|گزارش خطا|ارسال به دوستان|نسخه چاپی|بارگذاری بیشتر|مشاهده همه|ورود|ثبت نام|کپی لینک|چاپ|
د خبر پای|خبر پای ته ورسېد|پای|نور یې ولولئ|ادامه|څرګندونې|نظرونه|لینک کاپي کړئ|چاپ|شریک کړئ|
د نظرونو بارول|نظرونه بارېږي|خپل نظر ولیکئ|خپل نظر ولیکی|اعلانونه|شریک یې کړئ|شریک یی کړی|تبصرې|
اعلان|اعلانات|انتهى|انتهى الخبر|انتهى ه|اقرا الخبر كاملا|تابع القراءة|نسخ الرابط|مشاركة|
تسجيل الدخول|
اظهار المزيد|عرض المزيد|شارك|شارك الخبر|التعليقات|اترك تعليقا|اترك ردا|اضف تعليقا|
جاري تحميل التعليقات|طباعة|
anzeige|werbung|weiterlesen|jetzt lesen|artikel teilen|link kopieren|anmelden|registrieren|
kommentare|teilen|drucken|zur startseite|
reklam|devamını oku|haberin devamı|bağlantıyı kopyala|yorumlar|yorum yap|paylaş|yorum yaz
"""

# How lines of furniture begin; such a line goes if it is short enough to be nothing else.
STARTS = """
share this:|share:|follow us on|follow us|like us on|join our|join us on|subscribe to|
subscribe now for|sign up for|sign up to|download our app|download the app|get our app|
get the latest|click here to|tags:|tag:|tagged:|topics:|filed under|posted in|
categories:|category:|your email address will not be published|
save my name, email|we use cookies|this website uses cookies|this site uses cookies|
by continuing you accept|copyright ©|copyright (c)|copyright 20|© 20|©|all rights reserved|
file photo|photo:|image:|image credit|photo credit|photo by|picture:|source: |
updated:|views:|total views|post views|add us as a preferred source|set as preferred source|
support independent journalism|independent journalism needs|support our journalism|donate to|
this story has not been edited|this article was published from|(this story has not been edited|
read also:|also read:|read more:|read more on|see also:|related:|more:|must read:|recommended:|
minutes read|min read|reading time|listen to|watch:|advertisement|
یہ بھی پڑھیں:|مزید پڑھیں:|یہ بھی پڑھیے:|مزید جانیے:|متعلقہ:|ماخذ:|ذریعہ:|تصویر کریڈٹ|شیئر کریں:|
ٹیگز:|ہمیں فالو کریں|ہمارا واٹس ایپ|ہمارے واٹس ایپ|
ہمارے روزانہ نیوز لیٹر|نیوز لیٹر|آپ کا ای میل|ہم بہتر تجربے کے لیے کوکیز|فائل فوٹو|تصویر:|
جملہ حقوق|آزاد صحافت کو|تازہ ترین خبروں کے لیے ہمارا|گوگل پر|موبائل ایپ|
بیشتر بخوانید:|این را هم بخوانید:|مرتبط:|منبع:|منبع خبر:|عکاس:|همچنین بخوانید:|اشتراک گذاری:|
برچسب ها:|برچسبها:|کلیدواژه ها|ما را در|
کانال تلگرام|در خبرنامه|خبرنامه|نشانی ایمیل شما|آدرس ایمیل شما|ما برای بهبود تجربه|
عکس آرشیوی|عکس:|تصویر آرشیوی|تمامی حقوق|کلیه حقوق|تمام حقوق|روزنامه نگاری مستقل به کمک|
برنامه موبایل|اپلیکیشن|چینل واتساپ|کانال واتساپ|لینک کوتاه|کد خبر|کپی رایت|
نور ولولئ:|دا هم ولولئ:|اړوند:|سرچینه:|شریک یې کړئ:|ټګونه:|زموږ ورځنی خبرپاڼه|زموږ ورځنۍ خبرپاڼې|
زموږ ورځني خبرپاڼې|
زموږ واتساپ|ستاسو برېښنالیک|ستاسو بریښنالیک|موږ د ښې تجربې|ارشیفي انځور|انځور:|ټول حقونه|
اقرا ايضا:|اقرا المزيد:|ذات صلة:|طالع ايضا:|شاهد ايضا:|المصدر:|مصدر:|شارك:|الوسوم:|وسوم:|
كلمات مفتاحية|تابعونا على|تابعوا قناتنا|تابعنا على|اشترك في|
سجلوا في نشرتنا|سجل في نشرتنا|لن يتم نشر|نستخدم ملفات تعريف|صورة ارشيفية|تصوير:|جميع الحقوق|
حقوق النشر|حملوا تطبيق|حمل تطبيق|
folgen sie uns|lesen sie auch:|mehr zum thema:|lesen sie hier:|auch interessant:|mehr dazu:|foto:|
bild:|quelle:|alle rechte vorbehalten|
ilgili haber:|ayrıca okuyun:|bunu da okuyun:|bizi takip edin|etiketler:|fotoğraf:|kaynak:|
tüm hakları
"""

LONGEST_NOTICE_WORDS = 34
"""A line that starts like a notice but is longer than this is left as it is."""
LONGEST_LINK_TITLE_WORDS = 24
"""A title in a list of other articles is seldom longer than this."""


@cache
def list_headings() -> frozenset[str]:
    """Return the headings of boxes, folded."""
    return _folded(LIST_HEADINGS)


@cache
def whole_lines() -> frozenset[str]:
    """Return the lines that are furniture by themselves, folded."""
    return _folded(LINES)


@cache
def notice_start() -> re.Pattern[str]:
    """Return a pattern of how notices begin, folded, with their punctuation."""
    return re.compile("|".join(re.escape(part) for part in sorted(_parts(STARTS), reverse=True)))


def _folded(words: str) -> frozenset[str]:
    return frozenset(bare(part) for part in _parts(words))


def _parts(words: str) -> set[str]:
    return {fold(part).strip() for part in words.replace("\n", "").split("|") if part.strip()}


_COUNT = re.compile(r"\s*\(?\d+\)?$")


def bare(folded: str) -> str:
    """Return a folded line without marks at its ends and without a count behind it."""
    trimmed = folded.strip()
    counted = trimmed[-1:] == ")" or trimmed[-1:].isdigit()
    return (_inner(_COUNT.sub("", trimmed)) if counted else "") or _inner(trimmed)


def _inner(text: str) -> str:
    """Return what is left between the first and the last letter or digit."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]
