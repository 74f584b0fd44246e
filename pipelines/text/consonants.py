"""What a word's spellings in Latin and in Perso-Arabic script have in common: its consonants."""

import re

_SOUNDS = {
    letter: sound
    for sound, letters in {
        **{"a": "اع", "b": "بپ", "t": "تطټٹ", "s": "ثسصشښ", "j": "جچژځڅږ", "h": "حه", "k": "خقک"},
        **{
            "d": "دډڈ",
            "z": "ذزضظ",
            "r": "رړڑ",
            "g": "غگ",
            "n": "نڼں",
            "f": "ف",
            "l": "ل",
            "m": "م",
        },
        **{"w": "و", "y": "ی"},
    }.items()
    for letter in letters
}
_LATIN = {
    **{"kh": "k", "gh": "g", "sch": "s", "sh": "s", "ch": "j", "th": "t", "ph": "f", "dh": "d"},
    **{"zh": "j", "p": "b", "q": "k", "c": "k", "x": "ks", "v": "w"},
}
_WRITTEN = re.compile("sch|[kgsctpdz]h|[pqcxv]")
_INNER = re.compile("[^bdfgjklmnrstz]")
_FIRST = re.compile("[^bdfghjklmnrstwyz]")
_DOUBLE = re.compile(r"(.)\1+")


def consonants(word: str) -> str:
    """Return the consonants of a folded word, a Latin letter each, "" of none.

    What only some of the languages tell apart is one letter: p and b, s and sh, k, kh and q. h, w
    and y count in front alone: further in they are vowels, or not written. Doubled letters are one.
    """
    latin = _WRITTEN.sub(lambda found: _LATIN[found[0]], word)
    sounds = "".join(_SOUNDS.get(letter, letter) for letter in latin)
    return without_doubles(_FIRST.sub("", sounds[:1]) + _INNER.sub("", sounds[1:]))


def without_doubles(letters: str) -> str:
    """Return letters with each repetition left out."""
    return _DOUBLE.sub(r"\1", letters)
