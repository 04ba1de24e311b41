"""Reading the sources on the engine: columns by name, and whatever people's files look like."""

import datetime as dt
import gzip
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Config, from_toml, load
from jafflegaggle.engine import is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine, MergeLines
from jafflegaggle.rules import IdType
from jafflegaggle.sources.files import list_files
from jafflegaggle.sources.merge_lists import merge_lines, read_lines
from jafflegaggle.sources.reader import diagnose_inputs, read_source, read_sources
from jafflegaggle.staging.stage import valid_rows
from tests.conftest import ENGINE, MakeDf
from tests.frames import assert_rows
from tests.small_company import FILES, write_company
from tests.tables import staged, valid

GAGGLES = b"gaggle_id,gaggle_name,created_at\n"
STAGED = "gaggle_id bigint, gaggle_name string, created_at timestamp"
Source = Mapping[str, Any]


def config_of(source: str, reader: Source) -> Config:
    needed: dict[str, Source] = {name: {"path": "x"} for name in ("users", "gaggles", "events")}
    return from_toml({"sources": needed | {source: reader}, "output": {"path": "out"}})


def gaggles_of(spark: SparkSession, path: Path, **reader: Any) -> DataFrame:
    config = config_of("gaggles", {"path": str(path)} | reader)
    return read_source(spark, config.sources["gaggles"])


def cells(table: DataFrame) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in table.collect()), key=str)


def error_of(spark: SparkSession, path: Path, **reader: Any) -> str:
    with pytest.raises(InputError) as error:
        gaggles_of(spark, path, **reader).collect()
    assert error.value.exit_status == 2
    return str(error.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gaggles.csv"


# CSV as people have it --------------------------------------------------------------------------

OTHERS = "use --engine spark or --engine sc://host:port"
JETS = [("7", "Jets", "2021-09-01")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(GAGGLES + b"7,Jets,2021-09-01\n", JETS, id="plain"),
        pytest.param(GAGGLES + b"7,Jets,2021-09-01", JETS, id="no last line break"),
        pytest.param(
            b"created_at,gaggle_name,gaggle_id\n2021-09-01,Jets,7\n", JETS, id="other order"
        ),
        pytest.param(
            b"plan,created_at,gaggle_name,x,gaggle_id\nfree,2021-09-01,Jets,1,7\n",
            JETS,
            id="more columns",
        ),
        pytest.param(
            b"GAGGLE_ID, gaggle_name ,Created_At\n7,Jets,2021-09-01\n",
            JETS,
            id="header in another case, with blanks",
        ),
        pytest.param(b"\xef\xbb\xbf" + GAGGLES + b"7,Jets,2021-09-01\n", JETS, id="BOM"),
        pytest.param(GAGGLES.replace(b"\n", b"\r\n") + b"7,Jets,2021-09-01\r\n", JETS, id="CRLF"),
        pytest.param(GAGGLES + b"\n7,Jets,2021-09-01\n\n", JETS, id="blank lines"),
        pytest.param(
            GAGGLES + b'"7","Jets, ""the""",2021-09-01\n',
            [("7", 'Jets, "the"', "2021-09-01")],
            id="quotes",
        ),
        pytest.param(
            GAGGLES + b'7,"C:\\",2021-09-01\n8,\\n,x\n',
            [("7", "C:\\", "2021-09-01"), ("8", "\\n", "x")],
            id="backslashes are text",
        ),
        pytest.param(GAGGLES + b'7,,""\n', [("7", None, None)], id="empty cells"),
        pytest.param(GAGGLES + b" 7 , Jets , \n", [(" 7 ", " Jets ", " ")], id="blanks stay"),
        pytest.param(GAGGLES + b"#7,NULL,null\n", [("#7", "NULL", "null")], id="no magic words"),
        pytest.param(GAGGLES + "7,Бе́ркли 😀,x\n".encode(), [("7", "Бе́ркли 😀", "x")], id="letters"),
        pytest.param(GAGGLES, [], id="header only"),
        pytest.param(GAGGLES.strip(), [], id="header only, no line break"),
    ],
)
def test_csv(
    spark: SparkSession, file: Path, content: bytes, expected: list[tuple[Any, ...]]
) -> None:
    file.write_bytes(content)
    table = gaggles_of(spark, file)
    assert table.columns == ["gaggle_id", "gaggle_name", "created_at"]
    assert cells(table) == expected


def test_columns_of_other_names(spark: SparkSession, file: Path) -> None:
    file.write_bytes(b"gaggle_id,we`ird,group.name,id\nno,2021-09-01,Jets,7\n")
    names = {"gaggle_id": "id", "gaggle_name": "group.name", "created_at": "we`ird"}
    assert cells(gaggles_of(spark, file, columns=names)) == JETS


@pytest.mark.parametrize(
    ("options", "separator"),
    [({"sep": ";"}, b";"), ({"sep": "\t"}, b"\t"), ({"delimiter": "|"}, b"|")],
)
def test_separators(
    spark: SparkSession, file: Path, options: dict[str, str], separator: bytes
) -> None:
    content = GAGGLES + b"7,Jets,2021-09-01\n"
    file.write_bytes(content.replace(b",", separator))
    assert cells(gaggles_of(spark, file, options=options)) == JETS


def test_without_a_header(spark: SparkSession, file: Path) -> None:
    file.write_bytes(b"7,2021-09-01,Jets\n")
    names = {"gaggle_id": "_c0", "created_at": "_c1", "gaggle_name": "_c2"}
    table = gaggles_of(spark, file, options={"header": False}, columns=names)
    assert cells(table) == JETS


def test_what_a_file_writes_for_null(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES + b'7,NULL,2021-09-01\n8,"NULL",NULL\n9,NULLs,\n')
    table = gaggles_of(spark, file, options={"nullValue": "NULL"})
    assert cells(table) == [("7", None, "2021-09-01"), ("8", None, None), ("9", "NULLs", None)]


@pytest.mark.parametrize(
    ("format_", "option"), [("csv", "ignoreLeadingWhiteSpace"), ("json", "multiLine")]
)
def test_an_option_is_honored_or_refused(
    spark: SparkSession, file: Path, format_: str, option: str
) -> None:
    rows = {
        "csv": "gaggle_id,gaggle_name,created_at\n7,  Jets,2021-09-01\n",
        "json": '{"gaggle_id": "7", \n "gaggle_name": "Jets", "created_at": "2021-09-01"}',
    }
    file.write_text(rows[format_])
    reader = {"format": format_, "options": {option: "true"}}
    if ENGINE == "spark":
        assert cells(gaggles_of(spark, file, **reader)) == JETS
    else:
        message = error_of(spark, file, **reader)
        assert message.startswith(
            f"sources.gaggles.options.{option}: the embedded engine ignores this option; "
            f"supported for {format_}: charset, "
        )
        assert message.endswith(f"; leave it out, or {OTHERS}")


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("mode", "DROPMALFORMED", "expected FAILFAST or nothing, found 'DROPMALFORMED'"),
        ("quote", "''", "expected one character or none, found \"''\""),
        ("sep", "::", "expected one character, found '::'"),
    ],
)
def test_an_option_that_is_wrong_is_named(
    spark: SparkSession, file: Path, option: str, value: str, expected: str
) -> None:
    file.write_bytes(GAGGLES)
    message = error_of(spark, file, options={option: value})
    assert message.startswith(f"sources.gaggles.options.{option}: {expected}")


def test_line_breaks_in_cells(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES + b'7,"Je\nts",2021-09-01\n')
    table = gaggles_of(spark, file, options={"multiLine": "true"})
    assert cells(table) == [("7", "Je\nts", "2021-09-01")]


def test_gzip(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "gaggles.csv.gz"
    file.write_bytes(gzip.compress(GAGGLES + b"7,Jets,2021-09-01\n"))
    assert cells(gaggles_of(spark, file)) == JETS


def test_folders_and_patterns(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.txt"):
        (tmp_path / name).write_bytes(GAGGLES + f"{name[0]},,\n".encode())
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / ".a.csv.crc").write_bytes(b"nonsense\n")
    assert [row[0] for row in cells(gaggles_of(spark, tmp_path))] == ["a", "b", "c"]
    assert [row[0] for row in cells(gaggles_of(spark, tmp_path / "*.csv"))] == ["a", "b"]


def test_a_pattern_leaves_hidden_files_out(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    (tmp_path / "._a.csv").write_bytes(b"\x00\x05\x16\x07")
    assert cells(gaggles_of(spark, tmp_path / "*.csv")) == JETS


# What is wrong with a source --------------------------------------------------------------------


def test_a_missing_file(spark: SparkSession, file: Path) -> None:
    assert error_of(spark, file) == f"gaggles ({file}): no such file or folder, or an empty one"
    pattern = file.parent / "*.csv"
    assert error_of(spark, pattern).startswith(f"gaggles ({pattern}): no such file")
    assert error_of(spark, file.parent).startswith(f"gaggles ({file.parent}): no such file")


def test_a_file_of_zero_bytes(spark: SparkSession, tmp_path: Path) -> None:
    good, empty = tmp_path / "a.csv", tmp_path / "b.csv"
    good.write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    empty.touch()
    assert error_of(spark, empty) == f"gaggles: {empty}: a file of zero bytes"
    assert cells(gaggles_of(spark, tmp_path)) == JETS


def test_a_missing_column(spark: SparkSession, file: Path) -> None:
    file.write_bytes(b"id,name,created_at\n7,Jets,2021-09-01\n")
    assert error_of(spark, file) == (
        f"gaggles ({file}): no column gaggle_id, gaggle_name; found id, name, created_at. "
        "If they have other names there, map them in [sources.gaggles] columns"
    )
    message = error_of(spark, file, columns={"gaggle_id": "id", "gaggle_name": "title"})
    assert message.startswith(f"gaggles ({file}): no column title; found id, name, created_at.")


def test_a_header_that_names_a_column_twice(spark: SparkSession, file: Path) -> None:
    file.write_bytes(b"gaggle_id,gaggle_name,gaggle_id,created_at\n7,Jets,8,2021-09-01\n")
    assert error_of(spark, file).startswith(
        f"gaggles ({file}): no column gaggle_id; "
        "found gaggle_id (column 1), gaggle_name, gaggle_id (column 3), created_at. "
    )
    columns = {"gaggle_id": "gaggle_id (column 3)"}
    assert cells(gaggles_of(spark, file, columns=columns)) == [("8", "Jets", "2021-09-01")]


def test_a_folder_of_different_headers_names_the_file(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    (tmp_path / "b.csv").write_bytes(b"gaggle_name,gaggle_id,created_at\nRams,8,2021-09-01\n")
    message = error_of(spark, tmp_path)
    assert message.startswith(f"{tmp_path}/b.csv: its header (gaggle_name, gaggle_id, created_at)")


def test_an_unknown_format(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES)
    message = error_of(spark, file, format="papyrus")
    assert message.startswith(f"gaggles ({file}): ")
    assert "papyrus" in message
    assert "\n" not in message


def test_a_file_that_is_not_what_its_format_says(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES)
    message = error_of(spark, file, format="parquet")
    assert message == f"{file}: not a Parquet file; see the source's format"
    message = error_of(spark, file, format="orc")
    assert message.startswith(f"gaggles ({file}): ")
    assert len(message) < 1_000
    assert "\n" not in message


LONG = "".join(f"{number},Filler,2021-01-01\n" for number in range(100, 3_000))
BAD_LINES = {
    "too few": ("gaggles", "7,Jets\n", 5, "expected 3 cells, as in the first line, found 2"),
    "too many": ("gaggles", "7,J,e,t\n", 5, "expected 3 cells, as in the first line, found 4"),
    "a comma at the end": ("gaggles", "7,J,x,\n", 5, "expected 3 cells"),
    "too few, far down": ("gaggles", f"{LONG}7\n", 2905, "expected 3 cells"),
}
# These an engine may read without a word, and otherwise than they stand.
BAD_QUOTES = {
    "a quote left open": ('x,1,"a,2021-01-01\ny,1,b,\n', "a quote is not closed"),
    "a line break in a cell": ('x,1,"a\nb",2021-01-01\n', "a quote is not closed"),
    "text behind a quote": ('x,1,"a"b,2021-01-01\n', "text behind a closing quote"),
}


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_stops_the_engine_and_is_named(
    spark: SparkSession, tmp_path: Path, bad: str
) -> None:
    source, lines, number, message = BAD_LINES[bad]
    config = load(str(write_company(tmp_path, **{source: FILES[source] + lines})))
    table = read_source(spark, config.sources[source])
    with pytest.raises(Exception, match=r".", check=is_engine_error):
        table.collect()
    with pytest.raises(InputError) as error:
        diagnose_inputs(spark, config)
    assert error.value.exit_status == 2
    assert str(error.value).startswith(f"{tmp_path}/{source}.csv, line {number}: {message}")


@pytest.mark.parametrize("bad", BAD_QUOTES)
def test_a_bad_quote_is_named(spark: SparkSession, tmp_path: Path, bad: str) -> None:
    lines, message = BAD_QUOTES[bad]
    config = load(str(write_company(tmp_path, events=FILES["events"] + lines)))
    with pytest.raises(InputError) as error:
        read_source(spark, config.sources["events"])
    assert str(error.value).startswith(f"{tmp_path}/events.csv, line 8: {message}")


def test_a_quote_left_open_in_a_column_that_nobody_reads(spark: SparkSession, file: Path) -> None:
    rows = b'7,Jets,x,"5 inch\n8,Nets,x,\n9,Rams,x,"6 inch\n'
    file.write_bytes(b"gaggle_id,gaggle_name,created_at,notes\n" + rows)
    assert f"{file}, line 2: a quote is not closed" in error_of(spark, file)
    expected = [("7", "Jets", "x"), ("8", "Nets", "x"), ("9", "Rams", "x")]
    assert cells(gaggles_of(spark, file, options={"quote": ""})) == expected


def test_escaped_quotes_in_a_column_that_nobody_reads(spark: SparkSession, file: Path) -> None:
    rows = "".join(f'{at},Jets,x,"15\\""\n' for at in range(3))
    file.write_text(f"gaggle_id,gaggle_name,created_at,notes\n{rows}")
    assert f"{file}, line 2: a quote is not closed" in error_of(spark, file)
    read = gaggles_of(spark, file, options={"escape": "\\"})
    assert cells(read) == [(str(at), "Jets", "x") for at in range(3)]


def test_long_cells_with_line_breaks_in_a_large_file(spark: SparkSession, file: Path) -> None:
    """An engine may cut a file of over 10 MB where a line ends, also in a cell."""
    cell = "a line like a row,7,Jets,x\n" * 200
    with file.open("w") as written:
        written.write("gaggle_id,gaggle_name,created_at,notes\n")
        written.writelines(f'{at},Jets,x,"{cell}"\n' for at in range(2_500))
    read = gaggles_of(spark, file, options={"multiLine": "true"})
    assert cells(read.groupBy("gaggle_name").count()) == [("Jets", 2_500)]


@pytest.mark.parametrize("name", ["amount", "deal_name"])
def test_types_in_json_are_those_of_all_rows(
    spark: SparkSession, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "deals.json"
    deal = '{{"close_date": "2021-09-15", "amount": {}, "deal_stage": "Won", "email": ""{}}}\n'
    late = {"amount": (99.99, ', "deal_name": "cents"'), "deal_name": (10, ', "deal_name": "late"')}
    file.write_text(deal.format(10, "") * 1_200 + deal.format(*late[name]))
    config = config_of("deals", {"path": str(file), "format": "json"})
    rows = valid("deals", read_source(spark, config.sources["deals"]), won_stages=("Won",))
    expected = {"amount": (12_000 + Decimal("99.99"), 1), "deal_name": (12_010, 1)}
    (total,) = (
        rows.agg({"amount": "sum", "deal_name": "count"})
        .select("sum(amount)", "count(deal_name)")
        .collect()
    )
    assert tuple(total) == expected[name]


@pytest.mark.engine("embedded")
@pytest.mark.parametrize(("line", "found"), [("a@x.com", 1), ("a@x.com,b@x.com,", 3)])
def test_a_bad_line_of_a_merge_list_is_named(
    spark: SparkSession, tmp_path: Path, line: str, found: int
) -> None:
    config = write_company(tmp_path, merged_user=FILES["merged_user"] + line)
    with pytest.raises(InputError) as error:
        read_sources(spark, load(str(config)))
    assert str(error.value) == (
        f"{tmp_path}/merged_user.csv, line 5: expected 2 cells, as in the first line, found {found}"
    )


@pytest.mark.parametrize("header_only", ["events", "merged_user", "merged_company_domain", "deals"])
def test_a_source_of_a_header_only_is_fine(
    spark: SparkSession, tmp_path: Path, header_only: str
) -> None:
    header = FILES[header_only].splitlines()[0] + "\n"
    sources = read_sources(spark, load(str(write_company(tmp_path, **{header_only: header}))))
    read = getattr(sources, header_only)
    assert read.collect() == [] if isinstance(read, DataFrame) else read.lines == []


# Other formats ----------------------------------------------------------------------------------


def test_json_lines(spark: SparkSession, tmp_path: Path, make_df: MakeDf) -> None:
    file = tmp_path / "gaggles.json"
    file.write_text(
        '{"created_at": "2021-09-01T12:00:00+02:00", "id": 7, "gaggle_name": "Jets", "x": [1]}\n'
        '{"gaggle_name": null, "id": 8, "created_at": null}\n'
        '{"id": null, "gaggle_name": "Lost", "created_at": "2021-09-01"}\n'
    )
    table = gaggles_of(spark, file, format="json", columns={"gaggle_id": "id"})
    good = [(7, "Jets", "2021-09-01 10:00:00"), (8, None, None)]
    assert_rows(valid("gaggles", table, "bigint"), make_df(good, STAGED))


TYPED_IDS = {
    "int8": pa.array([7, None], pa.int8()),
    "int32": pa.array([7, None], pa.int32()),
    "int64": pa.array([7, None], pa.int64()),
    "double": pa.array([7.0, None], pa.float64()),
    "decimal": pa.array([7, None], pa.decimal128(10, 0)),
    "string": pa.array(["7", None], pa.string()),
}
NOON = dt.datetime(2021, 9, 1, 12, 0, 0, 7)
TYPED_TIMES = {
    "timestamp": (pa.array([NOON] * 2, pa.timestamp("us", "UTC")), NOON),
    "timestamp in milliseconds": (
        pa.array([NOON.replace(microsecond=0)] * 2, pa.timestamp("ms", "UTC")),
        NOON.replace(microsecond=0),
    ),
    "timestamp without a zone": (pa.array([NOON] * 2, pa.timestamp("us")), NOON),
    "date": (pa.array([NOON.date()] * 2), dt.datetime(2021, 9, 1)),
    "string": (pa.array(["2021-09-01T14:00:00.000007+02:00"] * 2), NOON),
}


def staged_parquet(
    spark: SparkSession, folder: Path, ids: pa.Array, times: pa.Array, id_type: IdType = "bigint"
) -> DataFrame:
    """Two gaggles as Parquet, read and staged; their columns stand in another order."""
    columns = {"made": times, "gaggle_name": ["Jets", "Lost"], "gaggle_id": ids}
    parquet.write_table(pa.table(columns), folder / "gaggles.parquet")
    names = {"created_at": "made"}
    table = gaggles_of(spark, folder / "gaggles.parquet", format="parquet", columns=names)
    return staged("gaggles", table, id_type)


@pytest.mark.parametrize("type_", TYPED_IDS)
def test_parquet_with_typed_ids(
    spark: SparkSession, tmp_path: Path, make_df: MakeDf, type_: str
) -> None:
    staged = staged_parquet(spark, tmp_path, TYPED_IDS[type_], pa.array(["2021-09-01"] * 2))
    assert_rows(valid_rows(staged), make_df([(7, "Jets", "2021-09-01")], STAGED))
    assert [row.reason for row in staged.where("reason is not null").collect()] == [
        "missing_gaggle_id"
    ]


@pytest.mark.parametrize("type_", TYPED_TIMES)
def test_parquet_with_typed_times(
    spark: SparkSession, tmp_path: Path, make_df: MakeDf, type_: str
) -> None:
    times, expected = TYPED_TIMES[type_]
    staged = staged_parquet(spark, tmp_path, TYPED_IDS["int64"], times)
    assert_rows(valid_rows(staged), make_df([(7, "Jets", expected)], STAGED))


def test_doubles_that_are_no_whole_numbers_are_unreadable(
    spark: SparkSession, tmp_path: Path
) -> None:
    for ids in ([7.5, -0.1], [1e30, float("inf")]):
        staged = staged_parquet(spark, tmp_path, pa.array(ids), pa.array(["2021-09-01"] * 2))
        assert {row.reason for row in staged.collect()} == {"unreadable_gaggle_id"}


def test_ids_that_are_strings(spark: SparkSession, tmp_path: Path, make_df: MakeDf) -> None:
    times = pa.array(["2021-09-01"] * 2)
    text = pa.array([" 007", "7f3a-b"])
    schema = STAGED.replace("bigint", "string")
    staged = staged_parquet(spark, tmp_path, text, times, id_type="string")
    expected = [("007", "Jets", "2021-09-01"), ("7f3a-b", "Lost", "2021-09-01")]
    assert_rows(valid_rows(staged), make_df(expected, schema))
    numbers = staged_parquet(spark, tmp_path, TYPED_IDS["int64"], times, id_type="string")
    assert_rows(valid_rows(numbers), make_df([("7", "Jets", "2021-09-01")], schema))


def test_events_as_parquet(spark: SparkSession, tmp_path: Path, make_df: MakeDf) -> None:
    columns = {
        "timestamp": pa.array([NOON, None], pa.timestamp("us", "UTC")),
        "user_id": pa.array([1, 2], pa.int32()),
        "event_name": ["order_placed", "x"],
        "event_id": pa.array([11, 12], pa.int64()),
    }
    parquet.write_table(pa.table(columns), tmp_path / "e.parquet")
    reader = {"path": str(tmp_path / "e.parquet"), "format": "parquet"}
    source = config_of("events", reader).sources["events"]
    schema = "event_id string, user_id bigint, event_name string, timestamp timestamp"
    events = valid("events", read_source(spark, source), "bigint")
    assert_rows(events, make_df([("11", 1, "order_placed", NOON)], schema))


# Merge lists ------------------------------------------------------------------------------------


def merged_user(spark: SparkSession, folder: Path, reader: Source) -> DataFrame | MergeLines:
    paths = {name: {"path": str(folder / f"{name}.csv")} for name in FILES}
    write_company(folder)
    config = from_toml(
        {"sources": paths | {"merged_user": reader}, "output": {"path": str(folder / "out")}}
    )
    read = read_sources(spark, config).merged_user
    assert read is not None
    return read


def far_list(spark: SparkSession, reader: Source) -> MergeLines:
    source = config_of("merged_user", reader).sources["merged_user"]
    return read_lines(spark, source, list_files(spark, source))


def test_a_list_keeps_the_lines_of_its_file(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(b'\xef\xbb\xbfto,why,from\r\nb,x,a\r\n\r\n"C ",x,\r\n')
    names = {"old_email": "from", "new_email": "to"}
    read = merged_user(spark, tmp_path, {"path": str(file), "columns": names})
    assert read == MergeLines([MergeLine(2, "a", "b"), MergeLine(4, None, "C ")], str(file))


def test_a_list_after_line_breaks_in_cells(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv.gz"
    file.write_bytes(gzip.compress(b'old_email;new_email;note\na;b;"1\n2"\nc;d;\n'))
    options = {"sep": ";", "multiLine": "true"}
    read = merged_user(spark, tmp_path, {"path": str(file), "options": options})
    assert read == MergeLines([MergeLine(2, "a", "b"), MergeLine(4, "c", "d")], str(file))


def test_lists_of_a_folder_name_their_files(spark: SparkSession, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for name in ("b", "a"):
        (folder / f"{name}.csv").write_text(f"old_email,new_email\n{name},x\n")
    read = merged_user(spark, tmp_path, {"path": str(folder)})
    assert isinstance(read, MergeLines)
    assert list(read.lines) == [
        MergeLine(2, "a", "x", f"{folder}/a.csv"),
        MergeLine(2, "b", "x", f"{folder}/b.csv"),
    ]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that only the engine sees."""
    monkeypatch.setattr("jafflegaggle.sources.files.is_local", lambda _session, _path: False)


@pytest.mark.usefixtures("far")
def test_a_list_that_only_the_engine_sees(spark: SparkSession, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    text = "old_email,new_email\nj\u00f6rg,x\n".encode("latin-1")
    (folder / "z.csv").write_bytes(text)
    (folder / "b.csv.gz").write_bytes(gzip.compress(text))
    read = far_list(spark, {"path": str(folder), "options": {"encoding": "ISO-8859-1"}})
    assert [(line.line, line.old, line.new) for line in read.lines] == [(2, "j\u00f6rg", "x")] * 2
    assert [Path(line.file).name for line in read.lines] == ["b.csv.gz", "z.csv"]


@pytest.mark.usefixtures("far")
def test_a_list_that_only_the_engine_sees_is_text(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes("old_email,new_email\na,b\nj\u00f6rg,x\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"m\.csv, line 3: not utf-8 .*options\.encoding"):
        far_list(spark, {"path": str(file)})


@pytest.mark.usefixtures("far")
def test_a_list_that_only_the_engine_sees_is_not_packed(
    spark: SparkSession, tmp_path: Path
) -> None:
    (tmp_path / "m.csv.zip").write_bytes(b"PK")
    with pytest.raises(InputError, match=r"m\.csv\.zip: \.zip is not read; unpack it"):
        far_list(spark, {"path": str(tmp_path / "m.csv.zip")})


@pytest.mark.usefixtures("far")
def test_a_list_that_not_even_the_engine_sees(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^merged_user \(.*/m\.csv\): "):
        far_list(spark, {"path": str(tmp_path / "m.csv")})


@pytest.mark.usefixtures("far")
@pytest.mark.engine("embedded")
def test_csv_that_only_the_engine_sees_is_refused(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    message = error_of(spark, file)
    expected = f"gaggles ({file}): the embedded engine reads CSV there without checking the header"
    assert message.startswith(expected)
    assert f"{OTHERS}, Parquet files, or a copy on a local disk" in message


def test_the_name_of_a_folder_stays_as_it_is(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("007", "1e1"):
        folder = tmp_path / "gaggles" / f"gaggle_id={name}"
        folder.mkdir(parents=True)
        (folder / "1.csv").write_text("gaggle_name,created_at\nJets,2021-09-01\n")
    read = gaggles_of(spark, tmp_path / "gaggles")
    assert sorted(row.gaggle_id for row in read.collect()) == ["007", "1e1"]


def test_a_list_as_json_has_no_lines(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    file.write_text('{"old_email": "b", "new_email": "c"}\n{"new_email": "b", "old_email": "a"}\n')
    read = merged_user(spark, tmp_path, {"path": str(file), "format": "json"})
    assert isinstance(read, DataFrame)
    lines = merge_lines("merged_user", read, 10)
    assert lines == MergeLines([MergeLine(None, "a", "b"), MergeLine(None, "b", "c")], str(file))
    assert len(merge_lines("merged_user", read, 1).lines) == 2  # one beyond the limit
    assert len(merge_lines("merged_user", read, 0).lines) == 1


def test_what_a_list_writes_for_null(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("old_email,new_email\na,NULL\n")
    read = merged_user(spark, tmp_path, {"path": str(file), "options": {"nullValue": "NULL"}})
    assert read == MergeLines([MergeLine(2, "a", None)], str(file))


def test_a_list_whose_columns_are_one(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("a,b\nx,y\n")
    columns = {"old_email": "a", "new_email": "a"}
    with pytest.raises(InputError) as error:
        merged_user(spark, tmp_path, {"path": str(file), "columns": columns})
    assert str(error.value) == (
        f"merged_user ({file}): old_email and new_email are both read from the column a; "
        "fix [sources.merged_user] columns"
    )


def test_a_list_of_zero_bytes(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.touch()
    with pytest.raises(InputError) as error:
        merged_user(spark, tmp_path, {"path": str(file)})
    assert str(error.value) == f"merged_user: {file}: a file of zero bytes"


def test_a_list_without_its_columns(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("old,new\na,b\n")
    with pytest.raises(InputError) as error:
        merged_user(spark, tmp_path, {"path": str(file)})
    message = f"merged_user ({file}): no column old_email, new_email; found old, new."
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("b,a\nx,y\n", {}, [("y", "x", None)]),
        ("a,reason,b\nx,,y\n,,\nx,why,z\n", {}, [("x", "y", None), ("x", "z", "why")]),
        ("a,b,note\nx,y,why\n", {"reason": "note"}, [("x", "y", "why")]),
        ("one,b,reason\nx,-,-\n", {"a": "one"}, [("x", None, "-")]),
    ],
)
def test_vetoes(
    spark: SparkSession,
    tmp_path: Path,
    text: str,
    columns: dict[str, str],
    expected: list[tuple[str | None, ...]],
) -> None:
    file = tmp_path / "v.csv"
    file.write_text(text)
    reader = {"path": str(file), "columns": columns, "null_values": ["-"]}
    source = config_of("not_same_user", reader).sources["not_same_user"]
    read = read_lines(spark, source, list_files(spark, source))
    found = merge_lines("not_same_user", read, 10, ["-"]).lines
    assert [(line.old, line.new, line.reason) for line in found] == expected


def test_vetoes_whose_reason_is_missed(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("a,b\nx,y\n")
    reader = {"path": str(file), "columns": {"reason": "note"}}
    source = config_of("not_same_user", reader).sources["not_same_user"]
    with pytest.raises(InputError, match=r"not_same_user .* no column note; found a, b"):
        read_lines(spark, source, list_files(spark, source))


# Catalogs and JDBC ------------------------------------------------------------------------------

TABLE: dict[str, Any] = {"table": "default.jafflegaggle_gaggles", "columns": {"gaggle_id": "id"}}
JDBC = {"jdbc": {"url": "jdbc:postgresql://db/app", "table": "gaggles"}}


@pytest.mark.engine("spark")
def test_a_catalog_table(spark: SparkSession, make_df: MakeDf) -> None:
    rows = make_df([("x", "Jets", 7)], "created_at string, gaggle_name string, id bigint")
    rows.write.mode("overwrite").saveAsTable(TABLE["table"])
    try:
        table = read_source(spark, config_of("gaggles", TABLE).sources["gaggles"])
        assert cells(table) == [(7, "Jets", "x")]
    finally:
        spark.sql(f"DROP TABLE {TABLE['table']}")


@pytest.mark.engine("spark")
def test_a_catalog_table_that_is_missing(spark: SparkSession) -> None:
    with pytest.raises(InputError) as error:
        read_source(spark, config_of("gaggles", TABLE).sources["gaggles"]).collect()
    message = str(error.value)
    assert message.startswith("gaggles (default.jafflegaggle_gaggles): ")
    assert "TABLE_OR_VIEW_NOT_FOUND" in message
    assert "\n" not in message


@pytest.mark.engine("embedded")
@pytest.mark.parametrize(
    ("kind", "reader", "lack"),
    [("table", TABLE, "has no catalog"), ("jdbc", JDBC, "reads no databases")],
)
def test_the_embedded_engine_reads_files_only(
    spark: SparkSession, kind: str, reader: Source, lack: str
) -> None:
    with pytest.raises(InputError) as error:
        read_source(spark, config_of("gaggles", reader).sources["gaggles"])
    assert str(error.value) == (f"sources.gaggles.{kind}: the embedded engine {lack}; {OTHERS}")


# Where the engines alone would go different ways ------------------------------------------------


@pytest.mark.engine("embedded")  # Spark leaves out a line of blanks, as an empty one
def test_a_line_of_blanks_has_too_few_cells(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES + b"7,Jets,2021-09-01\n   \n8,Rams,2021-09-01\n")
    table = gaggles_of(spark, file)
    with pytest.raises(Exception, match=r".", check=is_engine_error):
        table.collect()


def test_a_column_without_a_name(spark: SparkSession, file: Path) -> None:
    file.write_bytes(b"gaggle_id,gaggle_name,created_at,\n7,Jets,2021-09-01,x\n")
    assert cells(gaggles_of(spark, file)) == JETS


@pytest.mark.parametrize(
    ("option", "name"), [("encoding", "ISO-8859-1"), ("charset", "iso-8859-1")]
)
def test_the_encoding_is_heeded_or_refused(
    spark: SparkSession, file: Path, option: str, name: str
) -> None:
    file.write_bytes(GAGGLES + "7,Grünwald,2021-09-01\n".encode("latin-1"))
    options = {option: name}
    if ENGINE == "embedded":
        assert "encoding" in error_of(spark, file, options=options)
    else:
        expected = [("7", "Grünwald", "2021-09-01")]
        assert cells(gaggles_of(spark, file, options=options)) == expected


@pytest.mark.parametrize("name", ["utf-8", "UTF-8"])
def test_utf_8_may_be_named(spark: SparkSession, file: Path, name: str) -> None:
    file.write_bytes(GAGGLES + "7,Grünwald,2021-09-01\n".encode())
    read = cells(gaggles_of(spark, file, options={"encoding": name}))
    assert read == [("7", "Grünwald", "2021-09-01")]


def test_a_broken_line_of_json(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "gaggles.json"
    file.write_text('{"gaggle_id": 7, "gaggle_name": "Jets", "created_at": "x"}\n{"gaggle_id"\n')
    with pytest.raises(Exception, match=r"(?i)json|malformed"):
        gaggles_of(spark, file, format="json").collect()


def test_a_file_in_a_folder_of_the_folder_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("day=2021-09-01/a.csv", "old/a.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    assert error_of(spark, tmp_path).startswith(f"{tmp_path}/old/a.csv: in a folder of the folder")


def test_a_pattern_reaches_into_folders(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("day=2021-09-01/a.csv", "old/a.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    assert cells(gaggles_of(spark, tmp_path / "*" / "*")) == JETS * 2


def test_the_folders_of_partitions_are_read(spark: SparkSession, tmp_path: Path) -> None:
    for day in ("day=2021-09-01", "day=2021-09-02"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "a.csv").write_bytes(GAGGLES + b"7,Jets,2021-09-01\n")
    assert cells(gaggles_of(spark, tmp_path)) == JETS * 2
