"""Column -> Column: e-mails, domains, and cells read into their types."""
