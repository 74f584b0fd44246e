"""An article's rows: written, updated, revised, made again."""
