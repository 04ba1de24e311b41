"""The README's spark-submit, on a real cluster: a master and two workers on this machine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.dataset as ds
import pytest

from tests.cluster import cluster
from tests.quick import FAST_JAVA

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.cluster, pytest.mark.engine("spark")]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """This environment with the virtual environment activated, and Spark on loopback."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # The daemons and executors are no `spark-submit`.
    return os.environ | {
        "PATH": path,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "JDK_JAVA_OPTIONS": FAST_JAVA,
    }


@pytest.fixture(scope="module")
def master(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("cluster"), environ) as url:
        yield url


@pytest.fixture(scope="module")
def dist() -> Path:
    subprocess.run(["make", "dist"], cwd=ROOT, check=True, capture_output=True)
    return ROOT / "dist"


def readme_command() -> str:
    """The README's first spark-submit to a cluster, joined to one line."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
    match = re.search(r"^(spark-submit --master spark://.* --py-files .*)$", readme, re.MULTILINE)
    assert match, "the README shows no spark-submit --master spark://... --py-files ..."
    return match[1]


@pytest.mark.usefixtures("dist")
def test_spark_submit_to_a_cluster(master: str, environ: dict[str, str], tmp_path: Path) -> None:
    command = re.sub(r"spark://\S+", master, readme_command())
    answer = subprocess.run(
        f"{command} --output {tmp_path}/output",
        shell=True,
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    contacts = ds.dataset(tmp_path / "output" / "contacts", format="parquet", partitioning="hive")
    assert contacts.count_rows() > 5_000


@pytest.mark.parametrize("archive", ["jafflegaggle-*.whl", "jafflegaggle.zip"])
def test_python_imports_what_make_dist_builds(dist: Path, archive: str) -> None:
    (path,) = dist.glob(archive)
    code = "import jafflegaggle.rules, importlib.metadata as m; print(m.version('jafflegaggle'))"
    # -S: no site-packages, where this environment has the package too.
    answer = subprocess.run(
        [sys.executable, "-S", "-c", f"{code}; print(jafflegaggle.rules.__file__)"],
        env={"PYTHONPATH": str(path)},
        cwd=dist,
        capture_output=True,
        text=True,
        check=True,
    )
    version, file = answer.stdout.split()
    assert file.startswith(str(path))
    assert version in next(dist.glob("*.whl")).name
