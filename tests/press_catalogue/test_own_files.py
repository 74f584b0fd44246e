"""Files of a user's own that add words and agencies, and the line that an error names."""

import pytest

from pipelines.errors import OperatorError
from pipelines.metadata.agencies import built_in_agencies
from pipelines.text.fold import fold
from press_catalogue.agencies import load_agencies
from press_catalogue.concepts import load_concepts

OWN = """
[add]
"Khaama Press" = ["Khaama", "خامه پرس"]
AFP = ["Agence Presse"]
[remove]
Online = ["Online"]
"""


def test_agencies_are_added_and_removed() -> None:
    agencies = load_agencies(OWN)
    assert agencies.credited("Khaama", "") == "Khaama Press"
    assert agencies.credited("", fold("کابل (خامه پرس): خانواده‌ها برگشتند.")) == "Khaama Press"
    assert agencies.credited("Agence Presse", "") == agencies.credited("AFP", "") == "AFP"
    assert built_in_agencies().credited("Online", "") == "Online"
    assert agencies.credited("Online", "") == ""
    assert agencies.credited("Online News Agency", "") == "Online"


def test_without_changes_the_agencies_are_those_of_the_catalogue() -> None:
    assert load_agencies().names == built_in_agencies().names
    assert all(spellings for spellings in built_in_agencies().names.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[add]\nAFP = [", "line 2: not TOML: Invalid value"),
        ("[add]\nAFP = x", "line 2: not TOML: Invalid value"),
        ('\n[ad]\nAFP = ["x"]', "line 2: ad: write [add] or [remove]"),
        ('add = "AFP"', "line 1: add: write [add] or [remove]"),
        (
            '[add]\n\n"My Press" = "x"',
            'line 3: agency My Press: write "My Press" = ["spelling", ...]',
        ),
        ("[add]\nA = [1]", 'line 2: agency A: write "A" = ["spelling", ...]'),
        ('[add]\nA = ["--"]', "line 2: agency A: a spelling has letters"),
    ],
)
def test_a_wrong_file_of_agencies_is_told_by_its_line(text: str, said: str) -> None:
    with pytest.raises(OperatorError) as error:
        load_agencies(text)
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[deport.add]\nen = ["x"]\n[return.ad]\nen = []',
            "line 3: concept return: write [",
        ),
        ('[deport.add]\nen = ["x"\n', "line 2: not TOML: Unclosed array"),
        ('[deport]\nadd.en = "x"', 'line 1: concept deport: write add.en = ["term", ...]'),
    ],
)
def test_a_wrong_file_of_concepts_is_told_by_its_line(text: str, said: str) -> None:
    with pytest.raises(OperatorError) as error:
        load_concepts(text)
    assert str(error.value).startswith(said)
