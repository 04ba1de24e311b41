"""Loading the configuration: TOML, with `--set` on top."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jafflegaggle.config.checks import checks_of
from jafflegaggle.config.crm import crm_of
from jafflegaggle.config.output import KINDS, Output
from jafflegaggle.config.rules import rules_of
from jafflegaggle.config.section import Section, refuse_unusable_text
from jafflegaggle.config.settings import (
    SECTIONS,
    Config,
    Incremental,
    Job,
    OpenLineage,
    RulesSection,
)
from jafflegaggle.config.signals import signals_of
from jafflegaggle.config.source import source_of
from jafflegaggle.config.values import declared_by, is_text, read_sections
from jafflegaggle.errors import InputError
from jafflegaggle.rules import Rules
from jafflegaggle.secrets import shown_place
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import found


def load(
    file: str, settings: Sequence[str] = (), snapshot_date: str = "", output: str = ""
) -> Config:
    """Read a configuration file, overridden by command-line settings.

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
        for key in (
            "schema",
            "format",
        ):  # neither applies to a folder; with `--set` they are an error
            table["output"].pop(key, None)
    for setting in settings:
        _set(table, setting)
    if snapshot_date:
        _put(table, ["job", "snapshot_date"], snapshot_date, file)
    if output:  # also takes precedence over `--set`
        _put(table, ["output", "path"], output, file)
    return from_toml(table, file)


def from_toml(table: Mapping[str, Any], file: str = "the configuration") -> Config:
    """Validate a parsed configuration.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    top = Section(file, "", table, (*SECTIONS, "sources", "checks", "signals", "crm"))
    refuse_unusable_text(file, table)
    sources = top.section_of("sources", tuple(SOURCES))
    values = read_sections(top)
    rules = replace(rules_of(top, values[RulesSection]), signals=signals_of(top))
    output = _output(top, Output(**values[Output]))
    incremental = _incremental(top, Incremental(**values[Incremental]), output, rules)
    return Config(
        snapshot_date=_date(top.section_of("job", tuple(_names(Job, "id_type")))),
        sources={
            name: source_of(sources, name, incremental)
            for name in SOURCES
            if _is_there(sources, name)
        },
        output=output,
        rules=rules,
        checks=checks_of(top),
        incremental=incremental,
        crm=crm_of(top),
        openlineage=_openlineage(top, OpenLineage(**values[OpenLineage])),
    )


def _names(one: type, *others: str) -> list[str]:
    return [*(setting.name for setting in declared_by(one)), *others]


def _parse(file: str) -> dict[str, Any]:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{file}: no such file; expected a configuration in TOML") from None
    except (OSError, ValueError) as error:  # not UTF-8, or a NUL in the name
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
    keys = [*sections, key]
    _put(table, keys, _value(text, is_text(keys)), f"--set {name.strip()}")


def _put(table: dict[str, Any], keys: Sequence[str], value: Any, place: str) -> None:
    *sections, key = keys
    for section in sections:
        table = table.setdefault(section, {})
        if not isinstance(table, dict):
            raise InputError(f"{place}: {section}: expected a table, found {found(table)}")
    table[key] = value


def _value(text: str, is_string: bool) -> Any:
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return text if is_string and not isinstance(value, str) else value


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
    if not SOURCES[name].is_required:
        return False
    required = ", ".join(spec.name for spec in SOURCES.values() if spec.is_required)
    raise sources.error(name, f"missing; required are {required}")


def _output(top: Section, read: Output) -> Output:
    reader = top.section_of("output", _names(Output))
    path = re.sub(r"(?<=.)/+$", "", read.path)
    output = replace(read, path=path, format=read.format.lower())
    if len(output.kinds) != 1:
        keys = " or a ".join(kind.key for kind in KINDS)
        raise top.error("output", f"expected a {keys}, one of them")
    kind = output.kind
    if why := kind.why_not(output.place):
        raise reader.error(kind.key, f"{why}, found {output.place!r}")
    if kind.why_no_keep and output.keep:
        found_keep = f"expected 0 with a {kind.key}, found {output.keep}"
        raise reader.error("keep", f"{found_keep}; {kind.why_no_keep}")
    if kind.formats and output.format not in kind.formats:
        expected = " or ".join(map(repr, kind.formats))
        raise reader.error(
            "format", f"expected {expected} for a {kind.key}, found {output.format!r}"
        )
    return output


def _openlineage(top: Section, read: OpenLineage) -> OpenLineage:
    if shown_place(read.url) != read.url:
        why = "expected a URL without a password; `api_key_env` names a variable with the API key"
        raise top.error("openlineage.url", why)
    return replace(read, timeout=max(read.timeout, 1))


def _incremental(
    top: Section, incremental: Incremental, output: Output, rules: Rules
) -> Incremental:
    reader = top.section_of("incremental", _names(Incremental))
    # The lookback, the day of the last event, and the day that comes after it.
    least = incremental.lookback_days + 2
    if 0 < incremental.retention_days < least:
        raise reader.error(
            "retention_days",
            f"expected 0 (all), or {least} and more with lookback_days = "
            f"{incremental.lookback_days}, found {incremental.retention_days}",
        )
    if incremental.enabled and not output.kind.keeps_state:
        keys = " or ".join(f"output.{kind.key}" for kind in KINDS if kind.keeps_state)
        why = f"expected an {keys}; a {output.kind.key} keeps no state yet"
        raise reader.error("enabled", why)
    if incremental.enabled and rules.deduplicate_events:
        why = "duplicates of events before the watermark cannot be detected"
        raise reader.error("enabled", f"expected rules.deduplicate_events = false: {why}")
    return incremental
