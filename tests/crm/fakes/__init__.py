"""CRMs that hold records in memory, and refuse what the real ones refuse."""
