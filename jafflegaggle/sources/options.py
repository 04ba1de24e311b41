"""The options of a source: what a reader is told, and what is refused."""

from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import engine_of, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import Dialect

# RFC 4180, and a line with too few or too many cells stops the job.
CSV = {
    "header": "true",
    "quote": '"',
    "escape": '"',
    "mode": "FAILFAST",
}
# What the reader of a format is told; a source's own options win.
DEFAULTS = {"csv": CSV, "json": {"mode": "FAILFAST"}}
# A damaged file is an error, whatever a cluster or a source says.
STRICT = {"ignorecorruptfiles": "false", "ignoremissingfiles": "false"}
# Which options of a format the job itself honors, whatever the engine makes of them.
HONORED_BY_JOB = {
    "csv": frozenset(
        ["charset", "encoding", "enforceschema", "inferschema", "mode", "multiline", "nullvalue"]
    ),
    "json": frozenset(["charset", "encoding", "mode"]),
}


def reader_options(session: SparkSession, source: Source, is_here: bool) -> dict[str, str]:
    """What the engine's reader is told of a source.

    Args:
        session: the engine.
        source: which source.
        is_here: whether this machine sees its files.
    """
    options = {name.lower(): value for name, value in source.options.items()} | STRICT
    options = DEFAULTS.get(source.format, {}) | options
    if source.format == "csv":
        if not is_here:  # the engine compares the headers of all files where nobody else can
            options.setdefault("enforceschema", "false")
        options["sep"] = dialect_of(source).separator  # not every engine knows `\\t`
        options["inferschema"] = "false"  # staging reads the cells, strictly
        options["columnpruning"] = "false"  # else a line too short may pass unseen
        options.pop("nullvalue", None)  # the job does it, on every engine alike
    return engine_of(session).reader_options_for(source.format, options)


def check_options(session: SparkSession, source: Source) -> None:
    """Refuse what lets rows go missing in silence, and what the engine would ignore.

    Raises:
        InputError: naming the option.
    """
    engine = engine_of(session)
    for name, value in source.options.items() if source.path else ():
        place = f"sources.{source.name}.options.{name}"
        if name.lower() == "mode" and value.upper() != "FAILFAST":
            raise InputError(
                f"{place}: expected FAILFAST or nothing, found {value!r}; a line that is wrong "
                "stops the job, and never goes missing"
            )
        own = HONORED_BY_JOB.get(source.format, frozenset())
        if name.lower() not in own and not engine.honors(source.format, name):
            supported = sorted({*own, *engine.options_of(source.format)})
            raise InputError(
                f"{place}: {engine.title} ignores this option; supported for {source.format}: "
                f"{', '.join(supported) or 'none'}; leave it out, or {_who_honors(source, name)}"
            )


def _who_honors(source: Source, option: str) -> str:
    return use_instead(lambda engine: engine.honors(source.format, option))


def dialect_of(source: Source) -> Dialect:
    """How the CSV files of a source are written."""
    return Dialect.of(source.options, f"sources.{source.name}.options")
