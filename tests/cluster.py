"""A real Spark cluster on this machine: a master and two workers, each a process of its own."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

SPARK_CLASS = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
DEPLOY = "org.apache.spark.deploy"
PATIENCE = 120


@contextmanager
def cluster(folder: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """Run a master and two workers of one core until the block ends; yield the master's URL.

    Args:
        folder: for their logs, and below `worker1` and `worker2` for those of their executors.
        environ: their environment.
    """
    with ExitStack() as stack:
        log = stack.enter_context(daemon("master", f"{DEPLOY}.master.Master", [], folder, environ))
        url = wait_for(r"Starting Spark master at (spark://\S+)", log)
        for name in ("worker1", "worker2"):
            options = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / name), url]
            worker = daemon(name, f"{DEPLOY}.worker.Worker", options, folder, environ)
            stack.enter_context(worker)
        wait_for(r"(Registering worker)", log, times=2)
        yield url


@contextmanager
def daemon(
    name: str, class_: str, options: list[str], folder: Path, environ: Mapping[str, str]
) -> Iterator[Path]:
    """Run one of Spark's daemons, with all that it starts, until the block ends; yield its log."""
    log = folder / f"{name}.log"
    places = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [SPARK_CLASS, class_, *places, *options],
            env=environ,
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield log
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(pattern: str, log: Path, times: int = 1) -> str:
    """Wait until the log shows the pattern so many times; return its first group."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = re.findall(pattern, log.read_text())
        if len(found) >= times:
            return str(found[0])
        time.sleep(0.2)
    raise TimeoutError(f"no {pattern} in {log}:\n{log.read_text()}")
