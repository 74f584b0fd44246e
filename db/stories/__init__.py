"""Stories and their copies, and what people decided about them."""
