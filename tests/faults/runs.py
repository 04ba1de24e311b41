"""Runs in processes of their own, to be watched, stopped and killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.java import java_environ
from tests.quick import FAST_JAVA

ROOT = Path(__file__).parents[2]
PATIENCE = 300
QUICK_SPARK = ["--master", "local[2]"]  # in a session of the driver's own
# PySpark leaves it set in this process when a Spark Connect session was open here.
LEFT_BY_CONNECT = "SPARK_CONNECT_MODE_ENABLED"


@dataclass
class Ended:
    """How a run ended: negative statuses are signals."""

    status: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The message for the person who must act."""
        return self.err.partition("jafflegaggle: ")[2]

    def assert_is_a_short_error(self, status: int = 2) -> None:
        """Assert this status, and one paragraph without a stack trace."""
        assert (self.status, self.out) == (status, ""), self.err
        assert "Traceback" not in self.err
        assert "\tat " not in self.err
        assert "internal error" not in self.err
        assert 0 < len(self.message) < 900, self.err
        assert "\n\n" not in self.message


RunHere = Callable[[list[str]], Ended]


def environ() -> dict[str, str]:
    """This environment, for processes that run this tree's code on either engine."""
    spark = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    java = java_environ() | {"JDK_JAVA_OPTIONS": FAST_JAVA}  # daemons and executors included
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ours = {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    inherited = {name: value for name, value in os.environ.items() if name != LEFT_BY_CONNECT}
    return inherited | spark | java | ours


def command(
    config: Path, output: Path | str, *options: object, engine: str = "embedded"
) -> list[str]:
    """The command of a run."""
    named = ["--config", config, "--output", output, "--engine", engine]
    return ["run", *map(str, named), *map(str, options)]


def start(
    arguments: list[str], *watch: object, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """Start a command as the leader of a process group.

    Args:
        arguments: the arguments of the command `jafflegaggle`.
        watch: options of `tests.faults.driver`, if that should run it.
        before: called in the new process first.
    """
    if watch:
        output = arguments[arguments.index("--output") + 1]
        module = ["tests.faults.driver", "--folder", output, *map(str, watch), "--"]
    else:
        module = ["jafflegaggle"]
    return subprocess.Popen(
        [sys.executable, "-m", *module, *arguments],
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=before,  # noqa: PLW1509 - it takes no lock
    )


def end(running: subprocess.Popen[str]) -> Ended:
    """Wait until a run ends; no process of it is left behind."""
    try:
        out, err = running.communicate(timeout=PATIENCE)
    finally:
        kill(running)
    return Ended(running.returncode, out, err)


def run(arguments: list[str], *watch: object, before: Callable[[], None] | None = None) -> Ended:
    """Run a command to its end; the arguments are those of `start`."""
    return end(start(arguments, *watch, before=before))


def kill(running: subprocess.Popen[str]) -> None:
    """Kill a run and what it has started, if it is still alive."""
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    running.wait(PATIENCE)


def wait_for_step(running: subprocess.Popen[str], step: str) -> str:
    """Wait until a run has logged the end of a step; return its log up to then."""
    assert running.stderr
    log = ""
    for line in running.stderr:
        log += line
        if line.split()[3:4] == [f"{step}:"]:  # after time, level and run id
            return log
    raise AssertionError(f"the run ended before {step}:\n{log}")


@contextmanager
def stopped_after(step: str, arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A run that is paused after a step during the block, and then continues."""
    running = start(arguments)
    try:
        wait_for_step(running, step)
        os.killpg(running.pid, signal.SIGSTOP)
        yield running
    except BaseException:
        kill(running)
        raise
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGCONT)
