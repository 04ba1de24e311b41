"""An engine is its record: what a call may choose, what it can, and what messages say of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle import engine
from jafflegaggle.cli import main
from jafflegaggle.config import Output, Source
from jafflegaggle.engine import Engine, describe, engine_of, is_local, open_session, registry
from jafflegaggle.engine.registry import ENGINES, choose
from jafflegaggle.errors import InputError
from jafflegaggle.publish import open_store
from jafflegaggle.sources.registry import format_of

pytestmark = pytest.mark.usefixtures("any_engine")


class FluxSession:
    """A session of an engine that is made up, as far as the job looks at it."""

    version = "2.7"


@contextmanager
def open_flux(_argument: str) -> Iterator[Any]:
    yield FluxSession()


FLUX = Engine(
    title="Flux",
    argument="flux",
    open=open_flux,
    runs=lambda session: isinstance(session, FluxSession),
    version=lambda session: f"Flux {session.version}",
    sees_local_disk=lambda _session, path: path.startswith("/mnt/"),
    product="Flux",
    module="json",  # is there
    extra="flux",
    has_catalog=False,
    reads_jdbc=True,
    reads_any_encoding=True,
    compares_csv_headers=True,
    reader_options={"csv": ("sep", "turbo")},
)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Engine]:
    """Register Flux, as one line in the registry does, with changes to its record."""

    def register(**changes: Any) -> Engine:
        flux = replace(FLUX, **changes)
        monkeypatch.setattr(registry, "ENGINES", (flux, *ENGINES))
        return flux

    return register


Use = Callable[..., Engine]
CSV = Source("users", path="/mnt/users.csv")


def with_options(**options: str) -> Source:
    return replace(CSV, options=options)


def message_of(source: Source) -> str:
    with pytest.raises(InputError) as error:
        check_options(source)
    return str(error.value)


def check_options(source: Source) -> None:
    session: Any = FluxSession()
    format_of(source).check_options(engine_of(session), source)


@pytest.mark.parametrize(
    ("argument", "title"),
    [
        ("embedded", "the embedded engine"),
        ("spark", "Spark"),
        ("sc://host:15002", "Spark Connect"),
        ("flux", "Flux"),
    ],
)
def test_a_call_chooses_an_engine(use: Use, argument: str, title: str) -> None:
    use()
    assert choose(argument).title == title


def test_an_unknown_engine_lists_the_new_one(use: Use) -> None:
    use()
    expected = r"--engine x: unknown; expected auto, flux, embedded, spark or a URL sc://host:port$"
    with pytest.raises(InputError, match=expected):
        choose("x")


def test_the_help_lists_the_new_one(use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    use()
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    assert "auto, flux, embedded, spark" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Flux"),
        ({"module": "no_such_module"}, "the embedded engine"),
        ({"module": "no_such_module", "is_ambient": lambda: True}, "Flux"),
        ({"scheme": "flux://"}, "the embedded engine"),
    ],
    ids=["installed", "not installed", "started in it", "needs an address"],
)
def test_auto(
    use: Use, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], expected: str
) -> None:
    monkeypatch.setattr("jafflegaggle.engine.spark.PLATFORMS", ())
    use(**changes)
    assert choose("auto").title == expected


def test_without_any_engine_a_call_names_what_installs_one(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use()
    monkeypatch.setattr("jafflegaggle.engine.spec.has_module", lambda _module: False)
    monkeypatch.setattr("jafflegaggle.engine.spark.PLATFORMS", ())
    with pytest.raises(InputError) as error:
        choose("auto")
    assert str(error.value).endswith(
        'pip install "jafflegaggle[flux]", or "jafflegaggle[embedded]", '
        'or "jafflegaggle[spark]" where there is Java'
    )


def test_its_session(use: Use) -> None:
    flux = use()
    with open_session("flux") as session:
        assert engine_of(session) is flux
        assert describe(session) == "Flux 2.7"
        assert is_local(session, "/mnt/x")
        assert not is_local(session, "/home/x")
        assert not is_local(session, "s3://mnt/x")


def test_what_is_missing_is_named(use: Use) -> None:
    use(module="no_such_module")
    message = r'^--engine flux: Flux is missing; pip install "jafflegaggle\[flux\]"$'
    with pytest.raises(InputError, match=message), open_session("flux"):
        pass


def test_a_pyspark_that_it_does_not_support(use: Use) -> None:
    use(pyspark=((1, 0), (2, 3)))
    message = r'Flux does not support PySpark .*; pip install "pyspark\[connect\]>=1\.0,<2\.3"'
    with pytest.raises(InputError, match=message), open_session("flux"):
        pass


@pytest.mark.parametrize("option", ["sep", "SEP", "turbo", "encoding"])
def test_an_option_that_it_honors_or_the_job_itself(use: Use, option: str) -> None:
    use()
    check_options(with_options(**{option: ","}))


def test_an_option_that_it_ignores_is_refused(use: Use) -> None:
    use()
    assert message_of(with_options(lineSep=";")) == (
        "sources.users.options.lineSep: Flux ignores this option; supported for csv: "
        "charset, encoding, enforceschema, inferschema, mode, multiline, nullvalue, sep, turbo; "
        "leave it out, or use --engine spark or --engine sc://host:port"
    )


def test_without_a_list_it_honors_every_option(use: Use) -> None:
    use(reader_options=None)
    check_options(with_options(lineSep=";"))


@pytest.mark.parametrize("reads_jdbc", [True, False])
def test_who_can_is_named_where_another_cannot(use: Use, reads_jdbc: bool) -> None:
    use(reads_jdbc=reads_jdbc)
    arguments = ["flux"] * reads_jdbc + ["spark", "sc://host:port"]
    expected = f"use {' or '.join(f'--engine {argument}' for argument in arguments)}"
    assert engine.use_instead(lambda other: other.reads_jdbc) == expected


def test_a_schema_needs_a_catalog(use: Use) -> None:
    use()
    output = Output(schema="main.customer_360")
    session: Any = FluxSession()
    message = r"^output\.schema: Flux has no catalog; use output\.path$"
    with pytest.raises(InputError, match=message), open_store(session, output):
        pass


def test_the_engine_of_the_session_under_test(spark: SparkSession, engine_name: str) -> None:
    assert engine_of(spark).argument == engine_name
    assert describe(spark).split()[0] == {"embedded": "Sail", "spark": "Spark"}[engine_name]
