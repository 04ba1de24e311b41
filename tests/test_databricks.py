"""The Databricks bundle is valid, as far as can be checked without a workspace."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from databricks.bundles.jobs import Job

from jafflegaggle.config import load

ROOT = Path(__file__).parents[1]
BUNDLE = ROOT / "conf" / "databricks"
JOBS = ["customer_360_serverless", "customer_360_classic"]


@cache
def bundle() -> dict[str, Any]:
    """The bundle's file and the files it includes, each with its folder."""
    main: dict[str, Any] = yaml.safe_load((BUNDLE / "databricks.yml").read_text())
    main["files"] = {
        path: yaml.safe_load(path.read_text())
        for pattern in main["include"]
        for path in sorted(BUNDLE.glob(pattern))
    }
    return main


def job_definitions() -> dict[str, tuple[Path, dict[str, Any]]]:
    return {
        name: (path, job)
        for path, content in bundle()["files"].items()
        for name, job in content["resources"]["jobs"].items()
    }


def strings(node: Any) -> Iterator[str]:
    match node:
        case dict():
            for value in node.values():
                yield from strings(value)
        case list():
            for value in node:
                yield from strings(value)
        case str():
            yield node


def test_the_jobs() -> None:
    assert list(job_definitions()) == JOBS


@pytest.mark.parametrize("name", JOBS)
def test_the_definition_is_valid(name: str) -> None:
    Job.from_dict(job_definitions()[name][1])  # type: ignore[arg-type]


def test_the_validation_is_strict() -> None:
    with pytest.raises(ValueError, match="taskz"):
        Job.from_dict({"name": "job", "taskz": []})  # type: ignore[typeddict-unknown-key]


@pytest.mark.parametrize("name", JOBS)
def test_every_key_resolves(name: str) -> None:
    job = job_definitions()[name][1]
    for kind, declared in (
        ("environment_key", "environments"),
        ("job_cluster_key", "job_clusters"),
    ):
        used = {task[kind] for task in job["tasks"] if kind in task}
        assert used == {entry[kind] for entry in job.get(declared, [])}
    for task in job["tasks"]:
        assert ("environment_key" in task) != ("job_cluster_key" in task)


@pytest.mark.parametrize("name", JOBS)
def test_every_reference_resolves(name: str) -> None:
    path, job = job_definitions()[name]
    declared = {"workspace.file_path", *(f"var.{name}" for name in bundle()["variables"])}
    parameters = {f"job.parameters.{parameter['name']}" for parameter in job["parameters"]}
    for text in strings(job):
        assert set(re.findall(r"\$\{(.*?)\}", text)) <= declared
        assert set(re.findall(r"\{\{(.*?)\}\}", text)) <= parameters | {"job.start_time.iso_date"}
        # Uploaded files are below the folder that is synchronised.
        if text.startswith("${workspace.file_path}/"):
            assert (ROOT / text.removeprefix("${workspace.file_path}/")).is_file()
    for task in job["tasks"]:
        assert (path.parent / task["spark_python_task"]["python_file"]).resolve().is_file()


@pytest.mark.parametrize("name", JOBS)
def test_the_wheel_is_the_one_that_is_built(name: str) -> None:
    path, job = job_definitions()[name]
    wheels = [text for text in strings(job) if text.endswith(".whl")]
    assert [(path.parent / wheel).resolve() for wheel in wheels] == [ROOT / "dist" / "*.whl"]
    artifact = bundle()["artifacts"]["wheel"]
    assert (BUNDLE / artifact["path"]).resolve() == ROOT
    assert artifact["build"] == "make dist"


def test_uploaded_files_exist() -> None:
    folders = {(BUNDLE / path).resolve() for path in bundle()["sync"]["paths"]}
    assert folders == {BUNDLE, ROOT / "jobs"}


def test_the_configuration_reads_from_and_writes_to_the_catalog() -> None:
    config = load(str(BUNDLE / "customer_360.toml"))
    tables = {name for name, source in config.sources.items() if source.table}
    assert tables == {"users", "gaggles", "events", "deals"}
    assert all(s.path.startswith("/Volumes/") for s in config.sources.values() if not s.table)
    assert config.output.schema == "main.customer_360"
