"""Checks of sources and tables, declared with them and run before anything is published."""
