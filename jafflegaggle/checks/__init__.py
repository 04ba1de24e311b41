"""What must hold of the tables before anybody sees them; tables and sources declare it."""
