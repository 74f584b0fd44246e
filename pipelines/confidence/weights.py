"""Weights of the signs of a good text by benchmarks/text/confidence.py: do not edit."""

INTERCEPT = -2.321
WEIGHTS = {
    "one_box": -0.5,
    "foreign": 2.284,
    "left_out": 0.482,
    "passed_over": 2.094,
    "linked": 0.602,
    "paragraphs": -1.042,
}
