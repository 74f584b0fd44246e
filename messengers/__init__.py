"""Network out: e-mail and other channels; nothing here reads the database."""
