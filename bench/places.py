"""Where the benchmark stores its data and results; git ignores all of it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "bench" / "data"
OUTPUT = DATA / "output"
DBT = ROOT / ".venv-dbt" / "bin" / "dbt"
RESULTS = ROOT / "bench" / "results"
