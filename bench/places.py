"""Where the benchmark keeps what it makes; git ignores all of it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "bench" / "data"
OUTPUT = DATA / "output"
RESULTS = ROOT / "bench" / "results"
