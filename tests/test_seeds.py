"""The demo company has the promised size and stories, and is the same every time."""

import csv
import gzip
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from bench.company import write_scaled
from jafflegaggle.seeds import stories, words, write_demo

SEEDS = Path(__file__).parents[1] / "seeds"
ROWS = {
    "raw_user.csv": 5_832,
    "raw_gaggle.csv": 834,
    "raw_event.csv.gz": 121_371,
    "merged_user.csv": 24,
    "merged_company_domain.csv": 6,
    "deals.csv": 126,
    "subscriptions.csv": 11,
    "crm_companies.csv": 9,
    "crm_contacts.csv": 9,
    "labels.csv": 9,
}
# The ids of the app's own users and gaggles, then of those imported from another one.
IDS = {
    "raw_user.csv": [*range(1000, 6781), *range(7001, 7052)],
    "raw_gaggle.csv": [*range(1000, 1823), *range(2001, 2012)],
}

Row = dict[str, str]


def content(path: Path) -> bytes:
    # Compressed bytes depend on the zlib of this Python, the text inside does not.
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@cache
def rows(name: str) -> list[Row]:
    return list(csv.DictReader(content(SEEDS / name).decode().splitlines()))


def by_id(name: str) -> dict[int, Row]:
    return {int(row["id"]): row for row in rows(name)}


def users_where(matches: Callable[[Row], bool]) -> dict[int, Row]:
    return {user_id: user for user_id, user in by_id("raw_user.csv").items() if matches(user)}


def domain(user: Row) -> str:
    return user["email"].strip().lower().rpartition("@")[2]


def users_of(*domains: str) -> dict[int, Row]:
    return users_where(lambda user: domain(user) in domains)


def activity(user_id: int) -> tuple[int, int, str, str]:
    events = [event for event in rows("raw_event.csv.gz") if event["user_id"] == str(user_id)]
    orders = [event for event in events if event["event_name"] == "order_placed"]
    return len(events), len(orders), events[0]["timestamp"], events[-1]["timestamp"]


def merges(name: str) -> list[tuple[str, str]]:
    lines = (map(str.strip, map(str.lower, row.values())) for row in rows(name))
    return [(old, new) for old, new in lines]


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("seeds") / "new"
    assert write_demo(output) == ROWS
    return output


class TestFiles:
    @pytest.mark.parametrize("name", ROWS)
    def test_is_remade_byte_for_byte(self, remade: Path, name: str) -> None:
        assert content(remade / name) == content(SEEDS / name)

    def test_compressed_file_has_no_time_and_no_name(self, remade: Path) -> None:
        header = (remade / "raw_event.csv.gz").read_bytes()[:10]
        assert header == (SEEDS / "raw_event.csv.gz").read_bytes()[:10]
        assert header[3:8] == bytes(5)

    def test_needs_no_pyspark(self) -> None:
        code = "import sys, jafflegaggle.seeds; sys.exit('pyspark' in sys.modules)"
        subprocess.run([sys.executable, "-c", code], cwd=SEEDS.parent, check=True)

    def test_committed_files_are_small(self) -> None:
        assert sum((SEEDS / name).stat().st_size for name in ROWS) < 4_000_000

    @pytest.mark.parametrize("name", ROWS)
    def test_number_of_rows(self, name: str) -> None:
        assert len(rows(name)) == ROWS[name]


class TestCompany:
    @pytest.mark.parametrize("name", ["raw_user.csv", "raw_gaggle.csv"])
    def test_ids_are_unique_and_ascend(self, name: str) -> None:
        assert [int(row["id"]) for row in rows(name)] == IDS[name]

    @pytest.mark.parametrize("name", ["raw_user.csv", "raw_gaggle.csv"])
    def test_rows_are_in_order_of_creation_but_for_those_imported(self, name: str) -> None:
        own = {"raw_user.csv": 5_781, "raw_gaggle.csv": 823}[name]
        created = [row["created_at"] for row in rows(name)][:own]
        assert created == sorted(created)

    def test_users_join_an_existing_gaggle(self) -> None:
        gaggles = by_id("raw_gaggle.csv")
        late = users_where(
            lambda user: user["created_at"] < gaggles[int(user["gaggle_id"])]["created_at"]
        )
        assert late == {}

    def test_events_are_sorted_unique_and_after_the_sign_up(self) -> None:
        users, events = by_id("raw_user.csv"), rows("raw_event.csv.gz")
        assert [event["timestamp"] for event in events] == sorted(
            event["timestamp"] for event in events
        )
        assert len({event["event_id"] for event in events}) == len(events)
        assert all(
            event["timestamp"] > users[int(event["user_id"])]["created_at"] for event in events
        )

    def test_times_are_readable_and_within_the_quarter(self) -> None:
        times = [event["timestamp"] for event in rows("raw_event.csv.gz")]
        assert all(re.fullmatch(r"2021-\d\d-\d\d \d\d:\d\d:\d\d", time) for time in times)
        assert (times[0][:10], times[-1][:10]) == ("2021-09-01", "2021-12-01")

    def test_events_are_skewed_and_some_users_have_none(self) -> None:
        counts = Counter(event["user_id"] for event in rows("raw_event.csv.gz"))
        idle = ROWS["raw_user.csv"] - len(counts)
        assert 200 < idle < 500
        assert max(counts.values()) > 1000 > 20 > sorted(counts.values())[len(counts) // 2]

    def test_a_share_of_the_events_are_orders(self) -> None:
        names = Counter(event["event_name"] for event in rows("raw_event.csv.gz"))
        assert set(names) == {"recipe_viewed", "recipe_favorited", "order_placed"}
        assert 0.08 < names["order_placed"] / names.total() < 0.16

    def test_a_quarter_of_the_users_is_personal(self) -> None:
        assert 0.2 < len(users_of(*words.PERSONAL_DOMAINS)) / ROWS["raw_user.csv"] < 0.3

    def test_names_need_quotes_in_a_csv(self) -> None:
        names = {gaggle["name"] for gaggle in rows("raw_gaggle.csv")}
        assert {"Butter, Salt & Sons", 'The "Secret" Sauce', "Käsekönig"} <= names


class TestStories:
    def test_constance_rohr(self) -> None:
        users = users_where(lambda user: user["name"] == "Constance Rohr")
        assert {user_id: user["email"] for user_id, user in users.items()} == {
            5315: "constancerohr@icloud.com",
            6759: "constancerohr@outlaws.com",
        }
        assert {user["gaggle_id"] for user in users.values()} == {"1155"}
        before, after = activity(5315), activity(6759)
        assert before[:3] == (22, 4, "2021-11-22 05:21:05")
        assert (*after[:2], after[3]) == (13, 5, "2021-12-01 20:20:24")
        assert before[3] < users[6759]["created_at"] < after[2]
        assert merges("merged_user.csv")[0] == tuple(user["email"] for user in users.values())

    def test_rams_moved_within_their_gaggle(self) -> None:
        old, new = users_of("rams.sl"), users_of("rams.la")
        assert {user["gaggle_id"] for user in (old | new).values()} == {"1187"}
        assert min(old) == 1310
        assert max(old) < min(new)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("thrashers.com", "jets.com"),
            ("supersonics.com", "thunder.com"),
            ("kiteworks.test", "kiteworks.example"),
            ("amberkites.example", "kiteworks.test"),
        ],
    )
    def test_company_moved_between_gaggles(self, old: str, new: str) -> None:
        assert (old, new) in merges("merged_company_domain.csv")
        gaggles = [{user["gaggle_id"] for user in users_of(one).values()} for one in (old, new)]
        assert all(gaggles)
        assert gaggles[0].isdisjoint(gaggles[1])

    def test_domain_differs_in_case_only(self) -> None:
        users, colleagues = by_id("raw_user.csv"), users_of("bots.co")
        written = [users[user_id]["email"].rpartition("@")[2] for user_id in (2954, 3140)]
        assert len({*written, "bots.co"}) == 3
        assert {one.lower() for one in written} == {"bots.co"}
        assert {user["gaggle_id"] for user in colleagues.values()} == {"1318", "1381"}

    def test_chain_of_people(self) -> None:
        users = users_where(lambda user: user["name"] == "Tamsin Okoro")
        emails = [user["email"] for user in users.values()]
        assert list(users) == [1702, 3377, 5210]
        assert set(pairwise(emails)) <= set(merges("merged_user.csv"))

    def test_address_with_spaces_matches_its_merge(self) -> None:
        email = by_id("raw_user.csv")[4477]["email"]
        assert email != email.strip().lower()
        assert email.strip().lower() in dict(merges("merged_user.csv"))

    def test_one_address_signed_up_twice(self) -> None:
        emails = Counter(user["email"].strip().lower() for user in rows("raw_user.csv"))
        assert {email for email, number in emails.items() if number > 1 and email} == {
            "bramwelloakes@quietherons.example"
        }

    def test_malformed_addresses(self) -> None:
        malformed = users_where(
            lambda user: not re.fullmatch(r"[^@]+@([\w-]+\.)+[\w-]+", user["email"].strip())
        )
        assert list(malformed) == [2345, 2666, 2718, 3803, 4040, 5005, 5656]
        assert domain(malformed[2666]) in dict(merges("merged_company_domain.csv"))

    def test_subscriptions_find_their_account_in_three_ways(self) -> None:
        places = ("corporate_email", "email", "gaggle_id")
        found = [[place for place in places if row[place]] for row in rows("subscriptions.csv")]
        assert all(len(given) == 1 for given in found)
        assert {given[0] for given in found} == {*places}

    def test_kinds_of_gaggles(self) -> None:
        domains: dict[str, set[str]] = defaultdict(set)
        for user in users_where(lambda user: "." in domain(user)).values():
            domains[user["gaggle_id"]].add(domain(user))
        personal_only = [one for one in domains.values() if one <= {*words.PERSONAL_DOMAINS}]
        assert len(personal_only) > 10
        assert {"quietherons.example", "plumledger.example"} <= domains["1042"]
        assert set(by_id("raw_gaggle.csv")) - {int(gaggle) for gaggle in domains} == {1822}

    def test_deals_of_the_stories(self) -> None:
        deals = [tuple(deal.values()) for deal in rows("deals.csv")]
        assert set(stories.DEALS) <= set(deals)


class TestMerges:
    @pytest.mark.parametrize("name", ["merged_user.csv", "merged_company_domain.csv"])
    def test_no_conflict_and_no_cycle(self, name: str) -> None:
        targets = dict(merges(name))
        assert len(targets) == len(set(merges(name)))
        for start in targets:
            end, hops = start, 0
            while end in targets:
                end, hops = targets[end], hops + 1
                assert hops <= 2

    def test_no_personal_or_malformed_domain(self) -> None:
        pairs = merges("merged_company_domain.csv")
        assert {one for pair in pairs for one in pair}.isdisjoint(words.PERSONAL_DOMAINS)
        assert all(re.fullmatch(r"([\w-]+\.)+[\w-]+", new) for _, new in pairs)

    def test_unknown_addresses(self) -> None:
        emails = {user["email"].strip().lower() for user in rows("raw_user.csv")}
        pairs = merges("merged_user.csv")
        assert [old for old, _ in pairs if old not in emails] == ["tamsin.o@outlook.com"]
        assert [new for _, new in pairs if new not in emails] == [
            "casimirrook@paperlanterns.example"
        ]


# Rows, and a checksum over them: any engine makes exactly these rows.
SCALED = {
    "raw_user": (5_781, 6_182_597_654_384),
    "raw_gaggle": (823, 872_471_071_636),
    "raw_event": (240_614, 258_240_621_641_719),
    "deals": (122, 132_517_797_902),
    "merged_user": (6, 6_798_982_952),
    "merged_company_domain": (5, 5_866_375_716),
}


@pytest.fixture(scope="module")
def scaled(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataFrame]:
    output = tmp_path_factory.mktemp("scaled")
    write_scaled(spark, str(output), scale=1, depth=2)
    return {
        name: spark.read.csv(str(output / name), header=True)
        if name.startswith("merged_")
        else spark.read.parquet(str(output / name))
        for name in SCALED
    }


class TestScaled:
    @pytest.mark.parametrize("name", SCALED)
    def test_rows(self, scaled: dict[str, DataFrame], name: str) -> None:
        table = scaled[name]
        row = F.xxhash64(*(F.col(column).cast("string") for column in table.columns))
        checksum = F.sum(F.pmod(row, F.lit(2**31)))
        assert [tuple(one) for one in table.select(F.count(F.lit(1)), checksum).collect()] == [
            SCALED[name]
        ]

    def test_users_join_an_existing_gaggle(self, scaled: dict[str, DataFrame]) -> None:
        users = scaled["raw_user"].select("gaggle_id", "created_at")
        gaggles = scaled["raw_gaggle"].select(
            F.col("id").alias("gaggle_id"), F.col("created_at").alias("founded_at")
        )
        joined = users.join(gaggles, on="gaggle_id", how="inner")
        assert joined.where(F.col("created_at") >= F.col("founded_at")).count() == 5_781

    def test_events_follow_the_sign_up(self, scaled: dict[str, DataFrame]) -> None:
        users = scaled["raw_user"].select(F.col("id").alias("user_id"), "created_at")
        joined = scaled["raw_event"].join(users, on="user_id", how="inner")
        assert joined.where(F.col("timestamp") > F.col("created_at")).count() == 240_614

    @pytest.mark.parametrize("column", ["old_email", "new_email"])
    def test_merges_match_users(self, scaled: dict[str, DataFrame], column: str) -> None:
        users = scaled["raw_user"].select(F.col("email").alias(column))
        met = scaled["merged_user"].join(users, on=column, how="inner")
        assert met.count() == 6
