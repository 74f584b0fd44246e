"""Words that tell of a line whether it speaks of the news or of its outlet, in any language."""

SMALL_WORDS = (
    "about after again because before being could during every first might never other "
    "shall should since still their there these those through under until where which "
    "while whose within without would yours story stories article latest website "
    "برای باشد کنید شوید خواهد همین چنین خبرها خبرهای اخبار نہیں ساتھ انہیں ہمارا ہمارے "
    "ہماری خبروں خبریں لپاره زموږ خبرونه خبرونو الذي التي هذا هذه الخبر الأخبار sein haben "
    "werden wurde nicht diese dieser dieses unsere unser mehr için olarak daha sonra haber"
)
"""Small words that are as long as words of a topic, parted by blanks."""
SERVICES = (
    "whatsapp|telegram|facebook|instagram|youtube|tiktok|google news|newsletter|"
    "وا[تټٹ]س ?[اآ]پ|[تټٹ]ی?ل[یې]?گرام|فیس ?بو?ک|انس[تټٹ]ا?گرام|یو ?[تټٹ]یو?ب|گوگل نیوز"
)
"""A regular expression of the services where outlets may be followed."""
