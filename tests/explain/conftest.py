"""A company with one of each case, published twice: before its events, and after them.

Ann has three users (1, 2 and 7), by a chain of two lines. Cat has two with one e-mail, Mix two of
two companies. Gaggle 10 has two companies with a contact each, gaggle 20 too. Eve is asked to
become somebody who is not there. User 5 has no e-mail, 10 no domain, 11 is staff, and the domain
thrashers.co moved twice. Gaggle 40 is missing. User x6 and two events are quarantined; user 99 is
unknown.
"""

from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle import engine
from jafflegaggle.config import Output, load
from jafflegaggle.explain import Explanation, explain
from jafflegaggle.job import Run
from jafflegaggle.publish import open_snapshot
from tests.small_company import write_company

USERS = """\
user_id,user_name,email,gaggle_id,created_at
1,Ann,ann@rams.sl,10,2021-01-01 10:00:00
2,Ann B.,Ann@Rams.LA ,10,2021-01-02 10:00:00
3,Bob,bob@gmail.com,10,2021-01-03 10:00:00
4,Eve,eve@jets.com,20,2021-01-04 10:00:00
5,Nameless,,20,2021-01-05 10:00:00
x6,Bad,bad@jets.com,20,2021-01-06 10:00:00
7,,ann@old.sl,30,2021-01-07 10:00:00
8,Cat,cat@jets.com,10,2021-01-08 10:00:00
9,,CAT@jets.com,,2021-01-09 10:00:00
10,Dot,dot@nodot,20,soon
11,Sue,sue@ours.com,20,2021-01-11 10:00:00
12,Kim,kim@kites.com,20,2021-01-12 10:00:00
13,Lee,lee@rams.la,10,2021-01-13 10:00:00
14,Far,far@thrashers.co,40,2021-01-14 10:00:00
15,Two,"a@x.com, b@y.com",50,2021-01-15 10:00:00
16,Dash,-,50,2021-01-16 10:00:00
17,Mix,mix@jets.com,,2021-01-17 10:00:00
18,Mix,mix@kites.com,,2021-01-18 10:00:00
19,Amy,amy@a.com,70,2021-01-19 10:00:00
20,Ben,ben@b.com,70,2021-01-20 10:00:00
21,Bea,bea@b.com,70,2021-01-20 10:00:00
22,Ada,ada@b.com,80,2021-01-20 10:00:00
23,Alf,alf@a.com,80,2021-01-20 10:00:00
"""
GAGGLES = """\
gaggle_id,gaggle_name,created_at
10,Rams,2021-01-01
20,Jets,2021-01-01
30,Empty,2021-01-01
50,Personal,2021-01-01
60,Nobody,2021-01-01
70,Bees,2021-01-01
80,Ties,2021-01-01
"""
MERGED_USER = """\
old_email,new_email
ann@rams.sl,ANN@rams.la
ghost@rams.la,ann@rams.la
eve@jets.com,eve@new.co
ann@old.sl,ann@rams.sl
ann@OLD.sl,ann@rams.sl
mix@jets.com,mix@kites.com
"""
MERGED_COMPANY_DOMAIN = """\
old_domain,new_domain
rams.sl,rams.la
old.sl,rams.sl
gone.co,late.co
thrashers.com,jets.com
thrashers.co,thrashers.com
"""
BEFORE, DATE = "2021-01-31", "2021-12-01"
RULES = ["rules.internal_domains=['ours.com']"]

Explain = Callable[..., Explanation]


@pytest.fixture(scope="session")
def output(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The output folder of both runs."""
    folder = tmp_path_factory.mktemp("explained")
    lists = {"merged_user": MERGED_USER, "merged_company_domain": MERGED_COMPANY_DOMAIN}
    file = str(write_company(folder, users=USERS, gaggles=GAGGLES, **lists))
    for name, value in engine.RUNTIME_SETTINGS.items():
        spark.conf.set(name, value)
    for date in (DATE, BEFORE):
        Run(spark, load(file, RULES, date)).publish()
    return str(folder / "out")


@pytest.fixture(scope="session")
def why(spark: SparkSession, output: str) -> Explain:
    """Explain a key by the last snapshot, or that of a date."""

    def explained(key: str, kind: Any = None, date: str = "") -> Explanation:
        return explain(open_snapshot(spark, Output(path=output), date), key, kind)

    return explained
