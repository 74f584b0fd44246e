"""Words by which people's names are known in the languages at hand, folded.

Given names and titles are the common ones of the region and of its press, written down for this
project; what is also a common word (light, flower, life) is left out.
"""

import re

from pipelines.text.fold import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


GIVEN_NAMES = _words(
    """
    احمد محمد محمود حامد حمید حمیده حسن حسین مصطفی مرتضی رضا علی اکبر اصغر عباس جعفر کاظم
    موسی عیسی یوسف ابراهیم اسماعیل اسحاق یعقوب داود سلیمان هارون عمر عثمان بلال طارق خالد
    ولید وحید وحیده نصیر نذیر بشیر ظهیر صغیر منیر امیر کبیر جلیل خلیل جمیل عقیل نبیل سهیل
    سلیم کلیم نعیم وسیم ندیم شمیم فهیم رحیم کریم حکیم علیم حلیم سمیع شفیع رفیع وقار ظفر
    مظفر جاوید نوید ساجد شاهد زاهد عابد راشد ارشد امجد اسد سعد سعید رشید فرید جنید مجید
    مجیب نجیب حبیب خطیب شعیب صهیب نقیب لطیف شریف حنیف عارف یاسر ناصر نادر قادر صابر شاکر
    ذاکر طاهر باقر انور سرور اختر قیصر مظهر ایوب یونس ادریس الیاس عمران عرفان رضوان عدنان
    سلمان نعمان لقمان فیصل جمال ضیا فیض عزیز فردوس فرهاد فرزاد شهزاد مهدی هادی غلام میرویس
    هیبت شفیق توفیق صدیق رفیق عتیق فایق لایق شایق فرهنگ جمشید خورشید فرشید مهران کامران
    بهرام سهراب رستم کاوه سیامک داریوش کوروش امید میلاد پیمان ایمان احسان یاما ثنا مسعود
    منصور معصوم مقصود مقبول محبوب مطیع منان ستار غفار جبار قهار وهاب تواب رزاق خالق قیوم
    سبحان برهان سلطان اکرم اعظم افضل اشرف اجمل افتخار اعجاز ریاض فیاض نیاز ایاز بختیار
    شهریار اسفندیار کاظمی رضایی حسینی احمدی محمدی کریمی رحیمی نظری اکبری هاشمی موسوی صادقی
    نوری عزیزی حکیمی یوسفی رسولی سادات فاطمی مرادی گلالی گلالئی زینب فاطمه مریم مروه شبنم
    پروین نسرین یاسمین زهرا خدیجه عایشه رقیه حلیمه سلیمه نعیمه کریمه فریده رشیده سعیده
    حمیرا ثریا بلقیس منیزه صائمه بینظیر تهمینه شکیلا ahmad ahmed ahmet mohammad muhammad
    mohammed mehmet mahmood mehmood mahmud hamid hameed hamida hassan hasan hussain
    hussein hossein mustafa murtaza reza raza ali akbar asghar abbas jafar kazim musa
    yousuf yusuf ibrahim ismail yaqub dawood daud sulaiman omar umar osman usman bilal
    tariq khalid walid wahid wahida naseer nasir nazir bashir zahir munir amir jalil
    khalil jamil sohail salim saleem karim rahim hakim sami shafi wiqar waqar zafar javed
    jawed naveed sajid shahid zahid rashid arshad amjad asad saeed farid majid mujib najib
    habib latif sharif hanif arif nader nadir qadir tahir anwar sarwar akhtar ayub yunus
    idris imran irfan rizwan adnan salman faisal jamal zia faiz aziz ferdous ferdaus
    farhad mehdi ghulam mirwais shafiq shafeeq tawfiq siddiq rafiq jamshid khurshid kamran
    bahram sohrab omid navid ehsan masood masoud mansoor mansour maqsood sattar ghaffar
    jabbar wahab razaq qayum sultan akram azam afzal ashraf ajmal riaz niaz ayaz karimi
    rahimi ahmadi mohammadi hussaini rezaei nazari akbari hashemi noori azizi yousufi
    rasuli sadat gulalai zainab fatima maryam marwa shabnam parwin nasrin zahra ayesha
    ayse aisha halima farida moniza saima abdul abdullah
    """
)
RANKS = _words(
    """
    آقای مولوی مولانا ملا قاری شیخ دکتر داکتر ډاکټر جنرال جسٹس ایڈووکیٹ پروفیسر محترمہ mr
    mrs ms dr herr frau mullah mawlawi maulvi maulana qari sheikh justice advocate
    barrister senator professor
    """
)
"""What stands before a name and before nothing else."""
OFFICES = _words(
    """
    سخنگوی سخنگو ویاند ترجمان وزیر معین والی استاندار نماینده نمائندہ فرستاده فرستادهٔ
    استازی استازي ایلچی مبعوثة مبعوث المبعوثة المبعوث وکیل کمیسار کمشنر کمېشنر خبرنگار
    خبریال صحافی خواننده سندرغاړې گلوکارہ استاد آمر المترجم spokesman spokeswoman
    spokesperson minister governor president director judge lawyer reporter journalist
    singer envoy commissioner commander officer chief haji doctor mayor coach wrestler
    interpreter worker deputy ssp dsp sho innenminister innenministerin ministerin anwalt
    anwältin sprecher sprecherin richter richterin kanzler afghane afghanin bakan bakanı
    avukat avukatı sözcü sözcüsü vali valisi tercüman gazeteci
    """
)
"""What stands beside names, and beside other words, too."""
CALLINGS = _words(
    """
    خانم جناب فرماندار رئیس رییس مدیر مدیرکل حاجی قومندان امر قاضي آوازخوان گلوکار کمیسر
    المتحدث الوزير الوزيرة السيد السيدة الدكتور الصحفي الصحفية القاضي المحامي المحامية
    العامل المصارع أستاذ محاميه محاميها پہلوان پهلوان غېږنیوونکی کارگر کارګر ایچ بچی نجلۍ
    اتل afghan
    """
)
"""What is no part of a name, though it stands beside one."""
OF_OFFICES = _words(
    """
    سازمان ملل متحد اقوام متحدہ کی ملګرو ملتونو الأمم المتحدة الأممية داخلہ داخله خارجہ
    خارجه امور برائے مهاجرین مہاجرین کډوالو پیشین سابق السابق الأفغاني الأفغانية افغان
    وزارت حکومت دولت پولیس پلیس
    """
)
"""What may stand between an office and the name of who holds it."""
SPEECH = _words("said says told called warned sagte sagt erklärte sprach dedi söyledi açıkladı")
BREAKS = _words(
    """
    گفت گفته گفتند می‌گوید می‌گویند افزود رفت آمد شدند
    در از به با را که و یا تا بر برای این آن او وی یک دو است شد شده کرد کرده بود هم نیز پس
    روز شب سال د په کې له ته چې یې هغه دا دې نه پر لپاره سره ورځ شو شوه شول وه دي وویل
    وايي کړ کړه کړی ده یو یوه خپل نے کو کے کی کا سے میں اور یہ وہ ایک بھی تک لیے مطابق
    خلاف ہے ہیں تھا تھے گیا گئی کر في من على إلى عن أن قد التي الذي وهو وهي بعد قبل مع حتى
    يوم كان لم لا ما افغانستان افغانستانی افغانی الأفغان پاکستان ایران طالبان مهاجران
    الشاب جوان نوجوان کشور دادگاه عالی محکمې محکمه عدالت ہائیکورٹ ولایت شهر کمپ اردوگاه
    مرز the a an in of at on by for from with and or to as after over who new former young
    high court ministry police taliban pakistan iran kabul afghanistan afghans der die das
    den dem ein eine in im am von vom aus nach und trotz zum commission programme
    organization organisation authority development union council international
    internationalen kommission komisyonu amt bund world european united nations un unhcr
    iom ve ile bir eski monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december
    """
)
"""Words that end a name, or are none themselves."""
OF_GOD = fold("الله")
"""The second half of many given names, which some write as a word of its own."""
_COMPOUND = re.compile(
    fold(
        r"\w{2,}الله|\w{2,}الدین|\w{2,}الرحمان|\w{2,}الرحمن|عبد\w{3,}|محمد\w{2,}|\w{3,}احمد|\w{3,}زئی|\w{3,}خیل|\w{3,}زاده|"
        r"(?:نور|شیر|گل|میر)(?:آقا|آغا|محمد|علی|احمد)|"
    )
    + r"[a-z]{3,}ull?ah|[a-z]{3,}uddin|[a-z]{3,}rahman|abd(?:ul|ur|us)?[a-z]{3,}|"
    r"[a-z]{3,}(?:zai|zoy|zada|zadeh|khel)"
)


def is_given_name(word: str) -> bool:
    """Tell whether a folded word is a given name, or a surname that is made of one."""
    return word in GIVEN_NAMES or _COMPOUND.fullmatch(word) is not None
