"""Relevance that is learned from judged examples: signs, weights, thresholds, explanations."""
