"""Network out: e-mail and other channels. Nothing here reads the database."""
