"""Who is named in a text is found with care, and compared across scripts."""

import pytest

from pipelines.events.names import names_in, same_name
from press_catalogue.known_events import event_places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tariq Mehmood Khattak was named commissioner.", {"trk md ktk"}),
        ("The lawyer Moniza Durrani went to court.", {"mnz drn"}),
        ("Police told Lena Halvorsen, an envoy, to leave.", {"ln hlrsn"}),
        ("Sabine Lechner said so.", {"sbn ljnr"}),
        ("Seine Anwältin Sabine Lechner sprach.", {"sbn ljnr"}),
        ("Avukatı Ayşe Demirtaş itiraz etti.", {"s dmrts"}),
        ("پولیس نے صحافی نصیر احمد فقیری کو گرفتار کیا۔", {"nsr md fkr"}),
        ("وکیل منیزہ درانی نے درخواست دی۔", {"mnz drn"}),
        ("لنا هالورسن، فرستادهٔ سازمان ملل، آمد.", {"ln hlrsn"}),
        ("سخنگوی وزارت داخله پاولو تاوارس در کابل گفت.", {"bl trs"}),
        ("مرگ ذبیح‌الله نوری، جوان افغان", {"zbl nr"}),
        ("د ذبیح الله نوري کورنۍ وايي", {"zb l nr"}),
        ("مولوی حکمت شمیم به تورخم رفت.", {"hkmt sm"}),
        ("وحذرت مبعوثة الأمم المتحدة لينا هالفورسن في كابول.", {"ln hlfrsn"}),
    ],
)
def test_people_are_found_by_titles_speech_and_given_names(text: str, names: set[str]) -> None:
    assert names_in(text, event_places()) == names


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Families came back. Officials said little.",
            "Ghulam Khan was shut.",
            "Ahmad said so.",
        ),
        *("The World Food Programme said so.", "Spin Boldak Police Station burned."),
        *("خانواده‌ها برگشتند.", "غلام خان بسته شد.", "وزیر امور خارجه گفت.", "احمد گفت."),
        "One Two Three Four Five Ahmad said so.",
    ],
)
def test_what_is_no_name_for_sure_is_left_out(text: str) -> None:
    assert names_in(text, event_places()) == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("nsr md fkr", "nsrmd fkr", True),
        ("bdl bsr hkml", "bdlbsr hkml", True),
        ("ln hlrsn", "ln hlfrsn", True),
        ("trk md ktk jf", "trk md ktk", True),
        ("kbr ndrbr", "kbr ndr br", True),
        ("nsr md fkr", "hmd sltn", False),
        ("nsr md fkr", "nsr md sltn", True),  # of two words alone nobody knows
        ("l rz", "l rz", False),
        ("ln hlrsn", "bl trs", False),
        ("sbnm wrdk", "sbnm wrk", True),
        ("sbnm wrdk", "sbnm mrtk", False),
    ],
)
def test_names_are_of_one_person_if_two_words_in_a_row_are_alike(
    one: str, other: str, *, same: bool
) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same
