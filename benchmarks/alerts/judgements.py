"""Query cases and topic judgements against their labels, through the commands a person types.

    python -m benchmarks.alerts.judgements

Each query of rules_dev.jsonl runs over its article with `rules test --on`; relevance_dev.jsonl runs
with `topic test --on`. Borderline items are shown, and left out of precision and recall.
"""

import contextlib
import io
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.shared_data import NEWSROOM, need
from khabardar.__main__ import cli


def command(*words: str) -> list[dict[str, Any]]:
    """Return the JSON lines that a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        cli.main(list(words), prog_name="khabardar", standalone_mode=False)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def rows(name: str) -> list[dict[str, Any]]:
    """Return the labelled rows of a file."""
    path = Path(name) if Path(name).exists() else need(NEWSROOM / name)
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def main() -> None:
    """Print the cases that come out wrong, and the numbers."""
    queries = sys.argv[1] if len(sys.argv) > 1 else "rules_dev.jsonl"
    labels = sys.argv[2] if len(sys.argv) > 2 else "relevance_dev.jsonl"
    wrong = 0
    cases = rows(queries)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        for case in cases:
            file.write_text(json.dumps(case["article"]), encoding="utf8")
            (found,) = command("rules", "test", case["query"], "--on", str(file))
            if found["match"] != case["match"]:
                wrong += 1
                print(f"query wrong: {case['id']} {case['query']} gives {found['match']}")
        print(f"queries right: {len(cases) - wrong} of {len(cases)}")
        judged = rows(labels)
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in judged)
        file.write_text(lines, encoding="utf8")
        answers = {row["id"]: row for row in command("topic", "test", "--on", str(file))}
    table: Counter[tuple[str, str]] = Counter()
    for row in judged:
        answer = answers[row["id"]]
        table[row["label"], answer["relevance"]] += 1
        right = {"yes": "relevant", "no": "off"}.get(row["label"], answer["relevance"])
        if answer["relevance"] != right:
            print(
                f"{row['label']:3} -> {answer['relevance']:8} {answer['score']:5} "
                f"{row['id']} {row['language']} {row['title']} {' '.join(answer['rules'])}"
            )
    for label in ("yes", "borderline", "no"):
        shown = {kind: table[label, kind] for kind in ("relevant", "review", "off")}
        print(f"{label:10} {shown}")
    print_scores(table)


def print_scores(table: Counter[tuple[str, str]]) -> None:
    """Print precision and recall of yes against no."""
    yes = sum(count for (label, _), count in table.items() if label == "yes")
    hit = table["yes", "relevant"]
    print(f"precision {hit / max(1, hit + table['no', 'relevant']):.3f}  recall {hit / yes:.3f}")
    print(f"recall with review {(hit + table['yes', 'review']) / yes:.3f}")


if __name__ == "__main__":
    main()
