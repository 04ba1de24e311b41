"""docs/merging.md is correct: its commands run one after the other, and show what it shows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "merging.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.usefixtures("any_engine")
def test_the_page_is_one_sitting(tmp_path: Path) -> None:
    for name in ("seeds", "conf"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    shown = []
    for language, text in BLOCKS:
        if language == "sh":
            (command,) = text.strip().splitlines()
            shown.append(run(command, tmp_path, os.environ | {"PATH": path}))
        elif not language:
            missing = [line for line in text.splitlines() if line not in shown[-1]]
            assert missing == [], shown[-1]
    assert len(shown) == 8
    assert "merged_user line 26" in shown[-1], shown[-1]


def run(command: str, folder: Path, environ: dict[str, str]) -> str:
    """Run a command as a person would; return what it shows."""
    ended = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
