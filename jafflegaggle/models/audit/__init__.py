"""The tables that account for the others: aliases, merges, findings, quarantine and checks."""
