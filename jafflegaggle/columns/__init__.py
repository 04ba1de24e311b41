"""Column -> Column: e-mails, domains, and and cells parsed into their types."""
