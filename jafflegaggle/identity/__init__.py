"""Identity: who is who, by e-mails, domains and the merges that people decided."""
