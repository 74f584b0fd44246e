"""How weights are chosen on all templates but one."""

from benchmarks.text.debris import Score
from benchmarks.text.template_weights import BY_HAND, best_without, weighing
from pipelines.page import clean, evidence


def test_what_is_best_on_the_other_templates_is_chosen_and_nothing_may_be_lost() -> None:
    found = {
        BY_HAND: {"a": Score(left=4), "b": Score(left=4)},
        "EDGE 0.6": {"a": Score(left=9), "b": Score(left=1)},
        "EDGE 0.7": {"a": Score(left=0), "b": Score(left=0, lost=1)},
        "EDGE 0.4": {"a": Score(left=4), "b": Score(left=4)},
    }
    assert best_without("a", found) == "EDGE 0.6"
    assert best_without("b", found) == "EDGE 0.7"
    assert best_without("c", found) == BY_HAND


def test_a_weight_is_another_one_for_a_while_wherever_it_is_used() -> None:
    before = evidence.PHRASE
    with weighing("PHRASE", 0.1):
        assert vars(evidence)["PHRASE"] == vars(clean)["PHRASE"] == 0.1
    assert vars(evidence)["PHRASE"] == vars(clean)["PHRASE"] == before
