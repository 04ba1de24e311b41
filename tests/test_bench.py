"""The benchmark: its report, and that all contestants run and agree."""

import csv
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("psutil")

import duckdb

from bench import data, page, process, profile, rounds
from bench.__main__ import main
from bench.bars import bars
from bench.cases import trial
from bench.contestants import CONTESTANTS, EMBEDDED, PLAYBOOK_DBT, PLAYBOOK_DUCKDB, SAME_WORK
from bench.errors import BenchError
from bench.event_log import Task, tasks_of
from bench.medians import Summary, growth, ratios, summaries
from bench.merge_lists import HOPS_PER_CHAIN, chains, number_of_merges, write_hops
from bench.picture import COLOURS, picture
from bench.playbook import CSV_SOURCES, STEPS
from bench.playbook.on_dbt import write_project
from bench.profile import Profiled
from bench.rounds import Run, Trial, prepare, run_rounds
from bench.same_work.on_duckdb import PUBLISHED
from bench.totals import disagreements
from jafflegaggle.models import TABLES
from tests.conftest import ENGINE

ROOT = Path(__file__).parents[1]
DBT_IF_THERE = [PLAYBOOK_DBT] if CONTESTANTS[PLAYBOOK_DBT].can_run else []
SVG = "{http://www.w3.org/2000/svg}"


def run(trial: str, seconds: float, peak_bytes: int = 0) -> Run:
    return Run(trial, "scale-1-depth-1", seconds, peak_bytes, {"events": 7})


def summary(median: float) -> Summary:
    return Summary(median, median, median, 0, 1)


class TestMedians:
    def test_each_trial_has_its_own(self) -> None:
        runs = [run("a", 1, 10), run("b", 9), run("a", 8, 30), run("b", 5), run("a", 3, 20)]
        assert summaries(runs) == {
            "a": Summary(median=3, fastest=1, slowest=8, peak_bytes=30, runs=3),
            "b": Summary(median=7, fastest=5, slowest=9, peak_bytes=0, runs=2),
        }

    def test_ratios_of_those_that_ran(self) -> None:
        found = {"a": summary(3), "b": summary(2)}
        assert ratios(found, [("a", "b"), ("a", "c")]) == {("a", "b"): 1.5}

    def test_growth_is_less_the_fixed_part(self) -> None:
        assert growth(fixed=2, small=4, large=22) == 10


class TestPage:
    def test_table(self) -> None:
        assert page.table(("what", "n"), [("a", "1"), ("bc", "1,000")]).splitlines() == [
            "| what |     n |",
            "| ---  |  ---: |",
            "| a    |     1 |",
            "| bc   | 1,000 |",
        ]

    def test_comparison(self) -> None:
        runs = [run("job-embedded", 3, 1_530_000_000), run("playbook-duckdb", 12)]
        section = page.comparison("Scale 1", summaries(runs), runs)
        assert "| this job, embedded   | 3.00 s | 3.00 s | 3.00 s | 1.53 GB |" in section
        assert "| playbook SQL, DuckDB | 12.0 s | 12.0 s | 12.0 s | 0.00 GB |" in section
        assert "| this job, embedded / playbook SQL, DuckDB | 0.25 |" in section
        assert section.endswith("All agree on the totals: 7 events.")


class TestTotals:
    AGREED: Mapping[str, int] = {"contacts": 3, "events": 7}

    def test_a_missing_total_is_ignored(self) -> None:
        assert disagreements([("a", self.AGREED), ("floor", {"events": 7})]) == []

    def test_a_disagreement_names_all(self) -> None:
        found = [("a", self.AGREED), ("b", {"contacts": 3, "events": 1_006}), ("c", {"events": 7})]
        assert disagreements(found) == ["events: 7 (a, c); 1,006 (b)"]


class TestPicture:
    TIMES: Mapping[str, Mapping[int, float]] = {
        "<this>": {1: 1, 10: 10, 100: 100},
        "that": {1: 10, 100: 100},
    }

    def drawn(self) -> ET.Element:
        return ET.fromstring(picture(self.TIMES))

    def test_powers_of_ten_are_evenly_spaced(self) -> None:
        lines = [line.attrib["points"].split() for line in self.drawn().iter(f"{SVG}polyline")]
        first = [tuple(map(float, point.split(","))) for point in lines[0]]
        (left, bottom), (centre, middle), (right, top) = first
        assert (centre, middle) == pytest.approx(((left + right) / 2, (bottom + top) / 2), abs=0.1)
        assert lines[1] == [f"{left},{middle}", f"{right},{top}"]

    def test_names_do_not_overlap(self) -> None:
        labels = [text for text in self.drawn().iter(f"{SVG}text") if "style" in text.attrib]
        assert {text.text: text.attrib["style"] for text in labels} == {
            "<this>": f"fill:{COLOURS[0]}",
            "that": f"fill:{COLOURS[1]}",
        }
        here, there = (float(text.attrib["y"]) for text in labels)
        assert abs(here - there) > 10


class TestProfile:
    STEPS = tuple(
        Profiled(name, (), None, seconds, cpu, 0, 0)
        for name, seconds, cpu in (("a", 8.0, 12.0), ("<b>", 2.0, 9.0), ("c", 0.05, 0.01))
    )

    def test_bars_are_as_long_as_the_steps_and_as_dark_as_the_cores_are_busy(self) -> None:
        drawn = ET.fromstring(bars({"this job": self.STEPS}, cores=2))
        _, *boxes = (float(box.get("width", "").rstrip("%")) for box in drawn.iter(f"{SVG}rect"))
        whole = boxes[0]
        assert boxes == [
            *(whole, pytest.approx(whole * 6 / 8)),
            *(pytest.approx(whole / 4), pytest.approx(whole / 4)),  # no more than all of it
            *(pytest.approx(whole * 0.05 / 8, abs=0.1), pytest.approx(0, abs=0.5)),
        ]
        texts = [text.text for text in drawn.iter(f"{SVG}text")]
        assert texts[0] == "this job: 10.1 s (light), of them 2 cores busy (dark)"
        assert texts[1:] == ["a", "8.0 s, 80%", "<b>", "2.0 s, 20%", "1 others", "0.1 s, 0%"]

    def test_the_table_has_what_an_engine_tells(self) -> None:
        one = Profiled("bridge", ("people",), 7, 1.5, 2.5, 3_000_000, 4_000_000)
        two = replace(one, name="x", reads=(), shuffled_bytes=5_000_000, spilled_bytes=0)
        lines = page.profile_table([one, two]).splitlines()[2:]
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        assert cells == [
            ["bridge", "1.50", "50%", "2.50", "3 MB", "", "", "4 MB", "people"],
            ["x", "1.50", "50%", "2.50", "3 MB", "5 MB", "0 MB", "4 MB", ""],
        ]

    def test_tasks_of_an_event_log(self, tmp_path: Path) -> None:
        metrics = {
            "Output Metrics": {"Bytes Written": 3},
            "Shuffle Write Metrics": {"Shuffle Bytes Written": 5},
            "Disk Bytes Spilled": 7,
        }
        events = (
            {"Event": "SparkListenerTaskStart"},
            {"Event": "SparkListenerTaskEnd", "Task Info": {"Finish Time": 2500}},
            {
                "Event": "SparkListenerTaskEnd",
                "Task Info": {"Finish Time": 1500},
                "Task Metrics": metrics,
            },
        )
        (tmp_path / "local-1").write_text("\n".join(map(json.dumps, events)))
        assert tasks_of(tmp_path) == [Task(1.5, 3, 5, 7)]


class TestDbt:
    def test_every_model_names_what_its_query_reads(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        write_project(tmp_path / "project", tmp_path, tmp_path / "out")
        models = {file.stem: file.read_text() for file in (tmp_path / "project").rglob("*.sql")}
        assert set(models) == {*STEPS, "users", "gaggles", "events", *CSV_SOURCES}
        for step in STEPS:
            settings, *lines = models[step].splitlines()
            named = {line.split("'")[1] for line in lines if line.startswith("-- depends_on")}
            words = {name for name in models if re.search(rf"(from|join) {name}\b", models[step])}
            assert named == words - {step}, step
            assert f"{tmp_path}/out/{step}/part.parquet" in settings

    def test_every_test_is_of_a_column(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        write_project(tmp_path / "project", tmp_path, tmp_path / "out")
        schema = json.loads((tmp_path / "project" / "models" / "schema.yml").read_text())
        for model in schema["models"]:
            query = (tmp_path / "project" / "models" / f"{model['name']}.sql").read_text()
            for column in model["columns"]:
                assert column["name"] in query
                assert column["data_tests"]


class TestMergeLists:
    def test_chains(self) -> None:
        emails = [str(number) for number in range(HOPS_PER_CHAIN + 3)]
        merges = list(chains(emails, lines=100))
        assert merges[0] == ("0", "1")
        assert merges[HOPS_PER_CHAIN - 1 :] == [("19", "20"), ("21", "22")]
        assert list(chains(emails, lines=5)) == merges[:5]

    def test_hops_lead_from_a_user_to_another(self, tmp_path: Path) -> None:
        (tmp_path / "merged_user.csv").write_text("old_email,new_email\n")
        write_hops(tmp_path / "merged_user.csv", hops=4)
        assert number_of_merges(tmp_path) == 4

        with (tmp_path / "merged_user.csv").open(newline="") as file:
            targets = dict(islice(csv.reader(file), 1, None))
        with (ROOT / "seeds" / "raw_user.csv").open(newline="") as file:
            users = {user["email"] for user in csv.DictReader(file)}
        (first,) = set(targets) & users
        end = first
        while end in targets:
            end = targets[end]
        assert end in users


class TestProcess:
    def test_a_child_counts_with_its_parent(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(process, "SAMPLE_SECONDS", 0.01)
        hold = "import time; block = b'x' * 100_000_000; time.sleep(1)"
        both = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
        took = process.measure([sys.executable, "-c", both], tmp_path, tmp_path / "log", {})
        assert took.exit_status == 0
        assert 100_000_000 < took.peak_bytes < 300_000_000

    def test_a_short_lived_child_does_not_count(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A child of Java seems to hold all of Java's memory until it executes its program."""
        monkeypatch.setattr(process, "SAMPLE_SECONDS", 0.02)
        fork = (
            "import os, time\nblock = b'x' * 200_000_000\n"
            "for _ in range(40):\n"
            "    if not os.fork():\n        time.sleep(0.03)\n        os._exit(0)\n"
            "    os.wait()"
        )
        took = process.measure([sys.executable, "-c", fork], tmp_path, tmp_path / "log", {})
        assert took.exit_status == 0
        assert 200_000_000 < took.peak_bytes < 350_000_000

    def test_a_failure_shows_the_end_of_the_log(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rounds, "OUTPUT", tmp_path)
        with pytest.raises(
            BenchError, match=r"^broken ended with status 1 .*(\n.*)*no_such_module"
        ):
            run_rounds([Trial("broken", ("no_such_module",), tmp_path)], 1)


@pytest.mark.usefixtures("engine_name")
class TestContestants:
    """Each in its own process, on the smallest data."""

    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(data, "DATA", tmp_path / "data")
        for of_runs in (rounds, profile):
            monkeypatch.setattr(of_runs, "OUTPUT", tmp_path / "output")
        for module in ("bench.rounds", "bench.__main__"):
            monkeypatch.setattr(f"{module}.RESULTS", tmp_path / "results")

    def test_all_of_the_engine_agree_with_duckdb(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # On Spark one of them is enough: each starts its own Java.
        ours = (
            ("job-embedded", "same-work-duckdb", "floor-embedded", *DBT_IF_THERE)
            if ENGINE == "embedded"
            else ("playbook-spark",)
        )
        names = [name for name in CONTESTANTS if name in ours]
        assert len(names) == len(ours)
        only = [word for name in [*names, PLAYBOOK_DUCKDB] for word in ("--only", name)]

        status = main(["scales", "--scales", "1", "--runs", "1", *only])

        output, errors = capsys.readouterr()
        assert status == 0, errors
        for name in (*names, PLAYBOOK_DUCKDB):
            assert CONTESTANTS[name].title in output
        # 5,781 users, of whom three have another's address and six are merged.
        assert "5,772 contacts, 823 gaggles" in output
        assert "120,307 events" in output
        results = tmp_path / "results"
        assert (results / "scales.md").read_text(encoding="utf-8").startswith("# Results\n")
        assert ET.parse(results / "scales.svg").getroot().tag == f"{SVG}svg"
        assert len((results / "runs.jsonl").read_text().splitlines()) == len(names) + 1

    @pytest.mark.skipif(ENGINE == "spark", reason="each run would start its own Java")
    def test_the_same_work_gives_the_same_cells(self) -> None:
        folder = data.seeded(10)
        job, same = (prepare(trial(name, folder, "1g")) for name in (EMBEDDED, SAME_WORK))
        differing = {}
        with duckdb.connect() as connection:
            for table in PUBLISHED:
                ours = f"read_parquet('{job}/{table}/*/*.parquet', hive_partitioning = false)"
                theirs = f"read_parquet('{same}/{table}/*.parquet')"
                described = connection.execute(f"DESCRIBE FROM {ours}").fetchall()
                columns = ", ".join(f'"{name}"' for name, *_ in described)
                here, there = (f"SELECT {columns} FROM {rows}" for rows in (ours, theirs))
                both = f"(({here}) EXCEPT ALL ({there})) UNION ALL (({there}) EXCEPT ALL ({here}))"
                differing[table] = connection.execute(both).fetchall()
        assert differing == {table: [] for table in PUBLISHED}

    def test_a_profile_has_every_step(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        engine = "job-embedded" if ENGINE == "embedded" else "job-spark"

        assert main(["profile", "--scale", "1", "--only", engine]) == 0, capsys.readouterr().err

        found = (tmp_path / "results" / "profile-1-depth-1.md").read_text(encoding="utf-8")
        rows = [line.strip("|").split("|") for line in found.splitlines() if " MB " in line]
        cells = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}
        assert {"start", "sources", "checks", "publish"} <= cells.keys()
        assert {table.name for table in TABLES.values() if table.layer == "marts"} & cells.keys()
        assert cells["contacts"][-1] == "people, bridge, crm_links"
        assert all(float(row[0]) >= 0 and float(row[2]) >= 0 for row in cells.values())
        shuffled = cells["user_activity"][4]
        assert shuffled == "" if ENGINE == "embedded" else int(shuffled.split()[0]) > 0
        assert ET.parse(tmp_path / "results" / "profile-1.svg").getroot().tag == f"{SVG}svg"

    @pytest.mark.skipif(ENGINE == "spark", reason="each run would start its own Java")
    def test_an_incremental_day_reads_few_events(self, tmp_path: Path) -> None:
        called = ["cases", "--case", "day", "--scale", "1", "--runs", "1", "--only", "job-embedded"]

        assert main(called) == 0

        found = (tmp_path / "results" / "cases-1-depth-1.md").read_text(encoding="utf-8")
        assert "this job, embedded, the same, events to activity" in found
        log = (tmp_path / "output" / "job-embedded-day.log").read_text(encoding="utf-8")
        assert "of 120,307 rows; finalized are those before" in log
        runs = map(json.loads, (tmp_path / "results" / "runs.jsonl").read_text().splitlines())
        whole, day = (run["steps"] for run in runs)
        assert day.keys() ^ whole.keys() == {"state", "user_activity", "user_history"}
