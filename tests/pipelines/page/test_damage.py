"""An article is whole whatever damage its page has: the measurement's kinds, on own stories."""

import random

import pytest

from benchmarks.text.damage import KINDS, Damage, lost_of, measure

STORIES = (
    [
        "The council of Tir Bazar said on Monday that 95 families had pitched tents by the river.",
        "Most of them had come over the pass in three lorries after their landlord sold the house.",
        "A midwife from the next village walks down every morning and looks after the newborn.",
        "Two teachers hold lessons under the plane tree, and forty pupils share nine slates there.",
        "The governor promised timber before the first snow, yet no lorry had come by Thursday.",
    ],
    [
        "شورای تیر بازار روز دوشنبه گفت که ۹۵ خانواده کنار رود چادر زده‌اند و منتظر چوب هستند.",
        "بیشتر آنان با سه لاری از گردنه آمده‌اند، زیرا صاحب‌خانه خانه را پیش از زمستان فروخت.",
        "قابله‌ای از قریه همسایه هر صبح پایین می‌آید و نوزادان را در چادرها می‌بیند.",
        "والی پیش از نخستین برف چوب وعده داده است، اما تا پنجشنبه هیچ لاری به آنجا نیامد.",
    ],
    [
        "کونسل نے پیر کو بتایا کہ ۹۵ خاندانوں نے دریا کے کنارے خیمے لگائے ہیں اور لکڑی مانگی ہے۔",
        "ان میں سے اکثر تین ٹرکوں میں درے سے آئے کیونکہ مالک نے مکان سردی سے پہلے بیچ دیا تھا۔",
        "ساتھ والے گاؤں کی دائی ہر صبح نیچے آتی ہے اور خیموں میں نومولود بچوں کو دیکھتی ہے۔",
        "گورنر نے پہلی برف سے پہلے لکڑی کا وعدہ کیا مگر جمعرات تک کوئی ٹرک یہاں نہیں آیا۔",
    ],
)


@pytest.mark.parametrize("damage", KINDS, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("seed", range(8))
def test_no_paragraph_is_lost(damage: Damage, seed: int) -> None:
    rng = random.Random(seed)
    story, url = STORIES[seed % len(STORIES)], f"https://hill.example/news/story-{seed}"
    assert lost_of(story, damage(story, url, rng), url) == []


def test_the_measurement_counts_what_is_lost() -> None:
    found, shown = measure(list(STORIES), 2 * len(KINDS), random.Random(1))
    assert sum(count for name, count in found.items() if name.endswith("pages")) == 2 * len(KINDS)
    assert shown == []
    menu = "".join(f'<p><a href="/n/{n}">Market day moved to week {n}</a></p>' for n in range(20))
    assert lost_of(STORIES[0], menu, "https://hill.example/news/1") is None
    body = f"<article><p>{STORIES[0][0]}</p><p>{STORIES[0][1]}</p><p>{STORIES[0][2]}</p></article>"
    assert lost_of(STORIES[0], body, "https://hill.example/news/1") == STORIES[0][3:]
