"""What a run would publish, held against what is published."""
