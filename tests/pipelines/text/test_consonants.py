"""Names in several scripts have the same consonants."""

import pytest

from pipelines.text.consonants import consonants, without_doubles
from pipelines.text.fold import fold


@pytest.mark.parametrize(
    ("letters", "spellings"),
    [
        ("md", "Ahmad Ahmed احمد أحمد Mahmood محمود"),
        ("nsr", "Naseer Nasir نصیر نصير ناصر"),
        ("zbl", "Zabihullah ذبیح‌الله ذبيحالله"),
        ("ktk", "Khattak خٹک ختک"),
        ("brkz", "Barakzai بارکزی بارکزئی"),
        ("hmd", "Hamid Hameed حمید حامد"),
        ("ysf", "Yousuf Yusuf یوسف"),
        ("wl", "Wali ولی والي"),
        ("srf", "Sharif شریف شريف"),
        ("bsr", "Bashir بشیر Basheer"),
        ("", "12 -"),
    ],
)
def test_spellings_in_any_script_have_the_same_consonants(letters: str, spellings: str) -> None:
    assert {consonants(fold(word)) for word in spellings.split()} == {letters}


def test_doubled_letters_are_one() -> None:
    assert without_doubles("abbcc") == "abc"
