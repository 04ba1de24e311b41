"""The Java of the tests is found, and its wrapper drops the one argument that it must."""

import subprocess
from pathlib import Path

import pytest

from tests.java import machine_version, parse_version, write_wrapper


@pytest.mark.parametrize(
    ("banner", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17),
        ('openjdk version "21" 2023-09-19 LTS', 21),
        ('java version "1.8.0_292"', 8),
        ("The operation could not be completed.", None),
    ],
)
def test_parse_version(banner: str, version: int | None) -> None:
    assert parse_version(banner) == version


def fake_java(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_java_home_takes_precedence_over_the_path(tmp_path: Path) -> None:
    fake_java(tmp_path / "home" / "bin" / "java", "echo 'version \"21.0.8\"' >&2")
    fake_java(tmp_path / "path" / "java", "echo 'version \"11.0.1\"' >&2")
    environ = {"PATH": str(tmp_path / "path")}
    assert machine_version(environ) == 11
    assert machine_version(environ | {"JAVA_HOME": str(tmp_path / "home")}) == 21


def test_no_java(tmp_path: Path) -> None:
    assert machine_version({"PATH": str(tmp_path)}) is None
    assert machine_version({"PATH": str(tmp_path), "JAVA_HOME": str(tmp_path)}) is None
    fake_java(tmp_path / "java", "exit 1")
    assert machine_version({"PATH": str(tmp_path)}) is None


def test_the_wrapper_drops_one_argument_and_keeps_the_rest(tmp_path: Path) -> None:
    echo = fake_java(tmp_path / "a folder" / "echo", 'printf "<%s>" "$@"')
    home = write_wrapper(tmp_path / "home", echo)
    arguments = ["-Dx=a b", "--add-modules=jdk.incubator.vector", "", "--add-modules=ALL", "Main"]
    command = [str(home / "bin" / "java"), *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout == "<-Dx=a b><><--add-modules=ALL><Main>"
