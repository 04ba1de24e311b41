"""House rules that no linter knows: what DataFrame code must not do, checked on the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame

PACKAGE = Path(__file__).parents[1] / "jafflegaggle"

# The only modules that bring rows to the driver; these are few by contract.
DRIVER_SIDE = {
    "checks/runner.py",
    "explain/rows.py",
    "identity/known_keys.py",
    "publish/reach.py",
    "publish/schema.py",
    "publish/schema_documents.py",
    "incremental/reconcile.py",
    "incremental/watermark.py",
    "computation.py",
    "crm/baseline_places.py",
    "crm/baseline_store.py",
    "crm/change_set.py",
    "crm/report.py",
    "crm/stream.py",
    "plan/plan.py",
    "sources/json.py",
    "sources/merge_lists.py",
    "sources/opened.py",
    "suggest/candidates.py",
    "suggest/crm_merges.py",
    "suggest/lists.py",
    "suggest/run.py",
    "report/calls.py",
    "report/summary.py",
    "report/unreadable_cells.py",
    "report/unreadable_columns.py",
    "validate/sample.py",
}
TO_DRIVER = {"collect", "isEmpty", "show", "tail", "toArrow", "toLocalIterator"}
# These return at most one row, but run a job; `F.count` and `F.first` take a column.
JOBS = {"count", "first", "head"}
STARTS_JOBS = DRIVER_SIDE | {
    "crm/acknowledge.py",
    "crm/change_set_files.py",
    "publish/folder_reader.py",
}

# Pure transformations, frames in and frame out: they never touch a session.
SESSIONLESS = (
    "checks/keys.py",
    "columns/",
    "identity/",
    "incremental/",
    "models/",
    "pipeline.py",
    "staging/",
)

# Names of engines; PySpark is the API of all of them, and spark-submit a command.
ENGINE_NAMES = re.compile(r"\b(?:pysail|Sail|SAIL|[Ee]mbedded|EMBEDDED|Spark|SPARK)\b")

# Not supported on every engine, or Python in the plan.
BANNED = {
    "_jdf",
    "_jvm",
    "applyInPandas",
    "checkpoint",
    "foreach",
    "foreachPartition",
    "localCheckpoint",
    "mapInArrow",
    "mapInPandas",
    "observe",
    "rdd",
    "sparkContext",
    "toPandas",
}


def violations(source: str, path: str) -> Iterator[str]:
    """The violations of the rules in a module; `path` is relative to the package."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for rule in _broken_rules(node, path):
            yield f"{path}:{node.lineno}: {rule}"  # type: ignore[attr-defined]
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in _columns_of_frames(function):
                yield f"{path}:{node.lineno}: write F.col(...), not {ast.unparse(node)}"


def _broken_rules(node: ast.AST, path: str) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name) if name in BANNED:
            yield f".{name} is banned"
        case ast.Call(func=ast.Attribute(attr=name)) if name in TO_DRIVER:
            if path not in DRIVER_SIDE:
                yield f".{name}() brings rows to the driver"
        case ast.Call(func=ast.Attribute(attr=name), args=[]) if name in JOBS:
            if path not in STARTS_JOBS:
                yield f".{name}() starts a job"
        case ast.Call(func=ast.Attribute(attr="join"), args=args, keywords=keywords):
            names = {keyword.arg for keyword in keywords}
            if len(args) + len(names) > 1 and "how" not in names:
                yield "a join spells out how="
        case ast.Name(id="SparkSession") | ast.alias(name="SparkSession"):
            if path.startswith(SESSIONLESS):
                yield "transformations know no session"


def _columns_of_frames(function: ast.FunctionDef) -> Iterator[ast.Attribute | ast.Subscript]:
    """Find `users.email` and `users["email"]` on the parameters that are DataFrames."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    frames = {
        argument.arg
        for argument in arguments
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "DataFrame"
    }
    for node in ast.walk(function):
        match node:
            case ast.Attribute(value=ast.Name(id=frame), attr=name) if frame in frames:
                if not hasattr(DataFrame, name):
                    yield node
            case ast.Subscript(value=ast.Name(id=frame)) if frame in frames:
                yield node


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_a_module_follows_the_rules(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    assert list(violations(path.read_text(encoding="utf-8"), name)) == []


def names_of_engines(text: str) -> list[str]:
    """Each line of a module that names an engine, in code, messages or comments."""
    return [line.strip() for line in text.splitlines() if ENGINE_NAMES.search(line)]


@pytest.mark.parametrize(
    "path",
    sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "engine"),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_only_the_engine_package_names_engines(path: Path) -> None:
    assert names_of_engines(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ("return cell  # Sail reads it in any case", True),
        ('raise InputError("the embedded engine has no catalog")', True),
        ("from pysail.spark import SparkConnectServer", True),
        ("if isinstance(session, Spark):", True),
        ("from pyspark.sql import SparkSession", False),
        ("def read(spark: SparkSession) -> DataFrame:", False),
        ("WORDS = 'Sailors'", False),
    ],
)
def test_a_name_of_an_engine_is_detected(line: str, is_named: bool) -> None:
    assert names_of_engines(line) == [line] * is_named


def test_the_list_of_driver_side_modules_is_current() -> None:
    assert [name for name in sorted(STARTS_JOBS) if not (PACKAGE / name).exists()] == []


@pytest.mark.parametrize(
    "line",
    [
        "users.toPandas()",
        "users.rdd",
        "users.sparkSession.sparkContext",
        "spark._jvm.System",
        "users.collect()",
        "users.where('a').count()",
        "users.first()",
        "[row for row in users.select('email').toLocalIterator()]",
        "users.filter(users.email.isNull())",
        "users.filter(users['email'].isNull())",
        "users.join(events, 'user_id')",
        "users.join(events, on='user_id')",
        "SparkSession.getActiveSession()",
    ],
)
def test_a_violation_is_detected(line: str) -> None:
    source = f"def model(users: DataFrame) -> DataFrame:\n    return {line}\n"
    assert len(list(violations(source, "models/users.py"))) == 1


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("users.select(F.col('email'))", "models/users.py"),
        ("users.join(events, on='user_id', how='left')", "models/users.py"),
        ("', '.join(users.columns)", "models/users.py"),
        ("users.agg(F.count('email'), F.first('email'))", "models/users.py"),
        ("users.collect()", "report/summary.py"),
        ("users.count()", "publish/folder_reader.py"),
        ("SparkSession.getActiveSession()", "engine/spark.py"),
    ],
)
def test_valid_code_is_accepted(line: str, path: str) -> None:
    source = f"def model(users: DataFrame) -> DataFrame:\n    return {line}\n"
    assert list(violations(source, path)) == []
