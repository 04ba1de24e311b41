"""The benchmark against alternatives, `make bench`; not part of the package."""
