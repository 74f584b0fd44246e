"""The text of a query before it is parsed: marks evened out, brackets paired, faults explained."""

import re

from pipelines.errors import OperatorError

LONGEST_QUERY = 20_000
MOST_BRACKETS = 50
_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛＇", "'"),
        **{"،": ",", "؛": " ", "؟": "?", "٭": "*", "＊": "*", "：": ":", "＝": "=", "～": "~"},
        **{"（": "(", "）": ")", "﴾": "(", "﴿": ")", "＠": "@", "\u00a0": " ", "；": " "},
        **dict.fromkeys("–—−", "-"),
    }
)
_UNSEEN = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_QUESTION = re.compile(r"؟(?!\w)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_query(text: str) -> str:
    """Return a query with straight quotes, Latin punctuation, and no direction marks.

    Raises:
        OperatorError: it is empty, too long, or its quotes or brackets have no partner.
    """
    seen = _SURROGATE.sub("", _UNSEEN.sub("", text))
    # The Arabic question mark ends a question; within a word it is typed for the Latin one.
    plain = _QUESTION.sub(" ", seen).translate(_MARKS).strip()
    if not plain:
        raise OperatorError("the query is empty; write a word, or * for everything")
    if len(plain) > LONGEST_QUERY:
        raise OperatorError(
            f"the query has {len(plain)} characters, more than {LONGEST_QUERY}; "
            "split it into several rules, or put its words into a concept of your own"
        )
    _check_pairs(plain)
    return plain


def _check_pairs(text: str) -> None:
    if text.count('"') % 2:
        column = text.rfind('"') + 1
        raise OperatorError(f'column {column}: this quotation mark has no partner; add a "')
    open_at: list[int] = []
    inside = False
    for column, character in enumerate(text, 1):
        if character == '"':
            inside = not inside
        elif character == "(" and not inside:
            open_at.append(column)
            if len(open_at) > MOST_BRACKETS:
                raise OperatorError(
                    f"column {column}: more than {MOST_BRACKETS} brackets deep; write it flatter"
                )
        elif character == ")" and not inside:
            if not open_at:
                raise OperatorError(
                    f"column {column}: this bracket was never opened; remove it or add a ("
                )
            open_at.pop()
    if open_at:
        raise OperatorError(f"column {open_at[-1]}: this bracket is never closed; add a )")


def advice(text: str, column: int) -> str:
    """Say what is wrong where the parser stopped, and what to write instead."""
    word = re.match(r"\S+", text[column - 1 :])
    found = word[0] if word else ""
    before = text[: column - 1].rstrip()
    operator = re.match(r"(AND|OR|O?NEAR(/\w+)?|[wW]/\w+)(?![^\s()])", found)
    if operator:
        return f"{operator[0]} needs a word on both sides"
    if not found:
        return "a word is missing at the end; AND, OR, NOT, NEAR and - need one after them"
    if found.startswith(")"):
        if before.endswith("("):
            return "there is nothing in this bracket; write a word in it"
        return "a word is missing before this bracket"
    if found.startswith("-"):
        return "a minus stands right before its word, as in -cricket"
    if found.startswith("@"):
        return "a concept's name follows the @ at once, as in @deport"
    if found.startswith("~"):
        return '~ stands right after a phrase, with a number: "two words"~3'
    return f"{found!r} cannot stand here; put it in quotation marks"
