"""Lines that say who wrote, and sentences that only begin like one."""

import pytest

from pipelines.metadata.signed_lines import is_prose


@pytest.mark.parametrize(
    "line",
    [
        "By dawn the buses had left for the border.",
        "By dawn, the buses had left",
        "By decree, camps were closed",
        "By all means, come back soon.",
        "By foot, by cart and by truck they left.",
        "By Spin Boldak, the queue was a mile long.",
        "By Chaman, queues were a mile long",
        "By Saturday Karim Gul was across.",
        "By Saturday, Karim Gul and Nadia Shah were across.",
        "By October, Karim Gul had gone.",
        "By Eid al-Adha, most shops were empty.",
        "By New Year most shops were empty.",
        "By the Taliban, who took the city, nothing was said.",
        "By noon Karim Gul, a tailor, had sold his machine.",
        "By 9 am, forty people waited.",
        "Reported by police, the figures are lower.",
        "Von Freitag bis Sonntag, sagte Jana Kern, fuhren keine Busse.",
        "Von Kabul bis Herat, sagte sie, fuhren keine Busse.",
        "Von dort aus fuhren Busse.",
        "Von Rechts wegen, so das Gericht, sei das falsch.",
        "Par ailleurs, les camps sont pleins.",
        "Par décret, les camps ont été fermés.",
        "Por la noche, todos se fueron.",
        "Haber: İzmir'de kırk kişi yakalandı",
        "رپورٹ: سرحد پر پھنسے ہوئے خاندان واپس بھیج دیے گئے ہیں۔",
        "نویسنده: این کتاب سال‌ها در ایران ممنوع بود و کسی آن را نمی‌خواند",
    ],
)
def test_sentences_that_begin_as_a_byline_are_prose(line: str) -> None:
    assert is_prose(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Zara Noor",
        "By Zara Noor.",
        "BY ZARA NOOR",
        "By Zara",
        "by: zara noor",
        "By:Zara Noor",
        "By AFP",
        "By the Border News Agency",
        "By Zara Noor and Ali Khan",
        "By Zara Noor, staff writer",
        "By Zara Noor, who has long written on borders",
        "By Zara Noor for the Border Post",
        "By Zara Noor in Kabul.",
        "By Zara Noor senior correspondent",
        "By Zara Noor, 3 hours ago",
        "By Reuters staff",
        "By Piet van der Meer and Nawal al-Hadi",
        "By April Jones",
        "Written by Zara Noor | 16 May 2025",
        "von Clara von Eichfeld",
        "Par Luc d'Arcy",
        "Yazan: Elif Şahin",
        "تحریر: ثنا گیلانی",
        "بقلم: ريم النجار - عمّان",
        "نویسنده: شکیبا یوسفی ۱۵ سنبله",
        "Zara Noor",
        "",
    ],
)
def test_lines_that_name_somebody_are_none(line: str) -> None:
    assert not is_prose(line)


def test_what_follows_a_name_in_its_paragraph_counts() -> None:
    assert is_prose("By Eid al-Adha", ", most shops were empty.")
    assert is_prose("By Chaman", "the queue grew")
    assert not is_prose("By Zara Noor", ", Kabul")
    assert not is_prose("By Zara Noor", "Senior reporter who writes on borders.")
