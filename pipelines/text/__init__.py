"""Letters, words, sentences and languages."""
