"""Reports of a small company whose text would be markup, published at two dates; and a browser.

Ann has two users, by a line of `merged_user`. Her gaggle, and so her company, is called like a tag.
Zoe's row is quarantined, and Dot has no address.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pyspark.sql import SparkSession

from jafflegaggle import engine
from jafflegaggle.config import Output, load
from jafflegaggle.html_report.page import page
from jafflegaggle.html_report.reading import Reader
from jafflegaggle.job import Run
from jafflegaggle.publish import open_snapshots
from tests.small_company import write_company

TAG = "<script>document.title='run'</script>"
USERS = f"""\
user_id,user_name,email,gaggle_id,created_at
1,Ann Archer,ann.archer@rams.sl,10,2021-01-01 10:00:00
2,Ann B. Archer,Ann.Archer@Rams.LA ,10,2021-11-02 10:00:00
3,{TAG},bob.baker@gmail.com,10,2021-11-03 10:00:00
4,"Eve ""onclick=x"" \u2028Elder",eve.elder@jets.com,20,2021-11-04 10:00:00
5,Nameless,,20,2021-11-05 10:00:00
x6,Zoe Zander,zoe.zander@jets.com,20,2021-11-06 10:00:00
7,Dot Drake,dot drake,20,2021-11-07 10:00:00
"""
GAGGLES = f"""\
gaggle_id,gaggle_name,created_at
10,{TAG},2021-01-01
20,"Jets & ""Sons"" </script>",2021-01-01
"""
MERGED_USER = """\
old_email,new_email
ann.archer@rams.sl,ann.archer@rams.la
guy.ghost@rams.la,ann.archer@rams.la
"""
EVENTS = """\
event_id,user_id,event_name,timestamp
a,1,order_placed,2021-10-01 10:00:00
b,2,recipe_viewed,2021-11-28 10:00:00
c,3,recipe_viewed,2021-11-28 10:00:00
d,4,order_placed,2021-11-29 10:00:00
e,99,order_placed,2021-11-30 10:00:00
"""
BEFORE, DATE = "2021-11-01", "2021-12-01"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

Report = Callable[..., str]


@pytest.fixture(scope="session")
def output(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The output folder of both runs."""
    folder = tmp_path_factory.mktemp("reported")
    files = {"gaggles": GAGGLES, "merged_user": MERGED_USER, "events": EVENTS}
    file = str(write_company(folder, users=USERS, **files))
    for name, value in engine.RUNTIME_SETTINGS.items():
        spark.conf.set(name, value)
    for date in (BEFORE, DATE):
        Run(spark, load(file, [], date)).publish()
    return str(folder / "out")


@pytest.fixture(scope="session")
def report(spark: SparkSession, output: str) -> Report:
    """The report of a date, with people or without."""

    def made(date: str = DATE, are_people_shown: bool = False) -> str:
        snapshots = open_snapshots(spark, Output(path=output))
        reader = Reader(snapshots, snapshots.published[date])
        return page(reader, are_people_shown)

    return made


@pytest.fixture(scope="session")
def masked(report: Report) -> str:
    """The report of the last date, without people."""
    return report()


@pytest.fixture(scope="session")
def with_people(report: Report) -> str:
    """The same with people."""
    return report(are_people_shown=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser of this machine, without a window."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not found:
        pytest.skip(f"needs a browser: none of {', '.join(CHROMIUMS)} is installed")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        started = playwright.chromium.launch(executable_path=found, args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def file(
    any_engine: SparkSession,  # noqa: ARG001 - what a browser shows depends on no engine
    with_people: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The report with people as a file."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(with_people, encoding="utf-8")
    return path
