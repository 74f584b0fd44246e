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


_START, _END = r"(?<![^\s(])", r"(?![^\s)])"
_OPERATOR = r"(?:AND|OR|NOT|O?NEAR(?:/\w+)?)"
_SLIPS = (
    (
        rf"{_START}(?!{_OPERATOR}{_END})((?i:and|or|not){_END}|o?near(?:/\w+)?{_END})",
        "{0!r} is looked for as a word; write {capitals} in capitals to join words with it",
    ),
    (
        rf"{_START}((?:PRE|ADJ|WITHIN|N|P)/\d+|ANDNOT|[wW]/p){_END}",
        "{0!r} is looked for as a word; write NEAR/5, ONEAR/5 (in this order) or -word",
    ),
    (
        rf"{_START}((?i:ATLEAST)(?!/\d+\())",
        "{0} is looked for as a word; write how often and what, as in ATLEAST/2(deported)",
    ),
    (
        rf"{_START}(O?NEAR(?:\d+|\s*\(\d+\)|/-\S*|\s+/\w+))",
        "{0!r} does not say how near; write it as in NEAR/5",
    ),
    (rf"{_START}!(\w+)", "!{0} is looked for as a word; write -{0}"),
    (rf"(?<=[^\W\d_]{{3}})([%$]){_END}", "{0!r} stands for nothing; write * for any ending"),
    (
        rf"{_START}'([^'\s]+(?:\s[^'\s]+)+)'{_END}",
        'each of these words is looked for alone; write "{0}" for a phrase',
    ),
    (
        rf'{_START}[^\s():"]*[^\W\d_],(?=[^\W\d_])',
        "words with a comma between are looked for next to each other; put a blank after it",
    ),
    (r"\b(\w+)\s+:(?=\w)", "a field stands right before its word, as in {0}:word"),
)
"""What a person writes in other search engines or by a slip, and what is said of it."""
_SLIPS_ANYWHERE = (
    (r"\b(\w+)\?(?![\w?*])", "? stands for one more letter; leave it out to find {0!r}"),
    (
        r"(?i:date|after|before):1[34]\d\d\b",
        "days are those of the Gregorian calendar, as in 2025-04-05",
    ),
)


def warnings(text: str) -> tuple[str, ...]:
    """Return what a person may not have meant: operators of other tongues, and small slips."""
    outside = re.sub(r'"[^"]*"', lambda found: '"' + "_" * (len(found[0]) - 2) + '"', text)
    said = [
        (found.start(), words.format(*found.groups(), capitals=found[0].partition("/")[0].upper()))
        for slips, where in ((_SLIPS, outside), (_SLIPS_ANYWHERE, text))
        for pattern, words in slips
        for found in re.finditer(pattern, where)
    ]
    for quoted in re.finditer(r'"[^"]*"', text):
        for name in re.finditer(r'(?<=["\s])@\w+', quoted[0]):
            words = f"{name[0]} is a plain word within quotation marks"
            said.append((quoted.start() + name.start(), words))
    told = [f"column {at + 1}: {words}" for at, words in sorted(said)]
    if re.search(r"(?<!-)(?<!NOT )lang:fa\b", outside) and "lang:prs" not in outside:
        told.append("articles in Dari are left out; write (lang:fa OR lang:prs) for both")
    return tuple(told)
