# ruff: noqa: E501 - one pattern a line, however long
"""Lines that outlets write around articles: dates and counters, pleas, bios; as patterns.

Written by hand for each language as people write it, compared in folded form.
"""

import re
from functools import cache

from pipelines.lexicon.joined import MONTHS
from pipelines.text.fold import fold

LONGEST_STAMP_WORDS = 14
LONGEST_PLEA_WORDS = 45
LONGEST_BIO_WORDS = 70
LONGEST_SIGNATURE_WORDS = 12

# Labels of dates and counters: such a line also has a digit and does not end as a sentence does.
_STAMPS = r"""
(?:last |first |originally )?(?:updated|modified|published|posted|edited|created|printed)\b
(?:date|time|story|news|article|report|post) ?(?:id|code|no\.?|number|published|posted|updated)\b
(?:total |page |post )*(?:views?|reads?|hits|visits|visitors)\b
[\d.,]+ ?[km]? ?(?:total |page )?(?:views?|reads?|hits|visits|shares|comments?|likes)\W*$
\d+ ?(?:-|–)? ?min(?:ute)?s?\.? ?(?:read|reading)?$
(?:estimated |average )?(?:reading|read) time\b
آخرین (?:به ?روز ?رسانی|بروز ?رسانی|ویرایش|تغییر)
(?:به ?روز|بروز) ?(?:شده|رسانی)
(?:تاریخ|زمان|ساعت) (?:انتشار|نشر|خبر|درج|مخابره|مطالعه|به ?روز ?رسانی)
(?:منتشر|نشر|چاپ) ?شده
(?:تعداد |شمار )?(?:بازدید|مشاهده|بازدیدها|بازدیدکننده)
[\d.,]+ (?:بازدید|مشاهده|نظر|دیدگاه)
(?:کد|شناسه|شماره|آیدی) ?(?:خبر|مطلب|گزارش)
\d+ دقیقه (?:مطالعه|خواندن|برای)
زمان (?:تقریبی )?(?:مطالعه|خواندن)
(?:آخری )?(?:اپ ?ڈیٹ|تبدیلی)
(?:تاریخ )?(?:اشاعت|تاریخ اشاعت)
(?:شائع|پوسٹ|اپ ڈیٹ) (?:ہوا|ہوئی|کیا گیا|کی گئی|کردہ)
(?:ویوز|مناظر|ملاحظات|قارئین)\b
[\d.,]+ (?:ویوز|مناظر|بار دیکھا)
خبر (?:نمبر|کوڈ|آئی ڈی)
\d+ منٹ (?:کا )?(?:مطالعہ|میں پڑھیں|پڑھنے)
(?:وروستی|وروستۍ|اخري) (?:تازه|اوسمهال|نوي|بدلون)
(?:تازه|اوسمهال|نوی) شوی
(?:خپور|خپره|چاپ) شو[یېيی]
د (?:خپرېدو|خپریدو|خپرولو) (?:نېټه|نیټه|وخت)
(?:د )?(?:خبر|مطلب|لیکنې) (?:ګڼه|شمېره|شمیره|کوډ|لمبر)
(?:د )?(?:لیدنو|کتنو|کتونکو|لوستونکو) (?:شمېر|شمیر|ګڼه)
(?:لیدنې|کتنې|کتل شوی|لیدل شوی)
[\d.,]+ (?:ځله|ځلې|کتنې|لیدنې)
\d+ دقیق[ېیو] (?:لوستل|مطالعه|لوستلو)
(?:آخر|تاريخ|وقت) (?:تحديث|التحديث|النشر|تعديل|الإنشاء)
(?:تم|جرى) (?:التحديث|النشر|تحديث|نشر)
(?:نشر|نشرت|حدث|صدر) (?:في|بتاريخ|يوم|على)
(?:عدد )?(?:المشاهدات|الزيارات|القراءات|مشاهدات|القراء|الزوار)
[\d.,]+ (?:مشاهدة|مشاهدات|زيارة|قراءة|تعليق)
(?:رقم|كود|رمز|معرف) (?:الخبر|المقال|الموضوع)
(?:مدة|وقت|زمن) (?:القراءة|المطالعة)
\d+ (?:دقيقة|دقائق|دقيقتان) ?(?:للقراءة|قراءة)?$
(?:zuletzt |erstmals )?(?:aktualisiert|veröffentlicht|erschienen|publiziert)
(?:stand|datum|lesezeit|lesedauer|aufrufe|artikel-?nr)\b
[\d.,]+ (?:aufrufe|leser|klicks)\b
(?:son )?(?:güncelleme|güncellenme|yayın(?:lanma)?)\b
(?:okunma|görüntülenme|izlenme|okuma süresi|haber (?:no|kodu)|tarih)\b
[\d.,]+ (?:okunma|görüntülenme|kez okundu)
"""

# The same where the language puts it last.
_STAMP_ENDS = r"""
(?:کو|میں|پر) شا[ئی]ع (?:ہوا|ہوئی|کیا گیا|کی گئی)
(?:کې|باندې|په) (?:خپور|خپره|خپاره|چاپ) شو[یېيیل]
(?:منتشر|چاپ|نشر) (?:شده است|شد|شده)
(?:tarihinde|günü) (?:yayınlandı|yayımlandı|güncellendi)
"""

# Pleas and notices. Each begins its line.
_PLEAS = r"""
(?:please )?(?:join|follow|like|find|add|visit) (?:our|us|the|[\w ]{1,30}(?:'s)?) ?.{0,40}\b(?:channel|group|whatsapp|telegram|facebook|twitter|instagram|youtube|google news|preferred source|community|page)\b
(?:please )?subscribe\b.{0,80}\b(?:to|for|now|channel|newsletter|plans?|access)\b
sign up\b.{0,80}\b(?:for|to|newsletter|inbox|alerts?)\b
(?:to|for) (?:read |get |receive |see |watch )?(?:more|all|the latest|breaking|daily|the full)\b.{0,80}\b(?:subscribe|follow|download|click|visit|join|check out|sign up|log on)\b
(?:get|receive|enjoy|stay)\b.{0,60}\b(?:in|to) your inbox
(?:download|install|get) (?:our|the)\b.{0,40}\bapps?\b
(?:you can )?(?:also )?(?:read|watch|find|see|get)\b.{0,40}\bon (?:our|the) (?:app|website|youtube channel)
click here\b
\(?(?:except for the headline,? )?(?:this|the) (?:story|article|report|copy|content|news|piece|post)\b.{0,40}\b(?:has not been|was not|has been|was|is|not) (?:edited|created|generated|published from|auto|translated|syndicated|produced|first published|originally published|republished)\b
our standards:
(?:independent|quality|honest|free) journalism\b.{0,60}\b(?:needs?|depends?|relies|costs?|support|free)\b
(?:please )?(?:support|donate to|contribute to)\b.{0,40}\b(?:us|our|journalism|work|newsroom|independent)\b
(?:please )?consider (?:making |a |an |donating|supporting|becoming|subscribing)
become (?:a|an) .{0,30}\b(?:member|subscriber|supporter|patron)\b
(?:got|have|do you have) (?:a|any|an)\b.{0,30}\b(?:story|stories|tip|tips|news|information|question|comment)\b.{0,40}\?
(?:this|our) (?:article|story|content) (?:is|are) (?:for|only|available|reserved|exclusive)\b.{0,30}\b(?:subscribers?|members?|readers)\b
(?:already|not yet) (?:a|an) (?:subscriber|member)
(?:listen|watch) (?:to )?(?:this|the) (?:article|story|video|episode|report)
(?:the )?(?:views|opinions|comments)\b.{0,120}\b(?:not necessarily|do not (?:reflect|represent)|does not (?:endorse|reflect|represent|agree))
(?:your email|your comment|comments are|comments that|we reserve the right)\b.{0,60}\b(?:published|moderat\w+|approved|deleted?|closed)\b(?!.{0,80}\b(?:says?|said|adds?|added)\b)
(?:follow|contact|reach|email|write to)\b.{0,40}@\w+
(?:برای|جهت) (?:اطلاع|دریافت|خواندن|مشاهده|دسترسی|دنبال کردن|پیگیری|آخرین)\b.{0,80}(?:کلیک|عضو|دنبال|بپیوندید|کنید|شوید|مراجعه)
(?:عضو|به) (?:کانال|گروه|خبرنامه|صفحه)\b.{0,60}(?:شوید|بپیوندید|دنبال کنید)
(?:کانال|گروه|صفحه|خبرنامه|اپلیکیشن|برنامه)\b.{0,60}(?:دنبال کنید|عضو شوید|بپیوندید|ثبت ?نام کنید|نصب کنید|دانلود کنید|دریافت کنید)
(?:ما را|آخرین خبرها|تازه ترین خبرها|تازه ترین اخبار|خبرهای|اخبار)\b.{0,80}(?:دنبال کنید|بخوانید|دریافت کنید|ببینید)$
(?:روزنامه ?نگاری|رسانه|خبرنگاری|ژورنالیزم) (?:مستقل|آزاد)\b.{0,80}(?:نیاز دارد|حمایت|کمک)
(?:لطفا )?از (?:ما|کار ما|[^.]{2,30}) حمایت (?:مالی )?کنید
(?:این|متن این) (?:خبر|مطلب|گزارش)\b.{0,60}(?:ویرایش|ادیت|بازنویسی|ترجمه|خودکار|تولید) ?(?:نکرده|نشده|شده)
(?:بازنشر|استفاده|نقل|کپی)\b.{0,60}(?:ذکر منبع|بدون اجازه|مجاز|ممنوع)
(?:نظرات|دیدگاه|نظر|آرا)\b.{0,80}(?:لزوما|الزاما|بیانگر دیدگاه|بازتاب دهنده|ندارد و )
برای (?:خواندن|ادامه|مطالعه)\b.{0,40}(?:اشتراک|مشترک|عضو)
(?:مزید|تازہ ترین|تازه ترین|اہم|تمام) (?:خبروں|خبریں|اپ ?ڈیٹس)\b.{0,80}(?:کریں|جوائن|فالو|کیجیے|کیجئے|وزٹ|دیکھیں)
(?:ہمارا|ہمارے|ہماری|ہمیں|واٹس ایپ|یوٹیوب|فیس بک|ٹیلی ?گرام)\b.{0,80}(?:جوائن|فالو|سبسکرائب|لائک|حاصل|ڈاؤن ?لوڈ|شامل|شمولیت) ?(?:کریں|کیجیے|کیجئے|ہوں|ہو جائیں)
(?:آزاد|غیر جانبدار) صحافت\b.{0,80}(?:ضرورت|مدد|تعاون|حمایت|سپورٹ)
(?:یہ|اس) (?:خبر|رپورٹ|تحریر|مضمون)\b.{0,60}(?:ادارتی|ایڈیٹ|ترمیم|خودکار|فیڈ|ترجمہ)
(?:ادارے|ادارہ|بلاگر|مصنف|کالم نگار)\b.{0,60}(?:متفق ہونا|متفق نہیں|ضروری نہیں)
(?:تبصروں|تبصرے|رائے|آرا|خیالات)\b.{0,80}(?:متفق ہونا|ضروری نہیں|ذمہ دار نہیں)
(?:زموږ|زمونږ|موږ)\b.{0,60}(?:چینل|چېنل|ګروپ|خبرپاڼ|پاڼ|ټلیګرام|ټیلیګرام|واټساپ|اپلیکېشن|اپلیکیشن|اپ)\b.{0,60}(?:شئ|کړئ|ولیکئ|ولولئ|تعقیب|یوځای|غړي|غړی)
(?:خپلواک|ازاد|آزاد)\S* (?:ژورنالیزم|خبریال)\S*\b.{0,80}(?:مرست|ملاتړ|اړتیا)
(?:د )?(?:نورو|تازه|مهمو|لا زیاتو) (?:خبرونو|معلوماتو)\b.{0,60}(?:لپاره|له پاره|دپاره)\b.{0,80}(?:شئ|کړئ|ولولئ|وګورئ)
(?:دا|دغه) (?:خبر|راپور|لیکنه|مطلب)\b.{0,60}(?:سم|سمون|ایډیټ|پخپله|په خپله|اتومات|ژباړل)
(?:نظرونه|تبصرې|څرګندونې|نظریات)\b.{0,80}(?:حتمي|حتما|ضروري نه|استازیتوب نه|لازمي نه)
(?:للاطلاع|لمتابعة|للمزيد|للحصول|لقراءة|لمشاهدة|لمعرفة) ?\b.{0,80}(?:اضغط|انقر|تابع|اشترك|زور|حمل|انضم|على|عبر|من)
(?:تابعوا|تابعونا|تابع|انضموا|انضم|اشتركوا|اشترك|سجلوا|سجل|حملوا|حمل|شاركونا)\b.{0,20}(?:قناتنا|قناة|صفحتنا|حسابنا|على|إلى|في|تطبيق|نشرتنا|معنا|آخر)
(?:الصحافة|إعلام) (?:المستقلة|الحرة|مستقل)\b.{0,80}(?:دعم|تحتاج|بحاجة|ادعم|تبرع)
(?:ادعموا|ادعم|تبرعوا|تبرع|ساهموا) (?:ل|الصحافة|صحافتنا|عملنا|موقعنا)
\(?(?:لم|لا) (?:تحرر|يحرر|يقم|تقم|تخضع)\b.{0,60}(?:هذا|هذه|القصة|الخبر|المادة)
(?:هذا|هذه) (?:الخبر|المادة|المقال|التقرير)\b.{0,60}(?:آليا|تلقائيا|ترجم|مترجم|لم تحرره|من وكالة)
(?:الآراء|التعليقات|المقالات|الآراء الواردة)\b.{0,80}(?:لا تعبر بالضرورة|بالضرورة|لا تعكس|ولا يتحمل|لا تمثل)
(?:folgen|abonnieren|besuchen|laden) sie\b.{0,80}\b(?:uns|unseren|unsere|kanal|newsletter|app|herunter)\b
(?:melden|registrieren) sie sich\b.{0,60}\b(?:an|newsletter)
(?:dieser|dieses|diese) (?:artikel|text|beitrag|inhalt|meldung)\b.{0,60}\b(?:ist (?:zuerst|nur|exklusiv)|erschien|stammt|wurde (?:zuerst|automatisch|nicht))\b
(?:mehr|weitere|aktuelle) (?:nachrichten|artikel|infos|news)\b.{0,60}\b(?:finden|lesen|gibt es|hier)\b
(?:unabhängiger|guter) journalismus\b.{0,60}\b(?:braucht|kostet|lebt)
(?:bizi|kanalımız|whatsapp|telegram|abone|uygulama|bülten)\S*\b.{0,60}\b(?:takip edin|katılın|abone olun|ol|indirin|kaydolun|üye olun)\b
(?:haber\S*|gelişme\S*|son dakika)\b.{0,60}\b(?:için|anında)\b.{0,60}\b(?:tıklayın|takip edin|katılın|indirin|abone)
(?:bağımsız|özgür) (?:gazeteci|habercili)\S*\b.{0,60}\b(?:destek|ihtiya)
(?:bu haber|haber)\b.{0,60}\b(?:tarafından (?:düzenlenme|editoryal)|otomatik olarak|editör\S* müdahalesi)
(?:yorum|görüş)\S*\b.{0,60}\b(?:yansıtmaz|sorumlu(?:luk|su) )
"""

# What stands where the rest of an article is for subscribers. Anywhere in a short line.
_PAYWALLS = r"""
(?:article|story|content|page|report|read) (?:is |are )?(?:only |exclusively |available )*(?:for|to) (?:our )?(?:paying )?(?:subscribers|members)
(?:subscribers?|members?)[- ](?:only|exclusive)
(?:subscribe|sign up|join|register|log in|sign in|pay)\b.{0,60}\b(?:to|and) (?:continue|keep|read|unlock|see|finish|access|get full)
to (?:continue|keep|finish) reading\b.{0,60}\b(?:subscribe|sign|log|register|join|account|plan)
(?:continue|keep) reading\b.{0,40}\b(?:with|subscription|trial|membership)
read the (?:rest|full (?:story|article))\b.{0,40}\b(?:subscri|member|plan|trial)
(?:already|not) a (?:subscriber|member)
unlock (?:this|the full|unlimited)
(?:you have|you've) (?:reached|used|read)\b.{0,40}\b(?:free articles|article limit|monthly limit)
(?:برای|جهت) (?:ادامه|خواندن|مطالعه|دسترسی)\b.{0,60}(?:اشتراک|مشترک|عضو شوید|عضویت|وارد شوید)
(?:ویژه|مخصوص) (?:مشترکان|مشترکین|اعضا)
(?:مکمل|پوری|باقی)\b.{0,40}\b(?:پڑھنے|دیکھنے)\b.{0,40}(?:سبسکرائب|رکنیت|لاگ ان)
صرف (?:سبسکرائبر|اراکین|ممبران)
(?:للمشتركين|حصري للمشتركين|خاص بالمشتركين)
(?:اشترك|سجل|للاشتراك)\b.{0,40}(?:لمتابعة|لقراءة|لمواصلة|لإكمال)
(?:لمتابعة|لإكمال|لمواصلة) القراءة\b.{0,40}(?:اشترك|سجل|الدخول)
(?:د )?(?:بشپړ|پاتې)\b.{0,40}(?:لوستلو|لوستل)\b.{0,40}(?:ګډون|غړیتوب|نوم)
(?:nur )?für (?:abonnent|mitglieder|registrierte)
(?:jetzt|mit)\b.{0,40}\b(?:abonnieren|abo|testen|freischalten|weiterlesen)\b.{0,30}\b(?:lesen|weiter|monat)
(?:abonelere|üyelere) özel
(?:devamını|tamamını) oku\S*\b.{0,40}\b(?:abone|üye|giriş)
"""
LONGEST_PAYWALL_WORDS = 40

# An author's box, at the end of a text only.
_BIOS = r"""
(?!(?:this|that|it|there|here|editor|note|he|she|they)\b).{2,60}? (?:is|are|was) (?:a|an|the|our|currently|based)\b.{0,90}\b(?:reporter|correspondent|journalist|writer|editor|columnist|contributor|author|blogger|producer|fellow|analyst|professor|freelanc\w+|researcher|lecturer|director|photographer)s?\b
.{2,60}? (?:covers|reports on|reports from|writes (?:about|on|for|from)|has (?:been )?(?:reported|covered|written|worked))\b.{5,}
(?:about the author|the (?:writer|author) is|the (?:writer|author)s are)\b
(?:follow|contact|reach|email) (?:him|her|them|the author|the reporter)\b
.{2,60}? (?:خبرنگار|روزنامه ?نگار|نویسنده|گزارشگر|پژوهشگر|سردبیر|ژورنالیست)\b.{0,80}(?:است|هستند|می ?نویسد|می ?نویسند|گزارش می ?دهد|پوشش می ?دهد|کار می ?کند)$
.{2,60}? (?:نامہ نگار|نمائندے|نمائندہ|رپورٹر|صحافی|مصنف|مصنفہ|کالم نگار|مدیر)\b.{0,120}(?:ہیں|ہے|لکھتے|لکھتی)(?: ہیں)?$
.{2,60}? (?:خبریال|خبریاله|ژورنالېست|ژورنالیست|لیکوال|لیکواله|راپورټر|څېړونکی)\b.{0,90}(?:دی|ده|دي|لیکي|لیکی|کوي|کار کوي)$
.{2,60}? (?:مراسل|مراسلة|صحفي|صحفية|صحافي|صحافية|كاتب|كاتبة|محرر|محررة|باحث|باحثة)\b.{0,90}(?:يكتب|تكتب|يغطي|تغطي|مختص|متخصص|في|لدى)\b.{3,}
.{2,60}? (?:ist|sind|war|arbeitet|schreibt|berichtet)\b.{0,60}\b(?:redakteur|reporter|korrespondent|autor|journalist|volontär|kolumnist|schreibt|berichtet)\w*
.{2,60}? (?:muhabir|gazeteci|yazar|editör|köşe yazar)\w*\b.{0,60}(?:yazıyor|yapıyor|olarak çalış\w+|dır|dir|yazarıdır|muhabiridir)
"""

_SIGNATURE_WORDS = r"""
by and on at in from the staff web desk reporter report correspondent news agency agencies bureau
monitoring written posted updated published last date time am pm utc gmt ist pkt aft irst st nd rd th
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
نویسنده نگارنده خبرنگار گزارشگر گزارش توسط از تاریخ ساعت سرویس گروه واحد خبر میز دفتر تحریریه
شنبه یکشنبه دوشنبه سه چهار پنج پنجشنبه جمعه چهارشنبه سه‌شنبه
تحریر رپورٹ رپورٹر نامہ نگار نمائندہ خصوصی ویب ڈیسک نیوز ڈیسک مانیٹرنگ از پیر منگل بدھ جمعرات جمعہ ہفتہ
اتوار بوقت کو
لیکوال لیکنه راپور خبریال د ورځ نېټه شنبې جمعې یکشنبې دوشنبې سه‌شنبې چارشنبې پنجشنبې
بقلم كتب كتبت تحرير مراسل مراسلنا مراسلتنا الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد في يوم الساعة
von uhr am den redaktion montag dienstag mittwoch donnerstag freitag samstag sonntag
yazan muhabir haber saat pazartesi salı çarşamba perşembe cuma cumartesi pazar
"""

_SENTENCE_END = re.compile(r"[.!?؟۔]\s*$")
_DIGIT = re.compile(r"\d")
_SYNTAX = re.compile(r"(\\.|\{[\d,]+\})|((?:[^\\{]|\{(?![\d,]+\}))+)")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _begins(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_lines(patterns))})")


@cache
def _ends(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_lines(patterns))})\W*$")


def _lines(patterns: str) -> list[str]:
    return [folded_pattern(line) for line in patterns.strip().splitlines() if line]


def folded_pattern(pattern: str) -> str:
    """Return a regular expression with its words folded, and its classes and counts as they are."""
    return _SYNTAX.sub(lambda found: found[1] or fold(found[2]), pattern)


@cache
def _signature_words() -> frozenset[str]:
    words = (fold(word) for word in _SIGNATURE_WORDS.split())
    return frozenset((*words, *(word for name in MONTHS for word in name.split())))


def says_of_itself(folded: str) -> tuple[str, str] | None:
    """Return rule and evidence if a folded line is a date, a counter or a plea, else None."""
    line = folded.lstrip(" \"'([*-–—•►▶>|")
    count = len(line.split())
    if count <= LONGEST_STAMP_WORDS and _DIGIT.search(line):
        found = _begins(_STAMPS).match(line)
        if found and not _SENTENCE_END.search(line):
            return ("stamp", f"begins with {found[0]!r} and holds a number")
        found = _ends(_STAMP_ENDS).search(line)
        if found:
            return ("stamp", f"ends with {found[0]!r} and holds a number")
    if count <= LONGEST_PLEA_WORDS:
        found = _begins(_PLEAS).match(line)
        if found:
            return ("plea", f"begins as {found[0][:60]!r}")
    return None


def is_bio(folded: str) -> bool:
    """Tell whether a folded line could end a text by saying who wrote it."""
    line = folded.strip(" *-–—|.۔")
    return len(line.split()) <= LONGEST_BIO_WORDS and bool(_begins(_BIOS).match(line))


def is_signature(folded: str, names: frozenset[str]) -> bool:
    """Tell whether a folded line says who wrote and when, and nothing else.

    ``names`` are the folded words of the authors' and the outlet's names.
    """
    words = _WORD.findall(folded)
    if not words and not _DIGIT.search(folded):
        return False
    if len(folded.split()) > LONGEST_SIGNATURE_WORDS:
        return False
    known = _signature_words()
    return all(word in names or word in known for word in words)


def is_paywall(text: str) -> bool:
    """Tell whether a block of a page says that the rest is for those who pay or sign in."""
    if len(text.split()) > LONGEST_PAYWALL_WORDS:
        return False
    return bool(_begins(_PAYWALLS).search(fold(text)))
