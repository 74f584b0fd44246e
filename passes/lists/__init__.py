"""What passes do with lists beside the ones that they visit again and again."""
