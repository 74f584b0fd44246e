"""What a person is told, how soon, and what matching costs."""
