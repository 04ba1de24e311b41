"""From where the job reads: the only reader, and what it hands on."""
