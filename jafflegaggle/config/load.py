"""Loading the configuration: TOML, with `--set` on top."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jafflegaggle.canonical import COLUMNS, OPTIONAL
from jafflegaggle.config.checks import checks_of
from jafflegaggle.config.jdbc import jdbc_of
from jafflegaggle.config.section import Section, found, refuse_unusable_text
from jafflegaggle.config.settings import Config, Incremental, Output, Source
from jafflegaggle.errors import InputError
from jafflegaggle.rules import Rules


def load(
    file: str, settings: Sequence[str] = (), snapshot_date: str = "", output: str = ""
) -> Config:
    """Read a configuration file, with what the call sets on top.

    Args:
        file: the TOML file.
        settings: `section.key=value` each; a value that is not TOML is text.
        snapshot_date: `YYYY-MM-DD`, over `job.snapshot_date`.
        output: a folder, over `[output]`.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    try:
        return _load(file, settings, snapshot_date, output)
    except RecursionError:
        raise InputError(f"{file}: tables or lists nested too deeply") from None


def _load(file: str, settings: Sequence[str], snapshot_date: str, output: str) -> Config:
    table = _parse(file)
    if output:
        _put(table, ["output", "path"], output, file)
        for key in ("schema", "format"):  # a folder takes neither; `--set` may not ask for them
            table["output"].pop(key, None)
    for setting in settings:
        _set(table, setting)
    if snapshot_date:
        _put(table, ["job", "snapshot_date"], snapshot_date, file)
    if output:  # over a `--set` as well
        _put(table, ["output", "path"], output, file)
    return from_toml(table, file)


def from_toml(table: Mapping[str, Any], file: str = "the configuration") -> Config:
    """Validate a parsed configuration.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    sections = ("job", "sources", "rules", "checks", "incremental", "output")
    top = Section(file, "", table, sections)
    refuse_unusable_text(file, table)
    job = top.section_of("job", ("snapshot_date", "id_type"))
    sources = top.section_of("sources", tuple(COLUMNS))
    output, rules = _output(top), _rules(top, job)
    return Config(
        snapshot_date=_date(job),
        sources={name: _source(sources, name) for name in COLUMNS if _is_there(sources, name)},
        output=output,
        rules=rules,
        checks=checks_of(top),
        incremental=_incremental(top, output, rules),
    )


def _parse(file: str) -> dict[str, Any]:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{file}: no such file; expected a configuration in TOML") from None
    except (OSError, ValueError) as error:  # no UTF-8, or a NUL in the name
        raise InputError(f"{file}: cannot be read ({error})") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: not valid TOML: {error}") from None


def _set(table: dict[str, Any], setting: str) -> None:
    name, equals, text = setting.partition("=")
    *sections, key = name.strip().split(".")  # messages show no value: it may be a password
    if not equals or not sections or not all([*sections, key]):
        raise InputError(f"--set {name}: expected section.key=value")
    is_text = key in _TEXT_KEYS or sections[-1] in _TEXT_SECTIONS
    _put(table, [*sections, key], _value(text, is_text), f"--set {name.strip()}")


def _put(table: dict[str, Any], keys: Sequence[str], value: Any, place: str) -> None:
    *sections, key = keys
    for section in sections:
        table = table.setdefault(section, {})
        if not isinstance(table, dict):
            raise InputError(f"{place}: {section}: expected a table, found {found(table)}")
    table[key] = value


# Keys whose values are text, so that `--set output.path=2021` needs no quotes.
_TEXT_KEYS = ("snapshot_date", "path", "table", "format", "schema", "personal_domains_file")
_TEXT_SECTIONS = ("columns", "options", "jdbc")


def _value(text: str, is_text: bool) -> Any:
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return text if is_text and not isinstance(value, str) else value


def _date(job: Section) -> dt.date:
    value = job.table.get("snapshot_date", "")
    if value == "":
        return dt.datetime.now(dt.UTC).date()
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        # Only one spelling: the date names a folder.
        if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
            return dt.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        pass
    raise job.error("snapshot_date", f"expected a date YYYY-MM-DD, found {found(value)}")


def _is_there(sources: Section, name: str) -> bool:
    if name in sources.table:
        return True
    if name in OPTIONAL:
        return False
    raise sources.error(name, "missing; users, gaggles and events are needed")


def _source(sources: Section, name: str) -> Source:
    keys = ("path", "table", "jdbc", "format", "options", "columns")
    reader = sources.section_of(name, keys)
    columns = reader.section_of("columns", COLUMNS[name])
    places = [key for key in ("path", "table", "jdbc") if reader.table.get(key)]
    if len(places) != 1:
        found = " and ".join(places) or "none"
        raise sources.error(name, f"expected one of path, table and jdbc, found {found}")
    return Source(
        name=name,
        path=reader.text("path", ""),
        table=reader.text("table", ""),
        jdbc=jdbc_of(reader) if "jdbc" in places else None,
        format=reader.text("format", "csv").lower(),
        options=reader.options("options"),
        columns={own: columns.text(own, "") for own in columns.table},
    )


def _output(top: Section) -> Output:
    reader = top.section_of("output", ("path", "schema", "format", "wait", "keep"))
    output = Output(
        path=re.sub(r"(?<=.)/+$", "", reader.text("path", "")),
        schema=reader.text("schema", ""),
        format=reader.text("format", "parquet").lower(),
        wait=reader.number("wait", 0),
        keep=reader.number("keep", 0),
    )
    if bool(output.path) == bool(output.schema):
        raise top.error("output", "expected a path or a schema, one of them")
    if re.search(r"[*?\[\]{}]", output.path) or output.path.startswith("~"):
        raise reader.error("path", f"expected no *?[]{{}} and no ~ in it, found {output.path!r}")
    if output.schema and output.keep:
        why = "drop old partitions of the schema's tables, or use the retention of their format"
        raise reader.error("keep", f"expected 0 with a schema, found {output.keep}; {why}")
    if output.path and output.format != "parquet":
        raise reader.error("format", f"expected 'parquet' for a path, found {output.format!r}")
    return output


def _incremental(top: Section, output: Output, rules: Rules) -> Incremental:
    defaults = Incremental()
    keys = ("enabled", "event_time", "lookback_days", "retention_days")
    reader = top.section_of("incremental", keys)
    incremental = Incremental(
        enabled=reader.flag("enabled", defaults.enabled),
        event_time=reader.text("event_time", defaults.event_time),
        lookback_days=reader.number("lookback_days", defaults.lookback_days),
        retention_days=reader.number("retention_days", defaults.retention_days),
    )
    # The lookback, the day of the last event, and the day that comes after it.
    least = incremental.lookback_days + 2
    if 0 < incremental.retention_days < least:
        raise reader.error(
            "retention_days",
            f"expected 0 (all), or {least} and more with lookback_days = "
            f"{incremental.lookback_days}, found {incremental.retention_days}",
        )
    if incremental.enabled and not output.path:
        raise reader.error("enabled", "expected an output.path; a schema keeps no state yet")
    if incremental.enabled and rules.deduplicate_events:
        why = "a repeat of an event that is read no more cannot be seen"
        raise reader.error("enabled", f"expected rules.deduplicate_events = false: {why}")
    return incremental


def _rules(top: Section, job: Section) -> Rules:
    defaults = Rules()
    keys = (
        "personal_domains",
        "personal_domains_file",
        "company_domains",
        "event_names",
        "order_events",
        "deduplicate_events",
        "won_stages",
        "on_missing_target",
        "max_merge_lines",
    )
    reader = top.section_of("rules", keys)
    personal = reader.texts("personal_domains", defaults.personal_domains)
    return Rules(
        id_type=job.text("id_type", defaults.id_type, ("bigint", "string")),  # type: ignore[arg-type]
        personal_domains=(*personal, *_lines(reader, "personal_domains_file")),
        company_domains=reader.texts("company_domains", ()),
        event_names=reader.texts("event_names", defaults.event_names),
        order_events=reader.texts("order_events", defaults.order_events),
        deduplicate_events=reader.flag("deduplicate_events", defaults.deduplicate_events),
        won_stages=reader.texts("won_stages", defaults.won_stages),
        on_missing_target=reader.text("on_missing_target", "keep", ("keep", "fail")),  # type: ignore[arg-type]
        max_merge_lines=reader.number("max_merge_lines", defaults.max_merge_lines),
    )


def _lines(reader: Section, key: str) -> list[str]:
    file = reader.text(key, "")
    if not file:
        return []
    try:
        return Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise reader.error(key, f"{file} cannot be read ({error})") from None
