"""What `jafflegaggle validate` does: a look at each source, with the readers of a run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle import engine
from jafflegaggle.config import Config
from jafflegaggle.errors import CheckError, InputError, JobError
from jafflegaggle.identity.lines import MergeLines
from jafflegaggle.identity.merges import read_lists
from jafflegaggle.identity.messages import raise_on_problems
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.sources.files import list_files
from jafflegaggle.sources.merge_lists import merge_lines
from jafflegaggle.sources.reader import read_one
from jafflegaggle.sources.registry import format_of
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import listed
from jafflegaggle.validate.heads import heads_of
from jafflegaggle.validate.judge import judge, too_many_quarantined
from jafflegaggle.validate.look import BadCells, SourceLook, Stop
from jafflegaggle.validate.names import name_notes
from jafflegaggle.validate.report import to_text
from jafflegaggle.validate.sample import known_keys, sample_rows

# A source of keys is read whole, but for one that takes longer than a few seconds.
MOST_BYTES = 2**29
# The source and its column in which the keys of a source are looked up.
FOREIGN_KEYS = {"users": ("gaggles", "gaggle_id"), "events": ("users", "user_id")}


def validate(config: Config, engine_name: str) -> tuple[str, JobError | None]:
    """Look at the configuration and some rows of each source.

    Args:
        config: the configuration.
        engine_name: the value of `--engine`.

    Returns:
        What was found, for people, and the error that a run would end with, if any.
    """
    with engine.open_session(engine_name) as session:
        found = Validation(session, config)
        for name, source in config.sources.items():
            found.looks[name] = SourceLook(name, source.place)
            with _stops_of(found.looks, name):
                found.look(name)
        with _stops_of(found.looks, next(iter(found.lists), "users")):
            raise_on_problems(read_lists(found.lists, config.rules))
        for name in FOREIGN_KEYS:
            with _stops_of(found.looks, name):
                found.compare_keys(name)
        notes = list(name_notes(config, found.looks))
    return to_text(list(found.looks.values()), notes), _error(found.looks)


@dataclass
class Validation:
    """The sources of a configuration, and what a look at each has found."""

    session: SparkSession
    config: Config
    looks: dict[str, SourceLook] = field(default_factory=dict)
    frames: dict[str, DataFrame] = field(default_factory=dict)
    lists: dict[str, MergeLines] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def look(self, name: str) -> None:
        """Look at a source."""
        source, spec = self.config.sources[name], SOURCES[name]
        look = self.looks[name]
        files = list_files(self.session, source)
        self.sizes[name] = sum(file.size for file in files.files)
        heads, are_short = (files, False) if spec.is_list else heads_of(source, files)
        if empty := [str(file) for file in files.files if not file.size]:
            look.notes.append(f"{listed(empty)}: a file of zero bytes is passed over")
        try:
            read = read_one(self.session, self.config, name, heads)
            rows = read.frame if isinstance(read, EventStream) else read
            if spec.is_list:
                limit, null_values = self.config.rules.max_merge_lines, source.cells.null_values
                self.lists[name] = merge_lines(name, rows, limit, null_values)
                look.lines = len(self.lists[name].lines)
                return
            assert not isinstance(rows, MergeLines)
            look.rows = sample_rows(spec, rows, self.config.rules, source.cells)
        except Exception as error:
            if engine.is_engine_error(error):
                format_of(source).diagnose(source, heads)
            raise
        self.frames[name] = rows
        if are_short:
            look.notes.append("only the start of large files was looked at; a run reads them whole")
        if source.where and not look.rows:
            look.notes.append(f"no row meets the condition {source.where!r}")
        judge(look, self.config)

    def compare_keys(self, name: str) -> None:
        """Look up keys of others that a source names: unknown users take events away."""
        other, column = FOREIGN_KEYS[name]
        look = self.looks[name]
        if look.stops or other not in self.frames or self.looks[other].stops:
            return
        if self.sizes[other] > MOST_BYTES:
            look.notes.append(f"{column} was not looked up in {other}, which is large")
            return
        given = [row.values[column] for row in look.rows if not row.reason]
        keys = sorted({key for key in given if key is not None})
        rules, cells = self.config.rules, self.config.sources[other].cells
        known = known_keys(SOURCES[other], self.frames[other], rules, cells, keys) if keys else {""}
        unknown = [key for key in given if key is not None and key not in known]
        if not unknown:
            return
        examples = tuple(dict.fromkeys(unknown))[:3]
        is_event = name == "events"
        what = "unknown_user" if is_event else "unknown_gaggle"
        look.bad.append(BadCells(name, what, is_event, len(unknown), examples))
        if is_event:
            look.stops += too_many_quarantined(look, self.config)


@contextmanager
def _stops_of(looks: Mapping[str, SourceLook], name: str) -> Iterator[None]:
    """What is raised within is what a run would stop at."""
    try:
        yield
    except InputError as error:
        looks[name].stops.append(Stop(str(error)))
    except Exception as error:
        if not engine.is_engine_error(error):
            raise
        looks[name].stops.append(Stop(f"{name}: {engine.failure(error)}"))


def _error(looks: Mapping[str, SourceLook]) -> JobError | None:
    """The error that a run would end with: a wrong input comes before a failed check."""
    stops = [stop for look in looks.values() for stop in look.stops]
    if not stops:
        return None
    of_inputs = any(stop.exit_status == InputError.exit_status for stop in stops)
    kind = InputError if of_inputs else CheckError
    return kind("\n".join(["a run would stop:", *(f"  {stop.message}" for stop in stops)]))
