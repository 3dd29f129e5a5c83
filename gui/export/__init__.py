"""The Export dialog: what leaves the book is chosen, shown, and written."""
