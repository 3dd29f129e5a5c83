"""The Record page: the audit trail of the book, searched, read and taken along."""
