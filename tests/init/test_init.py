"""`jafflegaggle init`: what is proposed of an export, and what is said not to be sure."""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from jafflegaggle.cli import main
from jafflegaggle.commands.init import SOURCES as OFFERED
from jafflegaggle.config import from_toml
from jafflegaggle.init.ask import ask
from jafflegaggle.init.command import Wanted
from jafflegaggle.staging import SOURCES

Files = Mapping[str, str | bytes]
Init = Callable[..., dict[str, Any]]

USERS = "user_id,user_name,email,gaggle_id,created_at\n1,Ann,ann@rams.la,10,2021-01-01\n"
GAGGLES = "gaggle_id,gaggle_name,created_at\n10,Rams,2021-01-01\n"
EVENTS = "event_id,user_id,event_name,timestamp\na,1,order_placed,2021-02-01T10:00:00Z\n"
USUAL: Files = {"users.csv": USERS, "gaggles.csv": GAGGLES, "events.csv": EVENTS}


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Init:
    """Writes files beside the usual ones, calls the command on their folder, gives the TOML."""
    monkeypatch.chdir(tmp_path)

    def call(files: Files, *arguments: str, without: str = "") -> dict[str, Any]:
        write(Path("in"), {name: USUAL[name] for name in USUAL if name != without} | {**files})
        status = main(["init", "in", *arguments])
        shown = capsys.readouterr()
        assert status == 0, shown.err
        text = Path("jafflegaggle.toml").read_text(encoding="utf-8")
        table = tomllib.loads(text)
        from_toml(table)  # a run would take it
        return {"shown": shown.out, "text": text, **table}

    return call


def columns_of(source: Mapping[str, Any]) -> dict[str, Any]:
    return dict(source.get("columns", {}))


def test_our_own_names_need_no_mapping(init: Init) -> None:
    given = init({})

    assert given["sources"] == {
        "users": {"path": "in/users.csv"},
        "gaggles": {"path": "in/gaggles.csv"},
        "events": {"path": "in/events.csv"},
    }
    assert given["job"] == {"id_type": "bigint"}
    assert given["rules"] == {"event_names": ["order_placed"]}
    assert "check:" not in given["text"]


# What others call our columns, in our order.
NAMES = {
    "Django": ("users", "id,username,email,team_id,date_joined"),
    "Rails": ("users", "id,full_name,email_address,org_id,created_on"),
    "camel case": ("users", "uid,displayName,e-mail,workspaceId,createdAt"),
    "of people": ("users", "Member ID,Name,Work Email,Company,Joined At"),
    "teams": ("gaggles", "id,title,date_created"),
    "organizations": ("gaggles", "organization_id,organization_name,inserted_at"),
    "Amplitude": ("events", "uuid,user_id,event_type,event_time"),
    "RudderStack": ("events", "messageId,userId,event,originalTimestamp"),
    "a log": ("events", "id,actor_id,action,ts"),
}
CELLS = {
    "users": "1,Ann,ann@rams.la,10,2021-01-01",
    "gaggles": "10,Rams,2021-01-01",
    "events": "7,1,order_placed,2021-02-01T10:00:00Z",
}


@pytest.mark.parametrize("case", NAMES)
def test_columns_have_other_names(init: Init, case: str) -> None:
    source, header = NAMES[case]

    given = init({f"{source}.csv": f"{header}\n{CELLS[source]}\n"})

    mapping = zip(SOURCES[source].column_names, header.split(","), strict=True)
    expected = {ours: theirs for ours, theirs in mapping if ours != theirs}
    assert columns_of(given["sources"][source]) == expected
    assert "check:" not in given["text"]


def test_a_name_of_two_parts_is_computed(init: Init) -> None:
    given = init(
        {"users.csv": "id,First Name,last_name,email,gaggle_id,created_at\n1,A,B,a@x.com,10,\n"}
    )

    name = columns_of(given["sources"]["users"])["user_name"]
    assert name == {"expr": "concat_ws(' ', `First Name`, last_name)"}
    assert "users.columns.user_name: computed" in given["shown"]


def test_one_of_several_columns_is_said_to_be_chosen(init: Init) -> None:
    given = init(
        {"users.csv": "id,name,email,team_id,org_id,created_at\n1,A,a@x.com,10,99,2021-01-01\n"}
    )

    assert columns_of(given["sources"]["users"])["gaggle_id"] == "team_id"
    said = "gaggle_id: read from team_id; it could also be org_id"
    assert said in given["shown"]
    assert "# check: read from team_id; it could also be org_id" in given["text"]


def test_a_column_is_found_by_its_cells_and_that_is_said(init: Init) -> None:
    given = init(
        {"users.csv": "id,name,kontakt,gaggle_id,angelegt\n1,A,a@x.com,10,2021-01-01\n"},
        "--users",
        "in/users.csv",
    )

    columns = columns_of(given["sources"]["users"])
    assert (columns["email"], columns["created_at"]) == ("kontakt", "angelegt")
    assert "the only column left whose cells look like it" in given["text"]


def test_a_column_that_is_not_there_is_null_and_that_is_said(init: Init) -> None:
    given = init({"users.csv": "user_id,email\n1,a@x.com\n", "gaggles.csv": GAGGLES})

    columns = columns_of(given["sources"]["users"])
    assert columns["gaggle_id"] == {"expr": "CAST(NULL AS STRING)"}
    assert "users.columns.gaggle_id: no column looks like it, so that it is NULL" in given["shown"]


def test_what_an_event_needs_is_a_question(init: Init) -> None:
    given = init(
        {"log.csv": "user_id,when,what\n1,2021-01-01,x\n"},
        "--events",
        "in/log.csv",
        without="events.csv",
    )

    assert "Not decided" in given["shown"]
    assert "# to do: columns.event_name: no column looks like it; there" in given["text"]


# One column of cells, and the formats that are proposed.
TIMES = {
    "epochs": (["1630836000", "1630836001"], "epoch_s"),
    "milliseconds": (["1630836000123"], "epoch_ms"),
    "American": (["9/25/2021 7:03 PM", "10/1/2021 12:30 AM"], "M/d/yyyy h:mm a"),
    "German": (["25.09.2021 07:03", "01.10.2021 12:30"], "dd.MM.yyyy HH:mm"),
    "compact": (["20210925", "20211001"], "yyyyMMdd"),
    "ISO": (["2021-09-25T07:03:00.123Z", "2021-09-25 07:03:00+02"], None),
    "zero": (["0000-00-00 00:00:00", "2021-09-25 07:03:00Z"], None),
}


@pytest.mark.parametrize("case", TIMES)
def test_formats_of_times(init: Init, case: str) -> None:
    cells, expected = TIMES[case]
    rows = "".join(f"e{at},1,order_placed,{cell}\n" for at, cell in enumerate(cells))

    given = init({"events.csv": f"event_id,user_id,event_name,timestamp\n{rows}"})

    assert given["sources"]["events"].get("formats", {}).get("timestamp") == expected


def test_days_and_months_that_nobody_can_tell_apart(init: Init) -> None:
    events = {"events.csv": EVENTS.replace("2021-02-01T10:00:00Z", "01/02/2021")}

    given = init(events)
    assert "formats" not in given["sources"]["events"]
    assert "formats.timestamp: MM/dd/yyyy or dd/MM/yyyy? no day beyond the 12th" in given["text"]

    given = init(events, "--date-order", "dmy", "--force")
    assert given["sources"]["events"]["formats"] == {"timestamp": "dd/MM/yyyy"}


IDS = {
    "numbers": (["1", "22"], "bigint"),
    "of pandas": (["1.0", "22.0"], "bigint"),
    "UUIDs": (["6f9619ff-8b86-d011-b42d-00cf4fc964ff"], "string"),
    "leading zeros": (["007", "7"], "string"),
    "beyond 64 bits": (["92233720368547758070"], "string"),
    "no value": (["1", "NULL"], "bigint"),
}


@pytest.mark.parametrize("case", IDS)
def test_the_type_of_ids(init: Init, case: str) -> None:
    cells, expected = IDS[case]
    users = "".join(f"{cell},Ann,a{cell}@rams.la,10,2021-01-01\n" for cell in cells)

    given = init({"users.csv": USERS.partition("\n")[0] + "\n" + users})

    assert given["job"]["id_type"] == expected


def test_ids_in_another_case_are_made_one(init: Init) -> None:
    given = init(
        {"users.csv": USERS.replace("\n1,", "\nAB1,"), "events.csv": EVENTS.replace(",1,", ",ab1,")}
    )

    for source in ("users", "events"):
        assert columns_of(given["sources"][source])["user_id"] == {"expr": "lower(user_id)"}
    assert "users.columns.user_id: the same ids are in other case elsewhere" in given["shown"]


def test_ids_that_are_other_ids(init: Init) -> None:
    given = init({"events.csv": EVENTS.replace(",1,", ",77,")})

    assert "no cell is among the user_id of users: '77' there, and '1' in users" in given["shown"]


def test_e_mails_are_the_ids_where_events_name_users_by_them(init: Init) -> None:
    given = init({"events.csv": EVENTS.replace(",1,", ",ann@rams.la,")})

    assert columns_of(given["sources"]["users"])["user_id"] == "email"
    assert given["job"]["id_type"] == "string"
    assert "user_id: read from email, since events name users by their e-mails" in given["shown"]


def test_an_id_is_found_by_its_cells(init: Init) -> None:
    given = init(
        {"users.csv": "Kunden-Nr,email\n1,a@x.com\n2,b@x.com\n"}, "--users", "in/users.csv"
    )

    assert columns_of(given["sources"]["users"])["user_id"] == "Kunden-Nr"
    assert "# check: read from Kunden-Nr, the only column left" in given["text"]


def test_further_columns_and_marks_of_deleted_rows_are_hints(init: Init) -> None:
    header, row = USERS.splitlines()
    users = f"{header},plan,password_hash,deleted_at\n{row},pro,x,2021-05-01\n"

    given = init({"users.csv": users})

    assert '# extra = ["plan"] # to show them, too' in given["text"]
    assert '# where = "deleted_at IS NULL" # rows with deleted_at count otherwise' in given["text"]
    assert given["sources"]["users"] == {"path": "in/users.csv"}


def test_ids_with_a_point_where_ids_are_text(init: Init) -> None:
    given = init({"users.csv": USERS.replace("\n1,", "\nu1,").replace(",10,", ",10.0,")})

    expected = {"expr": "regexp_replace(gaggle_id, '[.]0+$', '')"}
    assert columns_of(given["sources"]["users"])["gaggle_id"] == expected
    assert columns_of(given["sources"]["gaggles"])["gaggle_id"] == expected


def test_times_that_no_format_reads(init: Init) -> None:
    given = init(
        {
            "users.csv": USERS.replace("2021-01-01", "Sep 5 2021").replace(
                "created_at", "signup_date"
            )
        }
    )

    said = (
        "signup_date is called so, but cells such as 'Sep 5 2021' are no time, so that it is NULL"
    )
    assert said in given["shown"]


def test_what_runs_have_published_is_no_source(init: Init) -> None:
    given = init({"output/users/a.csv": USERS}, "--output", "in/output")

    assert given["sources"]["users"]["path"] == "in/users.csv"
    assert "in/output" not in given["shown"].partition("Written")[0]


def test_copies_of_before_are_not_read_with_those_of_now(
    init: Init, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = {"users.csv": USERS.encode("utf-16")}
    write(Path("copies/users"), {"00001.csv": USERS})
    write(Path("in"), {**USUAL, **wide})

    assert main(["init", "in", "--convert", "copies"]) == 2
    assert "copies/users: has files already" in capsys.readouterr().err
    init(wide, "--convert", "copies", "--force")
    assert [file.name for file in Path("copies/users").iterdir()] == ["00000.csv"]


def test_an_e_mail_within_other_text(init: Init) -> None:
    deals = "Deal Name,Amount,Deal Stage,Close Date,Associated Contact\n"

    given = init({"deals.csv": f"{deals}A,5,Won,2021-01-01,Ann (ann@rams.la)\n"})

    email = columns_of(given["sources"]["deals"])["email"]
    assert email == {"expr": "regexp_extract(`Associated Contact`, '[^ (<,;]+@[^ )>,;]+', 0)"}


def test_amounts_that_may_be_cents_or_of_a_year_are_said(init: Init) -> None:
    columns = "id,email,plan,status,quantity,amount,currency,interval,start_date,ended_at,trial_end"
    row = "s1,ann@rams.la,Team,active,3,120000,usd,year,2021-01-01,,"

    given = init({"subscriptions.csv": f"{columns}\n{row}\n"})

    assert "all are whole numbers such as 120000; of cents it is { expr" in given["text"]
    assert "read as amounts per month, and interval says 'year'" in given["shown"]


# How users are written, and the options that are proposed.
TEXTS: dict[str, tuple[bytes, dict[str, str]]] = {
    "semicolons": (USERS.replace(",", ";").encode(), {"sep": ";"}),
    "tabs": (USERS.replace(",", "\t").encode(), {"sep": "\t"}),
    "pipes": (USERS.replace(",", "|").encode(), {"sep": "|"}),
    "a byte order mark": (USERS.encode("utf-8-sig"), {}),
    "UTF-16": (USERS.encode("utf-16"), {"encoding": "utf-16"}),
    "Windows": (USERS.replace("Ann", "Änn").encode("cp1252"), {"encoding": "windows-1252"}),
    "line breaks in cells": (USERS.replace("Ann", '"A\nnn"').encode(), {"multiLine": "true"}),
    "backslashes": (USERS.replace("Ann", '"A \\"nn\\", x"').encode(), {"escape": "\\"}),
    "inches": (USERS.replace("Ann", '"5 inch').encode(), {"quote": ""}),
    "NULL of Postgres": (USERS.replace("Ann", "\\N").encode(), {"nullValue": "\\N"}),
}


@pytest.mark.parametrize("case", TEXTS)
def test_how_a_csv_is_written(init: Init, case: str) -> None:
    content, expected = TEXTS[case]

    given = init({"users.csv": content})

    assert given["sources"]["users"].get("options", {}) == expected
    if "encoding" in expected:
        assert "--convert FOLDER writes copies" in given["shown"]


def test_a_csv_without_a_header(init: Init) -> None:
    given = init({"users.csv": "1,ann@rams.la\n2,bob@rams.la\n"}, "--users", "in/users.csv")

    assert given["sources"]["users"]["options"] == {"header": "false"}
    assert columns_of(given["sources"]["users"])["email"] == "_c1"
    assert "the first line looks like data" in given["shown"]


def test_copies_of_what_not_every_engine_reads(init: Init) -> None:
    events = [
        {"user_id": 1, "event_name": "order_placed", "timestamp": "2021-02-01", "n": 1.10}
    ] * 2

    given = init(
        {
            "users.csv": ("sep=;\n" + USERS.replace(",", ";").replace("Ann", "Änn")).encode(
                "cp1252"
            ),
            "events.json": json.dumps(events, indent=2),
        },
        "--convert",
        "copies",
        without="events.csv",
    )

    assert given["sources"]["users"]["path"] == "copies/users"
    assert "Änn" in Path("copies/users/00000.csv").read_text(encoding="utf-8").splitlines()[1]
    assert given["sources"]["events"] == {"path": "copies/events", "format": "json"}
    lines = Path("copies/events/00000.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == events


def test_amounts_with_a_decimal_comma_and_stages(init: Init) -> None:
    deals = "Deal Name;Amount;Deal Stage;Close Date;Customer Email\n"
    deals += "A;1.000,50 €;Closed Won;2021-09-15;ann@rams.la\nB;99,9;Lost;2021-09-15;ann@rams.la\n"

    given = init({"deals.csv": deals})

    source = given["sources"]["deals"]
    assert source["formats"] == {"amount": "decimal_comma"}
    assert columns_of(source)["email"] == "Customer Email"
    assert given["rules"]["won_stages"] == ["Closed Won"]
    assert "won_stages: by their names; the others are 'Lost'" in given["shown"]


def test_amounts_in_cents(init: Init) -> None:
    given = init(
        {"deals.csv": "name,amount_cents,stage,closed_at,email\nA,150,Won,2021-01-01,a@x.com\n"},
        "--deals",
        "in/deals.csv",
    )

    amount = columns_of(given["sources"]["deals"])["amount"]
    assert amount == {"expr": "try_cast(amount_cents AS DOUBLE) / 100"}


def test_placeholders_are_no_values(init: Init) -> None:
    given = init({"users.csv": USERS + "2,Bob,-,10,unknown\n"})

    assert given["sources"]["users"]["null_values"][-2:] == ["-", "unknown"]
    assert "null_values: taken for \"no value\": '-' (1), 'unknown' (1)" in given["shown"]


def test_segment(init: Init) -> None:
    calls = [
        {"messageId": "a", "type": "track", "event": "Order Completed", "userId": "1"},
        {"messageId": "b", "type": "page", "anonymousId": "x"},
    ]
    lines = "".join(
        json.dumps(call | {"timestamp": "2021-02-01T10:00:00.5Z"}) + "\n" for call in calls
    )

    given = init({"segment/dt=2021-02-01/1.json": lines}, without="events.csv")

    source = given["sources"]["events"]
    assert (source["path"], source["format"]) == ("in/segment", "json")
    assert source["where"] == "type = 'track' AND userId IS NOT NULL"
    assert columns_of(source) == {
        "event_id": "messageId",
        "user_id": "userId",
        "event_name": "event",
    }
    assert given["rules"] == {
        "event_names": ["Order Completed"],
        "order_events": ["Order Completed"],
    }


def test_mixpanel(init: Init) -> None:
    inner = {"time": 1630836000, "$insert_id": "a"}
    lines = "".join(
        json.dumps({"event": "x", "properties": inner | {"distinct_id": one}}) + "\n"
        for one in ("1", "$device:7")
    )

    given = init({"events.json": lines}, without="events.csv")

    source = given["sources"]["events"]
    assert source["where"] == "properties.distinct_id NOT LIKE '$device:%'"
    assert source["formats"] == {"timestamp": "epoch_s"}
    assert columns_of(source) == {
        "event_id": "properties.$insert_id",
        "user_id": "properties.distinct_id",
        "event_name": "event",
        "timestamp": "properties.time",
    }


def test_parquet(init: Init) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table(
        {
            "id": ["a"],
            "user": [{"id": 1}],
            "event_name": ["order_placed"],
            "event_timestamp": [1_630_836_000_000_000],
        }
    )
    Path("in").mkdir()
    parquet.write_table(table, "in/events.parquet")

    given = init({}, without="events.csv")

    source = given["sources"]["events"]
    assert (source["format"], source["formats"]) == ("parquet", {"timestamp": "epoch_us"})
    assert columns_of(source) == {
        "event_id": "id",
        "user_id": "user.id",
        "timestamp": "event_timestamp",
    }


FOLDERS: dict[str, tuple[Files, str]] = {
    "files of days": (
        {"events_2021-02-01.csv": EVENTS, "events_2021-02-02.csv": EVENTS},
        "in/events_*.csv",
    ),
    "a folder": ({"events/a.csv": EVENTS, "events/b.csv": EVENTS}, "in/events"),
    "folders in a folder": (
        {"events/01/a.csv": EVENTS, "events/02/b.csv": EVENTS},
        "in/events/*/*",
    ),
    "a file with another name": ({"dump.csv": EVENTS}, "in/dump.csv"),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_where_events_are(init: Init, case: str) -> None:
    files, expected = FOLDERS[case]

    given = init(files, without="events.csv")

    assert given["sources"]["events"]["path"] == expected
    assert ("is taken for events by its columns" in given["shown"]) == ("dump" in expected)


def test_a_file_that_is_no_source_is_said(init: Init) -> None:
    given = init({"plans.csv": "plan,price\nfree,0\n"})

    assert "in/plans.csv is not read: like no source, with plan, price" in given["shown"]


def test_gaggles_are_made_of_users(init: Init) -> None:
    users = "id,name,email,team_id,team_name,created_at\n1,A,a@x.com,10,Rams,2021-01-01\n"

    given = init({"users.csv": users}, without="gaggles.csv")

    gaggles = given["sources"]["gaggles"]
    assert gaggles["path"] == "in/users.csv"
    assert columns_of(gaggles)["gaggle_id"] == "team_id"
    assert columns_of(gaggles)["gaggle_name"] == "team_name"
    assert given["checks"] == {"gaggles": {"max_quarantined_fraction": "warn"}}
    assert "no file of gaggles, so that they are those that users name" in given["shown"]


def test_nothing_is_overwritten(init: Init, capsys: pytest.CaptureFixture[str]) -> None:
    init({})
    before = Path("jafflegaggle.toml").read_text(encoding="utf-8")

    assert main(["init", "in", "--output", "elsewhere"]) == 2
    assert "jafflegaggle.toml: is there already; --force" in capsys.readouterr().err
    assert Path("jafflegaggle.toml").read_text(encoding="utf-8") == before
    assert init({}, "--output", "elsewhere", "--force")["output"] == {"path": "elsewhere"}


WRONG = {
    "nothing is said": ([], "give a folder to look in, or --users PATH"),
    "no such folder": (["nowhere"], "nowhere: no such folder"),
    "no such file": (["--users", "nowhere.csv"], "nowhere.csv: no such file or folder"),
    "no events": (["in"], "events: none was found in in; give it by --events PATH"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_call(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    case: str,
) -> None:
    arguments, message = WRONG[case]
    monkeypatch.chdir(tmp_path)
    write(Path("in"), {"users.csv": USERS, "gaggles.csv": GAGGLES})

    assert main(["init", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not Path("jafflegaggle.toml").exists()


def test_questions_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("in"), {**USUAL, "users.csv": USERS.replace("2021-01-01", "01/02/2021")})
    answers = iter(["my.toml", "in", "", "", "", "published", "us", "mdy"])

    wanted = ask(Wanted("jafflegaggle.toml"), lambda _question: next(answers))

    assert wanted == Wanted(
        "my.toml",
        "published",
        paths={"users": "in/users.csv", "gaggles": "in/gaggles.csv", "events": "in/events.csv"},
        empty=[],
        date_order="mdy",
    )


def test_the_command_offers_every_source() -> None:
    assert tuple(SOURCES) == OFFERED
