"""Words that tell of a line whether it speaks of the news or of its outlet, in any language."""

import re
from functools import cache

from pipelines.text.fold import fold, folded_words

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
SHARE_BUTTONS = "facebook|twitter|x|whatsapp|telegram|linkedin|email|print"
"""A regular expression of what buttons for sharing a page are named."""


@cache
def small_words() -> frozenset[str]:
    """Return the small words that are as long as words of a topic, folded."""
    return frozenset(folded_words(fold(SMALL_WORDS)))


@cache
def service() -> re.Pattern[str]:
    """Return a pattern that is found where a folded text names a service to follow."""
    return re.compile(fold(SERVICES))


@cache
def share_buttons() -> re.Pattern[str]:
    """Return a pattern that fits a folded line of nothing but names of buttons for sharing."""
    return re.compile(rf"^(?:{SHARE_BUTTONS}|\W)+$")
