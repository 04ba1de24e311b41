"""The demo company: small enough to read, with stories to follow."""

from jafflegaggle.seeds.write import write_demo

__all__ = ["write_demo"]
