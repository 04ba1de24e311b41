"""The password of a JDBC source reaches the database, and nobody else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle import secrets
from jafflegaggle.cli import main
from jafflegaggle.config import from_toml
from jafflegaggle.errors import InputError
from jafflegaggle.secrets import hide_secrets, password_of
from jafflegaggle.sources.reader import read_source
from tests.conftest import MakeDf
from tests.quick import FAST_JAVA, fast_spark
from tests.small_company import in_this_session, write_company
from tests.sources.test_jdbc import DRIVER

SECRET = "S3CRET-pässword"
KEY = "sources.gaggles.jdbc.password_file"


@pytest.fixture(autouse=True)
def _nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_passwords", set())


# The password itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_password_from_a_file_loses_the_line_break_at_its_end(tmp_path: Path, end: str) -> None:
    (tmp_path / "p").write_bytes(f" {SECRET} ".encode() + end.encode())
    assert password_of(KEY, "", str(tmp_path / "p")) == f" {SECRET} "


def test_a_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", SECRET)
    assert password_of(KEY, "DB_PASSWORD", "") == SECRET
    assert password_of(KEY, "", "") == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is empty; expected a password"),
        (b"\r\n", "is empty; expected a password"),
        (b"S3CRET\xff", "cannot be read (not utf-8)"),
    ],
)
def test_a_file_without_a_password(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "p").write_bytes(content)
    with pytest.raises(InputError) as error:
        password_of(KEY, "", str(tmp_path / "p"))
    assert str(error.value) == f"{KEY}: {tmp_path}/p {message}"
    assert "S3CRET" not in repr(error.value.__context__ and error.value.__cause__)


def test_a_folder_is_no_password(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\)"):
        password_of(KEY, "", str(tmp_path))


def test_what_was_read_is_hide_secrets(tmp_path: Path) -> None:
    for name, password in (("a", "abc"), ("b", "abcdef")):
        (tmp_path / name).write_text(password)
        password_of(KEY, "", str(tmp_path / name))
    assert hide_secrets("me:abcdef@h, abc, ab") == "me:***@h, ***, ab"


# A database that asks for it --------------------------------------------------------------------


def stop(spark: SparkSession, url: str) -> None:
    """Close the database, so that it asks from now on, and another process may open it."""
    with suppress(Exception):  # Derby says so by an error
        stopped = f"{url};shutdown=true;user=me;password={SECRET}"
        spark.read.format("jdbc").options(url=stopped, dbtable="gaggles", driver=DRIVER).load()


@pytest.fixture(scope="module")
def url(
    spark: SparkSession, make_df: MakeDf, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with the tables `gaggles` and `words`, which lets in `me` with the password."""
    url = f"jdbc:derby:{tmp_path_factory.mktemp('db')}/guarded"
    columns = "gaggle_id int, gaggle_name string, created_at string"
    gaggles = make_df([[10, "Rams", "2021-09-01"]], columns)
    words = make_df([["not a number"]], "word string")
    first = {"url": f"{url};create=true;user=me", "driver": DRIVER}
    gaggles.write.format("jdbc").options(dbtable="gaggles", **first).save()
    words.write.format("jdbc").options(dbtable="words", **first).save()
    user = f"CALL SYSCS_UTIL.SYSCS_CREATE_USER('ME', '{SECRET}')"
    with suppress(Exception):  # it gives no rows, and is done all the same
        read = spark.read.format("jdbc").options(dbtable="gaggles", **first)
        read.option("sessionInitStatement", user).load().collect()
    stop(spark, url)
    yield url
    stop(spark, url)


def jdbc(url: str, **place: str) -> dict[str, str]:
    return {"url": url, "table": "gaggles", "user": "me", "driver": DRIVER} | place


def settings_of(table: dict[str, str]) -> list[str]:
    """The options of a call that take the gaggles from there."""
    of_jdbc = [f'--set=sources.gaggles.jdbc.{key}="{value}"' for key, value in table.items()]
    return [*of_jdbc, "--set=sources.gaggles.path="]


def gaggles_at(spark: SparkSession, table: dict[str, str]) -> DataFrame:
    files = {"path": "seeds/raw_user.csv"}
    sources = {"users": files, "events": files, "gaggles": {"jdbc": table}}
    config = from_toml({"sources": sources, "output": {"path": "out"}})
    assert SECRET not in repr(config)
    return read_source(spark, config.sources["gaggles"])


@pytest.mark.engine("spark")
def test_the_database_gets_the_password_and_the_plan_does_not(
    spark: SparkSession,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DB_PASSWORD", SECRET)
    (tmp_path / "p").write_text(f"{SECRET}\n", encoding="utf-8")
    for place in ({"password_env": "DB_PASSWORD"}, {"password_file": str(tmp_path / "p")}):
        gaggles = gaggles_at(spark, jdbc(url, **place))
        assert [row.gaggle_name for row in gaggles.collect()] == ["Rams"]
        gaggles.explain(extended=True)
        gaggles.explain("formatted")
    shown = "".join(capfd.readouterr())
    assert "gaggles" in shown.lower()
    assert SECRET not in shown
    with pytest.raises(InputError, match=r"gaggles \(gaggles at .*not let the user in"):
        gaggles_at(spark, jdbc(url))  # the database does ask


@pytest.mark.engine("spark")
@pytest.mark.parametrize("options", [[], ["--verbose"]], ids=["short", "verbose"])
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"table": "nothing"}, id="no such table"),
        pytest.param({"user": "nobody"}, id="no such user"),
        pytest.param({"driver": "org.nowhere.Driver"}, id="no such driver"),
        pytest.param({"url": f"jdbc:nowhere:{SECRET}"}, id="a url that repeats it"),
        pytest.param(
            {"table": f"(SELECT CAST(word || '{SECRET}' AS int) AS n FROM words) AS t"},
            id="a database that repeats it",
        ),
    ],
)
def test_no_error_shows_the_password(
    spark: SparkSession,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    wrong: dict[str, str],
    options: list[str],
) -> None:
    in_this_session(monkeypatch, spark)
    config = write_company(tmp_path)
    (tmp_path / "p").write_text(f"{SECRET}\n", encoding="utf-8")
    table = jdbc(url, password_file=str(tmp_path / "p")) | wrong
    status = main(["run", "--config", str(config), *settings_of(table), *options])
    shown = "".join(capfd.readouterr())
    assert (status, "jafflegaggle: " in shown) == (2, True)
    assert ("Traceback" in shown) == bool(options)
    assert SECRET not in shown
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


@pytest.mark.engine("spark")
def test_neither_log_nor_summary_shows_the_password(
    spark: SparkSession, url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stop(spark, url)
    folder = tmp_path_factory.mktemp("conf")
    config = write_company(tmp_path)
    options = settings_of(jdbc(url, password_env="DB_PASSWORD"))
    command = ["-m", "jafflegaggle", "run", "--config", str(config), "--engine", "spark"]
    ended = subprocess.run(
        [sys.executable, *command, *options],
        cwd=Path(__file__).parents[2],
        env=os.environ
        | fast_spark(folder)
        | {"DB_PASSWORD": SECRET, "SPARK_SUBMIT_OPTS": f"{FAST_JAVA} -Dspark.log.level=INFO"},
        capture_output=True,
        text=True,
        check=False,
    )
    shown = ended.stdout + ended.stderr
    assert (ended.returncode, "Published" in shown, "INFO SparkContext" in shown) == (
        0,
        True,
        True,
    ), shown
    assert SECRET not in shown
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
