"""Who is who: e-mails, domains, and the merges that people decided."""
