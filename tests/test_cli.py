"""The command line: its options, its exit statuses, and its messages on standard error."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle import __version__, models
from jafflegaggle.cli import main
from jafflegaggle.publish.files import Disk
from jafflegaggle.publish.layout import new_run_id
from jafflegaggle.publish.lock import locked
from tests.quick import fast_spark
from tests.small_company import FILES, in_this_session, published_files, write_company

ROOT = Path(__file__).parents[1]
STEPS = [
    "sources",
    "staged_users",
    "staged_gaggles",
    "staged_deals",
    "user_activity",
    "merged_users",
    "people",
    "bridge",
    "power_users",
    "contacts",
    "deal_accounts",
    "gaggle_domains",
    "gaggle_facts",
    "accounts",
    "account_signals",
    "personal_gaggles",
    "contact_gaggles",
    "contact_aliases",
    "merge_report",
    "unknown_users",  # the small company has one
    "findings",
    "quarantine",
    "checks",
    "check_results",
    "publish",
]


@dataclass
class Ended:
    """How a command ended."""

    status: int | str | None
    out: str
    err: str


Command = Callable[..., Ended]
# A line of the log: time, level, run id, step and message.
LINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z (?:INFO|WARNING) (\S+) (\S+): (.*)")


def logged(err: str) -> list[tuple[str, str]]:
    """The messages of the log by step; other lines are left out."""
    matches = [LINE.fullmatch(line) for line in err.splitlines()]
    return [(match[2], match[3]) for match in matches if match]


def rows_of(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.ParquetFile(file).read().to_pylist()
    return rows


def others(err: str) -> list[str]:
    """The lines that do not belong to the log."""
    return [line for line in err.splitlines() if not LINE.fullmatch(line)]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*arguments: object) -> Ended:
        status: int | str | None
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # as argparse does
            status = ended.code
        return Ended(status, *capsys.readouterr())

    return call


@pytest.fixture
def config(tmp_path: Path, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_session(monkeypatch, spark)
    return write_company(tmp_path)


# Without a run ----------------------------------------------------------------------------------


def test_version(command: Command) -> None:
    assert command("--version") == Ended(0, f"jafflegaggle {__version__}\n", "")


def test_help_names_the_commands_and_the_options(command: Command) -> None:
    ended = command("--help")
    assert (ended.status, ended.err) == (0, "")
    assert all(name in ended.out for name in ("run", "seed", "--version"))
    ended = command("run", "--help")
    assert (ended.status, ended.err) == (0, "")
    options = ("--config", "--engine", "--snapshot-date", "--output", "--set", "--verbose")
    assert all(option in ended.out for option in options)


def without_pyspark(*arguments: object) -> Ended:
    """Run a command where only this package is importable."""
    code = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from jafflegaggle.cli import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def test_help_needs_no_pyspark() -> None:
    ended = without_pyspark("run", "--help")
    assert (ended.status, ended.err) == (0, "")
    assert "--config" in ended.out


def test_the_demo_needs_no_pyspark(tmp_path: Path) -> None:
    assert without_pyspark("seed", "--output", tmp_path).status == 0


@pytest.mark.parametrize(
    "command",
    [
        ["run", "--config", "conf/demo.toml"],
        ["run", "--config", "conf/demo.toml", "--engine", "spark"],
        ["snapshots", "--output", "nowhere"],
    ],
)
def test_a_command_that_needs_an_engine_names_the_extra_to_install(command: list[str]) -> None:
    assert without_pyspark(*command) == Ended(
        2,
        "",
        "jafflegaggle: no engine is installed (PySpark is missing); "
        'pip install "jafflegaggle[embedded]", or "jafflegaggle[spark]" where there is Java\n',
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["run"], "the following arguments are required: --config"),
        (["run", "--config", "c.toml", "--colour"], "unrecognized arguments: --colour"),
        (["walk"], "invalid choice: 'walk'"),
        (["run", "--config", "a\0b"], "argument --config: expected text without NUL bytes"),
        (["snapshots", "--output", "a\0b"], "argument --output: expected text without NUL bytes"),
        (["seed", "--output", "a\0b"], "argument --output: expected text without NUL bytes"),
        (["run", "--config", "c", "--quiet", "--verbose"], "not allowed with argument --quiet"),
        (["snapshots", "--keep", "0"], "expected a number of at least 1, found 0"),
        (["snapshots", "--keep", "x"], "argument --keep: expected a number of at least 1, found x"),
    ],
)
def test_wrong_arguments_end_with_2(command: Command, arguments: list[str], message: str) -> None:
    ended = command(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert message in ended.err


def test_a_wrong_configuration_is_one_line(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    ended = command("run", "--config", file)
    message = f"jafflegaggle: {file}: no such file; expected a configuration in TOML\n"
    assert ended == Ended(2, "", message)


def test_verbose_adds_the_stack_trace(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    ended = command("run", "--config", file, "--verbose")
    first, *_, last = ended.err.splitlines()
    assert (ended.status, first) == (2, "Traceback (most recent call last):")
    assert last == f"jafflegaggle: {file}: no such file; expected a configuration in TOML"


def test_an_internal_error_ends_with_70(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("jafflegaggle.config.load", wrong)
    ended = command("run", "--config", tmp_path / "c.toml")
    hint = "please report it; --verbose shows where"
    line = f"jafflegaggle: internal error ({hint}): ZeroDivisionError: by nought\n"
    assert ended == Ended(70, "", line)


def test_an_unknown_engine(command: Command, tmp_path: Path) -> None:
    ended = command("run", "--config", write_company(tmp_path), "--engine", "flink")
    assert ended == Ended(
        2,
        "",
        "jafflegaggle: --engine flink: unknown; "
        "expected auto, embedded, spark or a URL sc://host:port\n",
    )


@pytest.mark.parametrize(
    ("engine", "module", "message"),
    [
        ("embedded", "pysail", 'Sail is missing; pip install "jafflegaggle[embedded]"'),
        ("spark", "pyspark", 'PySpark is missing; pip install "jafflegaggle[spark]"'),
    ],
)
def test_an_engine_that_is_not_installed(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    module: str,
    message: str,
) -> None:
    monkeypatch.setattr("jafflegaggle.engine.spec.has_module", lambda name: name != module)
    ended = command("run", "--config", write_company(tmp_path), "--engine", engine)
    assert ended == Ended(2, "", f"jafflegaggle: --engine {engine}: {message}\n")


# Runs in this process ---------------------------------------------------------------------------


def assert_is_a_short_error(ended: Ended, status: int, longest: int = 600) -> None:
    assert (ended.status, ended.out) == (status, "")
    assert "Traceback" not in ended.err
    assert "\tat " not in ended.err
    message = ended.err.partition("jafflegaggle: ")[2]
    assert 0 < len(message) < longest


@pytest.mark.usefixtures("any_engine")
def test_a_failed_check_ends_with_1(
    command: Command, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = models.bridge

    def without_bob(people: DataFrame, snapshot_date: dt.date) -> DataFrame:
        return good.function(people.where("user_id <> 3"), snapshot_date)

    old = config.parent / "out" / "contacts" / "snapshot_date=2021-12-01" / "old.parquet"
    old.parent.mkdir(parents=True)
    old.write_text("the day before")
    monkeypatch.setitem(models.TABLES, "bridge", replace(good, function=without_bob))
    ended = command("run", "--config", config)
    assert_is_a_short_error(ended, 1, longest=1_500)  # one line per check, and Bob fails eight
    _, _, message = ended.err.partition("jafflegaggle: ")
    assert message.splitlines()[0] == "nothing was published:"
    assert (
        "gaggle_domains: conservation (number_of_events): 3 events of gaggle_domains, but 4"
        in message
    )
    files = published_files(config.parent / "out")
    assert [file for file in files if "_runs" not in file.parts] == [old]


@pytest.mark.usefixtures("any_engine")
def test_a_check_that_is_made_an_error_ends_with_1_and_says_what_accepts_it(
    command: Command, config: Path
) -> None:
    ended = command("run", "--config", config, "--set", "checks.contacts.not_null_email=error")
    assert_is_a_short_error(ended, 1)
    (run,) = (config.parent / "out" / "_runs").iterdir()
    assert ended.err.partition("jafflegaggle: ")[2].splitlines() == [
        "nothing was published:",
        (
            "contacts: not_null (email): 1 row(s) are NULL; for example 5; "
            'to accept it: [checks.contacts] not_null_email = "warn"'
        ),
        f"quarantine, findings, check_results of this run: {run}, until the next run",
    ]


@pytest.mark.usefixtures("any_engine")
def test_a_failed_run_keeps_its_evidence_until_the_next_one(command: Command, config: Path) -> None:
    out = config.parent / "out"
    failing = ("run", "--config", config, "--set", "checks.contacts.not_null_email=error")
    runs = []
    for _ in range(2):
        assert command(*failing).status == 1
        (run,) = (out / "_runs").iterdir()
        names = {"quarantine", "findings", "check_results", "failed.json"}
        assert {path.name for path in run.iterdir()} == names
        assert {path.name for path in out.iterdir()} == {"_runs", "_lock"}
        runs.append(run)
    rows = [row for file in (runs[1] / "check_results").glob("*.parquet") for row in rows_of(file)]
    assert [row["check"] for row in rows if row["status"] == "fail"] == ["not_null"]
    assert command("snapshots", "--config", config, "--keep", "1").out == f"{out}: none\n"
    assert command("run", "--config", config, "--set", "sources.events.path=nowhere").status == 2
    assert runs[1].exists()

    assert command("run", "--config", config).status == 0
    (run,) = (out / "_runs").iterdir()
    assert run not in runs
    assert command("snapshots", "--config", config).out.count("2021-12-01") == 1


@pytest.mark.usefixtures("any_engine")
def test_a_missing_source_ends_with_2(command: Command, config: Path) -> None:
    (config.parent / "events.csv").unlink()
    ended = command("run", "--config", config)
    assert_is_a_short_error(ended, 2)
    assert ended.err.splitlines()[-1] == (
        f"jafflegaggle: events ({config.parent}/events.csv): "
        "no such file or folder, or an empty one"
    )


@pytest.mark.usefixtures("any_engine")
def test_a_wrong_merge_list_ends_with_2_and_shows_all_its_lines(
    command: Command, config: Path
) -> None:
    people, companies = (
        config.parent / "merged_user.csv",
        config.parent / "merged_company_domain.csv",
    )
    people.write_text("old_email,new_email\na@x.com,b@x.com\nb@x.com,A@x.com\n")
    companies.write_text("old_domain,new_domain\njets.com,gmail.com\n")
    ended = command("run", "--config", config)
    assert_is_a_short_error(ended, 2)
    assert ended.err.partition("jafflegaggle: ")[2].splitlines() == [
        f"merged_user ({people}): 2 lines need fixing:",
        "  line 2: a@x.com -> b@x.com: cycle (a@x.com leads back to itself in a cycle of 2)",
        "  line 3: b@x.com -> A@x.com: cycle (b@x.com leads back to itself in a cycle of 2)",
        f"merged_company_domain ({companies}): 1 line needs fixing:",
        (
            "  line 2: jets.com -> gmail.com: personal_domain "
            "(gmail.com is a personal domain, nobody's company; rules.company_domains allows it)"
        ),
    ]


# Whole processes --------------------------------------------------------------------------------


def process(folder: Path, *command: object) -> Ended:
    """Run a command in its own process, in another folder and another time zone."""
    environ = os.environ | {"TZ": "Asia/Kolkata", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    # Java warns if Spark 4 requests an incubator module; that cannot be switched off.
    java = ("WARNING: Using incubator modules",)
    lines = [line for line in ended.stderr.splitlines() if not line.startswith(java)]
    return Ended(ended.returncode, ended.stdout, "\n".join(lines))


def test_a_run_from_a_shell(tmp_path: Path, engine_name: str) -> None:
    config = write_company(tmp_path)
    ended = process(
        tmp_path,
        *("-m", "jafflegaggle", "run", "--config", config.name, "--engine", engine_name),
        *("--snapshot-date", "2022-02-03", "--output", "else where"),
        *("--set", 'rules.won_stages=["Lost"]', "--set", "rules.event_names=[]"),
    )
    assert ended.status == 0, ended.err
    assert "Published  else where/<table>/snapshot_date=2022-02-03" in ended.out
    first, *steps = logged(ended.err)
    assert "2022-02-03" in first[1]
    assert [step for step, _ in steps] == STEPS
    assert others(ended.err) == []  # no stray warning, no engine's log
    assert not (tmp_path / "out").exists()

    def rows(table: str) -> list[dict[str, Any]]:
        folder = tmp_path / "else where" / table / "snapshot_date=2022-02-03"
        return [row for file in folder.glob("*.parquet") for row in rows_of(file)]

    (bob,) = (row for row in rows("contacts") if row["user_id"] == 3)
    assert str(bob["created_at"]).startswith("2021-01-03 10:00:00")  # whatever the zone
    assert str(bob["user_cohort"]) == "2021-01-03"
    assert {row["is_paying"] for row in rows("accounts")} == {False}  # the options reach the rules
    keys = {row["key"] for row in rows("findings")}
    assert keys == {"5", "Lost", "order_placed", "recipe_viewed"}


def test_a_bad_input_from_a_shell(tmp_path: Path, engine_name: str) -> None:
    config = write_company(tmp_path, events=FILES["events"] + "g,1,order_placed\n")
    job = ROOT / "jobs" / "customer_360.py"
    ended = process(tmp_path, job, "--config", config.name, "--engine", engine_name)
    assert_is_a_short_error(ended, 2)
    (message,) = others(ended.err)  # no log storm
    assert message == (
        f"jafflegaggle: {tmp_path}/events.csv, line 8: "
        "expected 4 cells, as in the first line, found 3"
    )
    assert published_files(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sc://127.0.0.1:1", "sc://127.0.0.1:1"),
        ("sc://me:s3cret@127.0.0.1:1/;token=s3cret;use_ssl=false", "sc://127.0.0.1:1"),
        ("sc://127.0.0.1:1;token=s3cret", "sc://127.0.0.1:1"),
        ("sc://", "sc://"),
    ],
)
def test_a_server_that_does_not_answer_is_named_immediately(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, shown: str
) -> None:
    config = write_company(tmp_path)
    assert main(["run", "--config", str(config), "--engine", url]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"jafflegaggle: --engine {shown}: no Spark Connect server answers (")
    assert "s3cret" not in err


@dataclass
class Interrupted:
    """How an interrupted run ended, and after how many seconds."""

    status: int
    err: str
    seconds: float


def interrupted(
    command: list[str], folder: Path, step: str, number: int = signal.SIGINT
) -> Interrupted:
    """Start a command that first writes its process id, and send it a signal after a step."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    environ |= fast_spark(folder)
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which `nohup make test` ignores
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        signal.signal(signal.SIGHUP, before)
        assert running.stdout
        assert running.stderr
        process_id = int(running.stdout.readline())
        assert any(step in line for line in running.stderr)
        began = time.monotonic()
        os.kill(process_id, number)
        _, rest = running.communicate(timeout=60)
        seconds = time.monotonic() - began
    for _ in range(50):  # a Java may need a moment
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            return Interrupted(running.returncode, rest, seconds)
        time.sleep(0.1)
    raise AssertionError("a process is left")


EMBEDDED = pytest.mark.engine("embedded")  # where each case takes seconds
# A shell makes background commands ignore the signal.
IN_FRONT, IN_BACKGROUND = 'echo $$; exec "$@"', '"$@" & echo $!; wait $!'


@pytest.mark.parametrize(
    ("shell", "step", "number", "status", "message"),
    [
        pytest.param(IN_FRONT, "sources", signal.SIGINT, 130, "interrupted", marks=EMBEDDED),
        (IN_BACKGROUND, "staged_users", signal.SIGINT, 130, "interrupted"),
        (IN_FRONT, "staged_users", signal.SIGTERM, 143, "terminated"),
        pytest.param(
            IN_BACKGROUND, "staged_users", signal.SIGHUP, 143, "terminated", marks=EMBEDDED
        ),
    ],
)
def test_a_signal_ends_a_run_immediately_and_leaves_nothing(
    tmp_path: Path,
    engine_name: str,
    shell: str,
    step: str,
    number: signal.Signals,
    status: int,
    message: str,
) -> None:
    config = write_company(tmp_path)
    run = [sys.executable, "-m", "jafflegaggle", "run", "--config", config.name]
    of_engine = ["--engine", engine_name]
    ended = interrupted(["sh", "-c", shell, "sh", *run, *of_engine], tmp_path, step, number)
    lines = [line for line in others(ended.err) if not line.startswith("WARNING: ")]  # of Java
    assert (ended.status, lines) == (status, [f"jafflegaggle: {message}"])
    assert ended.seconds < 5  # with some patience for a busy machine
    out = tmp_path / "out"
    assert all(out / "_runs" in file.parents for file in published_files(out))

    # Nothing blocks the next run, of any engine, and nothing is left.
    after = process(tmp_path, *run[1:], "--engine", "embedded")
    assert after.status == 0, after.err
    assert len(list((out / "_runs").iterdir())) == 1


@pytest.mark.engine("embedded")
def test_a_run_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    config = write_company(tmp_path)
    run = [sys.executable, "-m", "jafflegaggle", "run", "--config", config.name]
    shell = "trap '' HUP; " + IN_FRONT
    ended = interrupted(["sh", "-c", shell, "sh", *run], tmp_path, "people", signal.SIGHUP)
    assert ended.status == 0, ended.err


# What is published ------------------------------------------------------------------------------


@pytest.mark.engine("embedded")
def test_snapshots_are_listed_and_only_the_last_are_kept(command: Command, config: Path) -> None:
    out = config.parent / "out"
    for date in ("2021-12-01", "2021-12-02"):
        assert command("run", "--config", config, "--snapshot-date", date).status == 0
    ended = command("run", "--config", config, "--snapshot-date", "2021-12-03", "--keep", "2")
    assert ended.out.splitlines()[-2] == "Removed    the snapshots of 2021-12-01"

    listed = command("snapshots", "--config", config)
    assert (listed.status, listed.err) == (0, "")
    title, header, *lines = listed.out.splitlines()
    assert title == str(out)
    assert header.split() == [
        *("date", "published", "contacts", "gaggle_facts", "accounts", "engine", "run")
    ]
    assert [line.split()[0] for line in lines] == ["2021-12-02", "2021-12-03"]
    assert [line.split()[2:5] for line in lines] == [["4", "3", "2"]] * 2

    pruned = command("snapshots", "--output", out, "--keep", "1")
    assert logged(pruned.err) == [("-", "removed 2021-12-02")]
    assert [line.split()[0] for line in pruned.out.splitlines()[2:]] == ["2021-12-03"]


@pytest.mark.engine("embedded")
def test_older_snapshots_that_cannot_be_removed_are_reported_but_the_run_is_published(
    command: Command, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "pruned.json")

    monkeypatch.setattr("jafflegaggle.publish.journal.Journal.prune", refused)
    ended = command("run", "--config", config, "--keep", "1")
    assert ended.status == 0
    assert "older snapshots are still there: output.path " in ended.err
    assert "Permission denied: 'pruned.json'" in ended.err


def test_a_reader_that_closes_the_pipe_early_is_no_failure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jafflegaggle", "seed", "--output", str(tmp_path)]
    with subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()  # before the command has written anything
        assert running.stderr.read() == ""
    assert running.returncode == 0


@pytest.fixture
def of_a_schema(config: Path) -> Path:
    """The configuration, with a catalog schema instead of the folder."""
    text = config.read_text().replace(f'path = "{config.parent}/out"', 'schema = "default"')
    config.write_text(text)
    return config


def test_a_run_that_could_not_prune_a_schema_is_refused_before_it_starts(
    command: Command, of_a_schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("jafflegaggle.engine.open_session")
    ended = command("run", "--config", of_a_schema, "--keep", "3")
    assert (ended.status, ended.out) == (2, "")
    assert "c.toml: output.keep: expected 0 with a schema, found 3; " in ended.err


@pytest.mark.engine("spark")
def test_snapshots_of_a_schema_are_not_pruned(command: Command, of_a_schema: Path) -> None:
    ended = command("snapshots", "--config", of_a_schema, "--keep", "3")
    assert ended.status == 2
    assert ended.err.startswith("jafflegaggle: --keep 3: default is a catalog schema")


def test_snapshots_takes_no_date(command: Command, config: Path) -> None:
    ended = command("snapshots", "--config", config, "--snapshot-date", "2021-12-01")
    assert ended.status == 2
    assert "unrecognized arguments: --snapshot-date" in ended.err


def test_snapshots_needs_an_output(command: Command, config: Path) -> None:
    ended = command("snapshots")
    message = "jafflegaggle: snapshots: --config FILE or --output PATH is needed\n"
    assert ended == Ended(2, "", message)
    nowhere = config.parent / "nowhere"
    assert command("snapshots", "--output", nowhere).out == f"{nowhere}: none\n"


@pytest.mark.usefixtures("any_engine")
def test_another_run_is_refused_and_named(command: Command, config: Path) -> None:
    out = config.parent / "out"
    out.mkdir()
    with locked(str(out), Disk(), wait=0):
        ended = command("run", "--config", config, "--wait", "0")
    assert_is_a_short_error(ended, 4)
    assert f"jafflegaggle: {out}: another run is writing there (process " in ended.err


@pytest.mark.engine("embedded")
def test_what_a_dead_run_left_is_reported(command: Command, config: Path) -> None:
    dead = new_run_id()
    of_run = config.parent / "out" / "_runs" / dead
    (of_run / "people").mkdir(parents=True)
    ended = command("run", "--config", config)
    assert f": removed what run {dead} left behind\n" in ended.err
    assert not of_run.exists()
