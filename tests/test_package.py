"""What the package holds beside its modules: it is there in a wheel, and in a zip of it."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "jafflegaggle"


def test_every_file_that_is_no_module_is_declared() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    files = [path for path in PACKAGE.rglob("*.*") if "__pycache__" not in path.parts]
    others = {str(path.relative_to(PACKAGE)) for path in files if path.suffix != ".py"}
    assert others == set(settings["package-data"]["jafflegaggle"])


def test_the_preset_is_read_from_a_zip(tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "job"), "zip", ROOT, PACKAGE.name)
    code = (
        "from jafflegaggle import domain_lists as lists\n"
        "print(lists.__file__, len(lists.preset_domains('common')))"
    )
    environ = os.environ | {"PYTHONPATH": archive, "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    place, number = done.stdout.split()
    assert place == str(Path(archive) / "jafflegaggle" / "domain_lists.py")
    assert int(number) > 4_000
