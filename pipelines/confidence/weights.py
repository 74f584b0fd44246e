"""Weights of the signs of a good text, made by benchmarks/confidence.py: do not edit."""

INTERCEPT = -0.779
WEIGHTS = {
    "one_box": -1.174,
    "left_out": 0.526,
    "titles": 0.48,
    "ending": -0.861,
    "summary": -0.194,
    "repeated": 0.614,
    "figures": -0.598,
    "paragraphs": -1.59,
}
