"""Into the CRM: what has changed since the last load, and what was loaded."""
