"""Written numbers of six languages against their values, and how long reading a text takes.

    python -m benchmarks.text.number_forms

Each line of number_forms.jsonl holds a text and the values it tells, a range as its two ends.
"""

import json
import time

from benchmarks.shared_data import SHARED, need
from pipelines.lexicon.numbers import Number, read_numbers

FORMS = SHARED / "data" / "domain" / "number_forms.jsonl"
REPEATS = 200


def ends(number: Number) -> list[float]:
    """Return the value of a number, or the two ends of a range."""
    return [float(end) for end in dict.fromkeys((number.low, number.high))]


def main() -> None:
    """Print the forms that are read wrongly, and the numbers."""
    rows = [json.loads(line) for line in need(FORMS).read_text(encoding="utf8").splitlines()]
    right = 0
    for row in rows:
        told = [end for number in read_numbers(row["text"], row["lang"]) for end in ends(number)]
        right += told == row["values"]
        if told != row["values"]:
            print(f"wrong: {row['lang']} {row['text']!r} gives {told}, not {row['values']}")
    print(f"numbers right: {right} of {len(rows)}")
    text = " ".join(row["text"] for row in rows)
    began = time.perf_counter()
    for _ in range(REPEATS):
        read_numbers(text)
    took = (time.perf_counter() - began) / REPEATS
    print(f"reading a word of these: {took / len(text.split()) * 1e6:.0f} microseconds")


if __name__ == "__main__":
    main()
