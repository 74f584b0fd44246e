"""Weights of the signs of a good text, made by benchmarks/confidence.py: do not edit."""

INTERCEPT = 3.501
WEIGHTS = {
    "one_box": -2.033,
    "one_article": -4.355,
    "left_out": 0.654,
    "removed": 0.748,
    "listed": 0.005,
    "titles": 0.603,
    "halves": -0.83,
    "summary": -0.215,
    "repeated": 0.353,
    "cells": -0.569,
    "items": -0.74,
    "paragraphs": -0.612,
}
