"""What people say and change by hand."""
