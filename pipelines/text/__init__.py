"""Letters, words, numbers and languages."""
