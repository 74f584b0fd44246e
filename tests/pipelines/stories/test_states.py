"""What a change replaced is told with the state before it and the one after it."""

import pytest

from pipelines.items import StateChange
from pipelines.stories.revisions import Version
from pipelines.stories.states import LONGEST_STATE, MOST_STATES, state_changes, told_in_a_line

BODY = "The bus stood at the gate with {} people, an officer of the border said on Monday."
LEAVE = "We were told to leave before the morning came"
WHERE = "Nobody asked us where we wanted to go at all"
SAID = f"“{LEAVE}” said a man from the camp."
ASKED = f"“{WHERE}” said a woman beside him."


@pytest.mark.parametrize(
    ("old", "new", "states"),
    [
        (
            ("Forty sent back", BODY.format(40)),
            ("Forty sent home", BODY.format(40)),
            [("headline", "Forty sent back", "Forty sent home")],
        ),
        (("Bus", BODY.format("1,200")), ("Bus", BODY.format(900)), [("figure", "1,200", "900")]),
        (
            ("حافلة", "عبر ١٢٠٠ شخصا البوابة صباح الاثنين."),
            ("حافلة", "عبر ٩٠٠ شخص البوابة صباح الاثنين."),
            [("figure", "١٢٠٠", "٩٠٠")],
        ),
        (
            ("Bus", f"{BODY}\n\n{SAID}"),
            ("Bus", f"{BODY}\n\n{ASKED}"),
            [("quote", LEAVE, WHERE)],
        ),
        (("Bus", BODY), ("Bus", f"{BODY}\n\n{SAID}"), [("quote", "", LEAVE)]),
        (("Bus", BODY), ("Bus", f"{BODY} More was not known."), []),
    ],
)
def test_each_replaced_state_is_told(
    old: tuple[str, str], new: tuple[str, str], states: list[tuple[str, str, str]]
) -> None:
    found = state_changes(Version(*old), Version(*new))
    assert [tuple(one) for one in found] == states


def test_a_line_isolates_each_state_so_that_the_arrow_points_forward() -> None:
    states = [StateChange("figure", "١٢٠٠", "٩٠٠"), StateChange("quote", "", "نعم\nلا")]
    assert told_in_a_line(states, "unused") == (
        "figure \u2068١٢٠٠\u2069 -> \u2068٩٠٠\u2069; quote (nothing) -> \u2068نعم لا\u2069"
    )
    assert told_in_a_line([], "deleted: HTTP 404") == "deleted: HTTP 404"


def test_many_and_long_states_are_bounded() -> None:
    old, new = (
        "\n\n".join(f"In town {chr(97 + n) * 9} they counted {n + add} buses." for n in range(20))
        for add in (100, 200)
    )
    assert len(state_changes(Version("x", old), Version("x", new))) == MOST_STATES
    long = Version("x", f"“{'we will go on foot ' * 60}”")
    (quote,) = state_changes(Version("x", BODY), long)
    assert LONGEST_STATE - 10 < len(quote.after) <= LONGEST_STATE
