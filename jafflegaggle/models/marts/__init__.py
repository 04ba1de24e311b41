"""The tables that people use: contacts, gaggles and accounts."""
