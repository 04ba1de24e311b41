"""The demo company: a small one to read, and large ones, as many times its size, to measure."""

from jafflegaggle.seeds.scale import write_scaled
from jafflegaggle.seeds.write import write_demo

__all__ = ["write_demo", "write_scaled"]
