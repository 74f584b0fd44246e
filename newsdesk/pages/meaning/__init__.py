"""The pages of what articles mean: which ones a person should judge, and which are alike."""
