"""The configuration: what it holds, what `--set` reaches, and what each mistake is told."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from jafflegaggle.checks.spec import Severity
from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.columns.time_formats import EXPECTED
from jafflegaggle.config import Checks, Config, Jdbc, Output, Source, fingerprint, load
from jafflegaggle.config.checks import CHECKS, Severities, default_severities
from jafflegaggle.errors import InputError
from jafflegaggle.rules import Rules

MINIMAL = """\
[job]
snapshot_date = "2021-12-01"

[sources.users]
path = "u.csv"

[sources.gaggles]
path = "g.csv"

[sources.events]
path = "e.csv"

[output]
path = "out"
"""
# The design's own example, with every key.
WHOLE = """\
[job]
snapshot_date = "2021-12-01"
id_type = "string"

[sources.users]
path = "seeds/raw_user.csv"
format = "csv"
options = { header = "true" }
columns = { user_id = "id", user_name = "name" }

[sources.gaggles]
table = "main.app.gaggles"

[sources.events]

[sources.events.jdbc]
url = "jdbc:postgresql://db/app"
table = "events"
user = "me"
password_env = "DB_PASSWORD"

[sources.merged_user]
path = "merged_user.csv"

[sources.merged_company_domain]
path = "merged_company_domain.csv"

[sources.not_same_user]
path = "not_same_user.csv"
columns = { reason = "why" }

[sources.not_same_company]
table = "main.crm.not_same_company"

[sources.deals]
path = "deals.json"
format = "JSON"

[rules]
personal_domains_preset = "playbook"
personal_domains = ["gmail.com", "mail.org"]
personal_domains_file = "personal.txt"
company_domains = ["icloud.com"]
internal_domains = ["ours.com"]
internal_emails = ["Test <test@gmail.com>"]
event_names = ["viewed", "ordered"]
order_events = ["ordered"]
won_stages = ["Won", "Closed"]
deduplicate_events = true
on_missing_target = "fail"
on_bad_line = "skip"
max_merge_lines = 10

[checks]
max_quarantined_fraction = 0.5
max_emails_without_domain_fraction = 0.75
max_rows_lost_since_last_snapshot = 1
max_event_age_days = 30

[checks.contacts]
not_null_email = "error"

[checks.events]
unique_event_id = "warn"
max_quarantined_fraction = "warn"

[output]
schema = "main.customer_360"
format = "delta"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(text: str = MINIMAL, *settings: str, **more: str) -> Config:
    Path("c.toml").write_text(text, encoding="utf-8")
    return load("c.toml", settings, **more)


def error_of(text: str = MINIMAL, *settings: str, **more: str) -> str:
    with pytest.raises(InputError) as error:
        loaded(text, *settings, **more)
    assert error.value.exit_status == 2
    return str(error.value)


# What it holds ----------------------------------------------------------------------------------


def test_defaults() -> None:
    assert loaded() == Config(
        snapshot_date=dt.date(2021, 12, 1),
        sources={
            "users": Source("users", path="u.csv", format="csv"),
            "gaggles": Source("gaggles", path="g.csv", format="csv"),
            "events": Source("events", path="e.csv", format="csv"),
        },
        output=Output(path="out", format="parquet"),
        rules=Rules(
            id_type="bigint",
            personal_domains_preset="common",
            personal_domains=(),
            company_domains=(),
            internal_domains=(),
            internal_emails=(),
            event_names=("recipe_viewed", "recipe_favorited", "order_placed"),
            order_events=("order_placed",),
            won_stages=("Won",),
            deduplicate_events=False,
            on_missing_target="keep",
            on_bad_line="stop",
            max_merge_lines=5_000_000,
        ),
    )


def test_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "secret")
    Path("personal.txt").write_text("post.de\n", encoding="utf-8")
    assert loaded(WHOLE) == Config(
        snapshot_date=dt.date(2021, 12, 1),
        sources={
            "users": Source(
                "users",
                path="seeds/raw_user.csv",
                options={"header": "true"},
                columns={"user_id": "id", "user_name": "name"},
            ),
            "gaggles": Source("gaggles", table="main.app.gaggles"),
            "events": Source(
                "events",
                jdbc=Jdbc("jdbc:postgresql://db/app", "events", "me", "DB_PASSWORD"),
            ),
            "merged_user": Source("merged_user", path="merged_user.csv"),
            "merged_company_domain": Source(
                "merged_company_domain", path="merged_company_domain.csv"
            ),
            "not_same_user": Source(
                "not_same_user", path="not_same_user.csv", columns={"reason": "why"}
            ),
            "not_same_company": Source("not_same_company", table="main.crm.not_same_company"),
            "deals": Source("deals", path="deals.json", format="json"),
        },
        checks=Checks(
            {
                "max_quarantined_fraction": 0.5,
                "max_emails_without_domain_fraction": 0.75,
                "max_rows_lost_since_last_snapshot": 1.0,
                "max_event_age_days": 30,
            },
            severities(
                ("contacts", "not_null_email", "error"),
                ("events", "unique_event_id", "warn"),
                ("events", "max_quarantined_fraction", "warn"),
            ),
        ),
        output=Output(schema="main.customer_360", format="delta"),
        rules=Rules(
            id_type="string",
            personal_domains_preset="playbook",
            personal_domains=("gmail.com", "mail.org"),
            company_domains=("icloud.com",),
            internal_domains=("ours.com",),
            internal_emails=("Test <test@gmail.com>",),
            domains_of_file=("post.de",),
            event_names=("viewed", "ordered"),
            order_events=("ordered",),
            won_stages=("Won", "Closed"),
            deduplicate_events=True,
            on_missing_target="fail",
            on_bad_line="skip",
            max_merge_lines=10,
        ),
    )


def test_the_password_does_not_stand_in_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "secret")
    Path("personal.txt").touch()
    assert "secret" not in repr(loaded(WHOLE))


@pytest.mark.parametrize("missing", ["", 'snapshot_date = ""'])
def test_without_a_date_it_is_today_in_utc(missing: str) -> None:
    before = dt.datetime.now(dt.UTC).date()
    date = loaded(MINIMAL.replace('snapshot_date = "2021-12-01"', missing)).snapshot_date
    assert before <= date <= dt.datetime.now(dt.UTC).date()


def test_a_date_without_quotes() -> None:
    text = MINIMAL.replace('"2021-12-01"', "2021-12-01")
    assert loaded(text).snapshot_date == dt.date(2021, 12, 1)


def test_the_call_wins_over_the_file() -> None:
    config = loaded(snapshot_date="2022-01-31", output="elsewhere")
    assert config.snapshot_date == dt.date(2022, 1, 31)
    assert config.output.path == "elsewhere"
    schema = MINIMAL.replace('path = "out"', 'schema = "main.c360"')
    assert loaded(schema, output="elsewhere").output == Output(path="elsewhere")


def test_the_call_wins_where_the_file_has_no_such_section() -> None:
    text = MINIMAL.replace('[job]\nsnapshot_date = "2021-12-01"\n', "").replace(
        '[output]\npath = "out"\n', ""
    )
    config = loaded(text, snapshot_date="2022-01-31", output="elsewhere")
    assert (str(config.snapshot_date), config.output.path) == ("2022-01-31", "elsewhere")


# Checks -----------------------------------------------------------------------------------------


def severities(*changed: tuple[str, str, Severity]) -> Severities:
    """The default severities but for those that are changed: table, key, severity."""
    all_of_them = {table: dict(of_table) for table, of_table in default_severities().items()}
    for table, key, severity in changed:
        all_of_them[table][key] = severity
    return all_of_them


def test_checks_unless_the_file_says_otherwise() -> None:
    checks = loaded().checks
    assert checks == Checks()
    assert checks.limits == {
        "max_quarantined_fraction": 0.05,
        "max_emails_without_domain_fraction": 0.9,
        "max_rows_lost_since_last_snapshot": 0.1,
        "max_event_age_days": 7,
    }
    warned = {
        (table, key)
        for table, of_table in checks.severities.items()
        for key, severity in of_table.items()
        if severity == "warn"
    }
    assert warned == {
        ("users", "unique_user_id"),
        ("users", "not_null_user_id"),
        ("users", "unique_email"),
        ("gaggles", "unique_gaggle_id"),
        ("gaggles", "not_null_gaggle_id"),
        ("events", "max_event_age_days"),
        ("events", "accepted_values_event_name"),
        ("contacts", "not_null_email"),
        ("contacts", "not_null_gaggle_id"),
        ("contacts", "relationships_gaggle_id"),
        ("contacts", "max_rows_lost_since_last_snapshot"),
        ("gaggle_domains", "relationships_gaggle_id"),
        ("gaggle_facts", "max_rows_lost_since_last_snapshot"),
        ("accounts", "max_rows_lost_since_last_snapshot"),
        ("personal_gaggles", "relationships_gaggle_id"),
        ("contact_gaggles", "relationships_gaggle_id"),
    }
    off = {
        key
        for table in checks.severities
        for key, s in checks.severities[table].items()
        if s == "off"
    }
    assert off == {"unique_event_id", "not_null_event_id"}


def test_every_severity_of_a_bridge_can_be_set() -> None:
    setting = "checks.gaggle_domains.unique_gaggle_id_corporate_email=warn"
    changed = severities(("gaggle_domains", "unique_gaggle_id_corporate_email", "warn"))
    assert loaded(MINIMAL, setting).checks == Checks(severities=changed)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            "checks.max_quarantined_fraction=5",
            "checks.max_quarantined_fraction: expected a number from 0 to 1, found 5 (int)",
        ),
        (
            "checks.max_quarantined_fraction=5%",
            "checks.max_quarantined_fraction: expected a number from 0 to 1, found '5%'",
        ),
        (
            "checks.max_rows_lost_since_last_snapshot=nan",
            (
                "checks.max_rows_lost_since_last_snapshot: "
                "expected a number from 0 to 1, found nan (float)"
            ),
        ),
        (
            "checks.max_rows_lost_since_last_snapshot=true",
            (
                "checks.max_rows_lost_since_last_snapshot: "
                "expected a number from 0 to 1, found True (bool)"
            ),
        ),
        (
            "checks.contacts.not_null_email=fatal",
            "checks.contacts.not_null_email: expected error or warn, found 'fatal'",
        ),
        (
            "checks.contacts.not_null_email=off",
            "checks.contacts.not_null_email: expected error or warn, found 'off'",
        ),
        (
            "checks.contacts.not_null_email=1",
            "checks.contacts.not_null_email: expected text, found 1 (int)",
        ),
        (
            "checks.events.unique_event_id=on",
            "checks.events.unique_event_id: expected error or warn or off, found 'on'",
        ),
        (
            "checks.deals.unique_deal=warn",
            (
                "checks.deals.unique_deal: unknown key; "
                "expected one of conservation, max_quarantined_fraction"
            ),
        ),
        (
            "checks.gaggles.unique_gaggleid=warn",
            (
                "checks.gaggles.unique_gaggleid: unknown key; expected one of conservation, "
                "max_quarantined_fraction, unique_gaggle_id, not_null_gaggle_id; "
                "did you mean unique_gaggle_id?"
            ),
        ),
        (
            "checks.contact.unique_email=warn",
            (
                "checks.contact: unknown key; expected one of max_quarantined_fraction, "
                "max_emails_without_domain_fraction, "
                "max_rows_lost_since_last_snapshot, max_event_age_days, "
                f"{', '.join(CHECKS)}; did you mean contacts?"
            ),
        ),
        ("checks.contacts=warn", "checks.contacts: expected a table, found 'warn'"),
    ],
)
def test_a_mistake_in_the_checks(setting: str, message: str) -> None:
    assert error_of(MINIMAL, setting) == f"c.toml: {message}"


# Personal domains -------------------------------------------------------------------------------


def test_the_file_adds_to_the_list_and_the_allow_list_wins_over_both() -> None:
    Path("more.txt").write_text("\ufeff@Mail.ORG\r\n\n  post.de. \nweb.de", encoding="utf-8")
    text = (
        MINIMAL
        + """[rules]
personal_domains_preset = "playbook"
personal_domains_file = "more.txt"
company_domains = ["GMAIL.com ", "web.de"]
"""
    )
    assert loaded(text).rules.personal == {
        **dict.fromkeys(["outlook.com", "yahoo.com", "icloud.com", "hotmail.com"], "preset"),
        **dict.fromkeys(["mail.org", "post.de"], "personal_domains_file"),
    }


def test_a_list_adds_to_the_preset() -> None:
    none = '[rules]\npersonal_domains_preset = "none"\n'
    more = 'personal_domains = ["x.org"]'
    assert loaded(MINIMAL + none).rules.personal == {}
    assert loaded(MINIMAL + none + more).rules.personal == {"x.org": "personal_domains"}
    common = loaded(MINIMAL + "[rules]\n" + more).rules.personal
    assert (common["x.org"], common["gmail.com"]) == ("personal_domains", "preset")


def test_a_file_with_lines_that_are_no_domain_is_refused() -> None:
    Path("pd.txt").write_text("aol.example # AOL\ngmx.example,\n*.live.example\n", encoding="utf-8")
    message = error_of(MINIMAL + '[rules]\npersonal_domains_file = "pd.txt"')
    assert message.startswith(
        "c.toml: rules.personal_domains_file: pd.txt: no domain: "
        "line 2 ('gmx.example,'), line 3 ('*.live.example'); expected one per line"
    )


@pytest.mark.parametrize("key", ["personal_domains", "company_domains", "internal_domains"])
@pytest.mark.parametrize(
    "wrong", ["*.live.example", "ann@x.com", "https://x.com", "x.com # mine", "x.com,", " ", ""]
)
def test_what_is_no_domain_in_a_list_is_refused(key: str, wrong: str) -> None:
    assert error_of(MINIMAL + f'[rules]\n{key} = ["@X.com.", "nodot", "{wrong}"]') == (
        f"c.toml: rules.{key}: expected domains such as gmail.com, found {wrong!r}"
    )


def test_what_is_no_email_among_the_internal_ones_is_refused() -> None:
    text = MINIMAL + '[rules]\ninternal_emails = [" Ann@X.com", "ours.com"]'
    assert error_of(text) == "c.toml: rules.internal_emails: expected e-mails, found 'ours.com'"


# --set ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "read", "expected"),
    [
        ("job.id_type=string", lambda c: c.rules.id_type, "string"),
        ("job.snapshot_date=2022-02-03", lambda c: c.snapshot_date, dt.date(2022, 2, 3)),
        ('job.snapshot_date="2022-02-03"', lambda c: c.snapshot_date, dt.date(2022, 2, 3)),
        ("output.path=2021", lambda c: c.output.path, "2021"),
        ('output.path="a b"', lambda c: c.output.path, "a b"),
        ("output.path=s3://b/a=1", lambda c: c.output.path, "s3://b/a=1"),
        ("sources.users.path=true", lambda c: c.sources["users"].path, "true"),
        ("sources.users.format=json", lambda c: c.sources["users"].format, "json"),
        (
            "sources.users.options.header=false",
            lambda c: c.sources["users"].options,
            {"header": "false"},
        ),
        ("sources.users.options.sep=;", lambda c: c.sources["users"].options, {"sep": ";"}),
        ("sources.users.options.sep=,", lambda c: c.sources["users"].options, {"sep": ","}),
        ("sources.users.options.n=7", lambda c: c.sources["users"].options, {"n": "7"}),
        ("sources.users.columns.user_id=id", lambda c: c.sources["users"].columns["user_id"], "id"),
        (
            'sources.users.columns={user_id = "nr"}',
            lambda c: c.sources["users"].columns,
            {"user_id": "nr"},
        ),
        ("sources.deals.path=d.csv", lambda c: c.sources["deals"].path, "d.csv"),
        (
            'rules.won_stages=["Won", "Closed, won"]',
            lambda c: c.rules.won_stages,
            ("Won", "Closed, won"),
        ),
        (
            "checks.max_quarantined_fraction=1",
            lambda c: c.checks.limits["max_quarantined_fraction"],
            1.0,
        ),
        (
            "checks.contacts.not_null_email=error",
            lambda c: c.checks.severities["contacts"]["not_null_email"],
            "error",
        ),
        ("rules.on_missing_target=fail", lambda c: c.rules.on_missing_target, "fail"),
        ("rules.deduplicate_events=true", lambda c: c.rules.deduplicate_events, True),
        ("rules.max_merge_lines=10", lambda c: c.rules.max_merge_lines, 10),
        (" rules.max_merge_lines = 10", lambda c: c.rules.max_merge_lines, 10),
    ],
)
def test_set_reaches_a_key(setting: str, read: Any, expected: object) -> None:
    assert read(loaded(MINIMAL, setting)) == expected


def test_set_reaches_a_jdbc_table() -> None:
    config = loaded(
        MINIMAL,
        "sources.users.path=",
        "sources.users.jdbc.url=jdbc:x",
        "sources.users.jdbc.table=u",
        "sources.users.jdbc.driver=org.x.Driver",
    )
    assert config.sources["users"].jdbc == Jdbc("jdbc:x", "u", driver="org.x.Driver")


def test_set_swaps_a_path_for_a_table_or_a_schema() -> None:
    config = loaded(
        MINIMAL,
        "sources.users.path=",
        "sources.users.table=main.app.users",
        "output.path=",
        "output.schema=main.c360",
    )
    assert config.sources["users"] == Source("users", table="main.app.users")
    assert config.output == Output(schema="main.c360")


def test_the_last_set_wins_and_the_options_win_over_set() -> None:
    config = loaded(MINIMAL, "output.path=a", "output.path=b", "job.snapshot_date=2022-01-01")
    assert config.output.path == "b"
    config = loaded(
        MINIMAL,
        "output.path=a",
        "job.snapshot_date=2022-01-01",
        output="c",
        snapshot_date="2022-01-02",
    )
    assert (config.output.path, str(config.snapshot_date)) == ("c", "2022-01-02")


@pytest.mark.parametrize("setting", ["rules", "=x", "key=x", ".key=x", "rules.=x", "rules..k=x"])
def test_set_expects_a_section_and_a_key(setting: str) -> None:
    name, _, _ = setting.partition("=")
    assert error_of(MINIMAL, setting) == f"--set {name}: expected section.key=value"


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (4, False), (5, True)])
def test_a_source_keeps_more_than_what_is_read_again(days: int, is_taken: bool) -> None:
    setting = f"incremental.retention_days={days}"
    if is_taken:
        assert loaded(MINIMAL, setting).incremental.retention_days == days
        return
    assert error_of(MINIMAL, setting) == (
        "c.toml: incremental.retention_days: expected 0 (all), or 5 and more with "
        "lookback_days = 3, found 4"
    )


def test_set_does_not_turn_a_value_into_a_section() -> None:
    assert error_of(MINIMAL, "output.path.x=1") == (
        "--set output.path.x: path: expected a table, found 'out'"
    )


def test_set_is_checked_like_the_file() -> None:
    assert error_of(MINIMAL, "rules.won_stage=x") == (
        "c.toml: rules.won_stage: unknown key; expected one of personal_domains_preset, "
        "personal_domains, company_domains, internal_domains, internal_emails, event_names, "
        "order_events, deduplicate_events, won_stages, active_statuses, on_missing_target, "
        "on_bad_line, max_merge_lines, personal_domains_file; "
        "did you mean won_stages?"
    )
    assert error_of(MINIMAL, "rules.won_stages=Won") == (
        "c.toml: rules.won_stages: expected a list of strings, found 'Won'"
    )


# What each mistake is told ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[job]",
            "[jobs]",
            (
                "jobs: unknown key; "
                "expected one of job, rules, incremental, output, openlineage, sources, checks, "
                "signals, crm; "
                "did you mean job?"
            ),
        ),
        (
            "[sources.users]",
            "[sources.user]",
            (
                "sources.user: unknown key; expected one of users, gaggles, events, merged_user, "
                "merged_company_domain, not_same_user, not_same_company, deals, subscriptions, "
                "crm_companies, crm_contacts; "
                "did you mean users?"
            ),
        ),
        (
            'path = "u.csv"',
            'pth = "u.csv"',
            (
                "sources.users.pth: unknown key; expected one of path, table, jdbc, format, "
                "options, columns, where, extra, formats, null_values; did you mean path?"
            ),
        ),
        (
            'snapshot_date = "2021-12-01"',
            'zone = "UTC"',
            "job.zone: unknown key; expected one of snapshot_date, id_type",
        ),
        (
            'path = "u.csv"',
            'jdbc = { url = "u", table = "t", password = "x" }',
            (
                "sources.users.jdbc.password: unknown key; expected one of url, table, user, "
                "password_env, password_file, driver; did you mean password_env?"
            ),
        ),
        ('path = "u.csv"', "path = 7", "sources.users.path: expected text, found 7 (int)"),
        (
            'path = "u.csv"',
            'path = "u.csv"\nformat = true',
            "sources.users.format: expected text, found True (bool)",
        ),
        (
            'path = "u.csv"',
            'path = "u.csv"\ncolumns = { user_id = 1 }',
            'sources.users.columns.user_id: expected a name or { expr = "..." }, found 1 (int)',
        ),
        (
            'path = "u.csv"',
            'path = "u.csv"\noptions = "header"',
            "sources.users.options: expected a table of strings, found 'header'",
        ),
        (
            'path = "u.csv"',
            'path = "u.csv"\ntable = "main.u"',
            "sources.users: expected one of path, table and jdbc, found path and table",
        ),
        (
            'path = "u.csv"',
            'table = "main.u"\njdbc = { url = "u", table = "t" }',
            "sources.users: expected one of path, table and jdbc, found table and jdbc",
        ),
        (
            'path = "u.csv"',
            'format = "csv"',
            "sources.users: expected one of path, table and jdbc, found none",
        ),
        (
            'path = "u.csv"',
            'jdbc = { table = "t" }',
            "sources.users.jdbc.url: missing",
        ),
        (
            'path = "u.csv"',
            'jdbc = { url = "u" }',
            "sources.users.jdbc.table: missing",
        ),
        (
            'path = "u.csv"',
            'jdbc = { url = "u", table = "t", password_env = "JAFFLEGAGGLE_NO_SUCH_VARIABLE" }',
            (
                "sources.users.jdbc.password_env: the environment has no variable "
                "JAFFLEGAGGLE_NO_SUCH_VARIABLE"
            ),
        ),
        (
            '[sources.users]\npath = "u.csv"\n',
            "",
            "sources.users: missing; required are users, gaggles, events",
        ),
        (
            '[sources.events]\npath = "e.csv"\n',
            "",
            "sources.events: missing; required are users, gaggles, events",
        ),
        (
            '[output]\npath = "out"\n',
            "",
            "output: expected a path or a schema, one of them",
        ),
        (
            'path = "out"',
            'path = "out"\nschema = "main.c360"',
            "output: expected a path or a schema, one of them",
        ),
        (
            'path = "out"',
            'schema = "main.c360"\nkeep = 3',
            (
                "output.keep: expected 0 with a schema, found 3; drop old partitions of the "
                "schema's tables, or use the retention of their format"
            ),
        ),
        (
            'path = "out"',
            'path = "out"\nformat = "csv"',
            "output.format: expected 'parquet' for a path, found 'csv'",
        ),
        ("[output]", "[[output]]", "output: expected a table, found [{'path': 'out'}] (list)"),
        (
            "[job]",
            '[rules]\non_missing_target = "stop"\n[job]',
            "rules.on_missing_target: expected keep or fail, found 'stop'",
        ),
        (
            "[job]",
            '[rules]\non_bad_line = "keep"\n[job]',
            "rules.on_bad_line: expected stop or skip, found 'keep'",
        ),
        (
            "[job]",
            '[rules]\nmax_merge_lines = "many"\n[job]',
            "rules.max_merge_lines: expected a whole number, found 'many'",
        ),
        (
            "[job]",
            '[rules]\ndeduplicate_events = "yes"\n[job]',
            "rules.deduplicate_events: expected true or false, found 'yes'",
        ),
        (
            "[job]",
            '[rules]\npersonal_domains = "gmail.com"\n[job]',
            "rules.personal_domains: expected a list of strings, found 'gmail.com'",
        ),
        (
            "[job]",
            '[job]\nid_type = "int"',
            "job.id_type: expected bigint or string, found 'int'",
        ),
    ],
)
def test_a_mistake_names_the_file_and_the_key(old: str, new: str, message: str) -> None:
    assert old in MINIMAL
    assert error_of(MINIMAL.replace(old, new)) == f"c.toml: {message}"


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ('"2021-13-01"', "'2021-13-01'"),
        ('"2021-02-29"', "'2021-02-29'"),
        ('"2021-1-1"', "'2021-1-1'"),
        ('"01.12.2021"', "'01.12.2021'"),
        ('"today"', "'today'"),
        ("20211201", "20211201 (int)"),
        ("2021-12-01T00:00:00", "datetime.datetime(2021, 12, 1, 0, 0) (datetime)"),
    ],
)
def test_a_bad_date(date: str, found: str) -> None:
    assert error_of(MINIMAL.replace('"2021-12-01"', date)) == (
        f"c.toml: job.snapshot_date: expected a date YYYY-MM-DD, found {found}"
    )


def test_a_bad_date_of_the_call() -> None:
    message = error_of(snapshot_date="2021-12-32")
    assert message.endswith("job.snapshot_date: expected a date YYYY-MM-DD, found '2021-12-32'")


def test_bad_toml_names_its_line() -> None:
    message = error_of(MINIMAL.replace('path = "u.csv"', "path = u.csv"))
    assert message.startswith("c.toml: not valid TOML: ")
    assert "line 5" in message
    assert "line 2" in error_of('[job]\nid_type = "string\n')


def test_a_key_twice_is_bad_toml() -> None:
    message = error_of(MINIMAL.replace('path = "u.csv"', 'path = "u.csv"\npath = "v.csv"'))
    assert message.startswith("c.toml: not valid TOML: ")


def test_a_missing_file() -> None:
    with pytest.raises(InputError) as error:
        load("nowhere/c.toml")
    assert str(error.value) == ("nowhere/c.toml: no such file; expected a configuration in TOML")


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    with pytest.raises(InputError, match=r"^\.: cannot be read"):
        load(".")
    (folder / "latin.toml").write_bytes("[job]\n# é\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"^latin\.toml: cannot be read"):
        load("latin.toml")


def test_a_personal_domains_file_that_is_missing() -> None:
    message = error_of(MINIMAL + '[rules]\npersonal_domains_file = "nowhere.txt"')
    assert message.startswith("c.toml: rules.personal_domains_file: nowhere.txt cannot be read (")


@pytest.mark.parametrize(
    ("section", "option"),
    [("output", {"output": "out"}), ("job", {"snapshot_date": "2021-12-01"})],
)
def test_a_section_that_is_a_value_with_and_without_an_option_of_the_call(
    section: str, option: dict[str, str]
) -> None:
    without = re.sub(rf"\[{section}\]\n.*\n", "", MINIMAL)
    message = f"c.toml: {section}: expected a table, found 'x'"
    assert error_of(f'{section} = "x"\n{without}') == message
    assert error_of(f'{section} = "x"\n{without}', **option) == message


def test_an_unknown_column() -> None:
    text = MINIMAL.replace('"u.csv"', '"u.csv"\ncolumns = { user = "id" }')
    assert error_of(text) == (
        "c.toml: sources.users.columns.user: unknown key; "
        "expected one of user_id, user_name, email, gaggle_id, created_at; did you mean user_id?"
    )


# Secrets and places -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "jdbc:postgresql://h/d?user=u&password=S3CRET",
        "jdbc:sqlserver://h;Password=S3CRET",
        "jdbc:oracle://me:S3CRET@h/d",
        "jdbc:oracle:thin:scott/S3CRET@//db:1521/svc",
    ],
)
def test_a_password_in_a_url_is_refused_and_not_shown(url: str) -> None:
    text = MINIMAL.replace('path = "u.csv"', f'jdbc = {{ url = "{url}", table = "t" }}')
    message = error_of(text)
    assert message == (
        "c.toml: sources.users.jdbc.url: holds a password or a token; "
        "use password_env (an environment variable) or password_file"
    )
    assert "S3CRET" not in message


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("password", "S3CRET"),
        ("PWD", "S3CRET"),
        ("oauth.token", "S3CRET"),
        ("url", "jdbc:h2:mem;passwd=S3CRET"),
    ],
)
def test_a_password_among_the_options_is_refused_and_not_shown(option: str, value: str) -> None:
    jdbc = f'jdbc = {{ url = "jdbc:h2:mem", table = "t" }}\noptions = {{ "{option}" = "{value}" }}'
    assert error_of(MINIMAL.replace('path = "u.csv"', jdbc)) == (
        f"c.toml: sources.users.options.{option}: holds a password or a token; "
        "use jdbc.password_env (an environment variable) or jdbc.password_file"
    )


def test_a_jdbc_that_is_no_table_is_not_shown() -> None:
    jdbc = 'jdbc = "jdbc:h2:mem;password=S3CRET"'
    message = error_of(MINIMAL.replace('path = "u.csv"', jdbc))
    assert message == "c.toml: sources.users.jdbc: expected a table, found a text"


def test_a_password_stands_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "S3CRET")
    places = 'password_env = "DB_PASSWORD", password_file = "p.txt"'
    jdbc = f'jdbc = {{ url = "jdbc:h2:mem", table = "t", {places} }}'
    message = error_of(MINIMAL.replace('path = "u.csv"', jdbc))
    assert message == (
        "c.toml: sources.users.jdbc.password_file: password_env is given too; expected one of them"
    )


@pytest.mark.parametrize("setting", ["password=S3CRET", "job.snapshot_date.password=S3CRET"])
def test_a_setting_that_is_refused_does_not_show_its_value(setting: str) -> None:
    text = '[job]\nsnapshot_date = "2021-12-01"\n'
    message = error_of(text, setting)
    assert message.startswith(f"--set {setting.partition('=')[0]}: ")
    assert "S3CRET" not in message


def test_a_place_shows_no_parameters_of_a_url() -> None:
    jdbc = Jdbc(url="jdbc:postgresql://me@h/d?sslkey=k;x=y", table="t")
    assert Source("users", jdbc=jdbc).place == "t at jdbc:postgresql://h"


@pytest.mark.parametrize("path", ["out{1}", "out*", "a?b", "out[1]", "~/out"])
def test_an_output_that_engines_take_for_a_pattern_is_refused(path: str) -> None:
    message = f"c.toml: output.path: expected no *?[]{{}} and no ~ in it, found {path!r}"
    assert error_of(output=path) == message


@pytest.mark.parametrize(
    ("settings", "output"),
    [
        (["output.format=csv"], ""),
        (["output.format=csv"], "there"),
        (["output.format=nonsense"], "there"),
        (["output.path=here", "output.format=csv"], "there"),
    ],
)
def test_a_format_that_is_set_for_a_path_is_refused(settings: list[str], output: str) -> None:
    found = settings[-1].partition("=")[2]
    message = f"c.toml: output.format: expected 'parquet' for a path, found '{found}'"
    assert error_of(MINIMAL, *settings, output=output) == message


def test_the_schema_of_a_file_gives_way_to_the_path_of_the_call() -> None:
    text = MINIMAL.replace('path = "out"', 'schema = "main.gold"\nformat = "delta"')
    assert loaded(text, output="there").output == Output(path="there")
    assert loaded(text, "output.path=here", output="there").output == Output(path="there")
    message = "c.toml: output: expected a path or a schema, one of them"
    assert error_of(text, "output.schema=main.silver", output="there") == message


def test_a_slash_at_the_end_of_the_output_is_nothing() -> None:
    assert (loaded(output="out//").output.path, loaded(output="/").output.path) == ("out", "/")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (MINIMAL.replace('"u.csv"', '"u\\u0000.csv"'), "sources.users.path"),
        (MINIMAL + '[rules]\npersonal_domains = ["a.b", "c\\u0000"]\n', "rules.personal_domains"),
        (MINIMAL + '[checks."a\\u0000b"]\n', "checks.a\0b"),
    ],
)
def test_a_nul_byte_is_refused_wherever_it_stands(text: str, key: str) -> None:
    assert error_of(text) == f"c.toml: {key}: expected text without NUL bytes"


def test_a_nul_byte_of_the_call_or_the_file_itself_is_refused() -> None:
    message = "c.toml: output.path: expected text without NUL bytes"
    assert error_of(MINIMAL, "output.path=a\0b") == error_of(output="a\0b") == message
    assert error_of(MINIMAL + "\0").startswith("c.toml: not valid TOML: ")
    with pytest.raises(InputError, match="cannot be read"):
        load("c\0.toml")
    assert error_of(output="a\udcff") == "c.toml: output.path: expected UTF-8 text"


@pytest.mark.parametrize(
    "text",
    [
        f"a = {'[' * 20_000}",
        f"a = {'{b = ' * 20_000}",
        MINIMAL + f"[rules]\nwon_stages{'.a' * 20_000} = 1\n",
    ],
    ids=["lists", "tables", "keys"],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert error_of(text) == "c.toml: tables or lists nested too deeply"
    setting = "rules.won_stages=" + "[" * 20_000
    assert error_of(MINIMAL, setting) == "c.toml: tables or lists nested too deeply"


def test_set_takes_names_of_columns_as_text() -> None:
    setting = "sources.users.columns.user_id=1"
    assert loaded(MINIMAL, setting).sources["users"].columns == {"user_id": "1"}


def with_events(*lines: str) -> Config:
    return loaded(MINIMAL.replace('path = "e.csv"', "\n".join(['path = "e.csv"', *lines])))


def test_how_the_cells_of_a_source_are_written() -> None:
    events = with_events('formats = { timestamp = "epoch_ms" }', 'null_values = ["-"]').sources
    assert events["events"].cells == CellFormats({"timestamp": "epoch_ms"}, ("-",))
    assert events["users"].cells == CellFormats()
    assert events["users"].cells.is_usual


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("formats = { time = 'epoch_ms' }", "sources.events.formats.time: unknown key; expected"),
        (
            "formats = { user_id = 'epoch_ms' }",
            "sources.events.formats.user_id: this column takes no format; formats are of timestamp",
        ),
        ("formats = { timestamp = 5 }", "sources.events.formats.timestamp: expected text, found 5"),
        ("formats = 'epoch_ms'", "sources.events.formats: expected a table, found 'epoch_ms'"),
        (
            "formats = { timestamp = 'MM/dd/yy' }",
            f"sources.events.formats.timestamp: expected {EXPECTED}, found 'MM/dd/yy': yy is none",
        ),
        ("null_values = 'x'", "sources.events.null_values: expected a list of strings, found 'x'"),
    ],
)
def test_a_mistake_in_the_cells_of_a_source(lines: str, message: str) -> None:
    assert message in error_of(MINIMAL.replace('path = "e.csv"', f'path = "e.csv"\n{lines}'))


def test_the_cursor_may_have_a_format_of_its_own() -> None:
    cursor = '[incremental]\nenabled = true\nevent_time = "received_at"\n'
    text = MINIMAL.replace('path = "e.csv"', 'path = "e.csv"\nformats.received_at = "epoch_s"')
    assert loaded(text + cursor).sources["events"].formats == {"received_at": "epoch_s"}
    assert "formats.received_at: unknown key" in error_of(text)


def test_set_reaches_a_format() -> None:
    config = loaded(MINIMAL, "sources.events.formats.timestamp=yyyyMMdd")
    assert config.sources["events"].formats == {"timestamp": "yyyyMMdd"}


def test_vetoes_and_what_to_do_about_bad_lines_are_part_of_the_fingerprint() -> None:
    veto, skip = 'sources.not_same_user.path="v.csv"', "rules.on_bad_line=skip"
    configs = [loaded(MINIMAL, *settings) for settings in ((), (veto,), (skip,), (veto, skip))]
    assert len({fingerprint(one.sources, one.rules, one.checks) for one in configs}) == 4
