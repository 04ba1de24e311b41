"""What people see of a run: its log on standard error, and the summary on standard output."""
