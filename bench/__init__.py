"""How fast, beside what one would use instead: `make bench`. No part of the package."""
