"""The options of a source: what a reader is told, and what is refused."""

from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import heeds_all_options, reader_quirks
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import DIALECT_OPTIONS, Dialect

# RFC 4180, and a line with too few or too many cells stops the job (Sail stops in any case).
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
# Which options of a format mean something to Sail, or to the job itself.
HEEDED = {
    "csv": DIALECT_OPTIONS | {"enforceschema", "inferschema"},
    "json": frozenset({"encoding", "charset", "mode"}),
    "parquet": frozenset({"mergeschema"}),
}


def reader_options(session: SparkSession, source: Source, is_here: bool) -> dict[str, str]:
    """What the engine's reader is told of a source.

    Args:
        session: the engine.
        source: which source.
        is_here: whether this machine sees its files.
    """
    if source.format not in HEEDED:
        return dict(source.options) | STRICT
    # Spark compares the headers of all files where nobody else could look at them.
    options = DEFAULTS.get(source.format, {}) | ({} if is_here else {"enforceschema": "false"})
    options |= {name.lower(): value for name, value in source.options.items()} | STRICT
    if source.format == "csv":
        options["sep"] = dialect_of(source).separator  # Sail knows no `\\t`
        options["inferschema"] = "false"  # staging reads the cells, strictly
        options["columnpruning"] = "false"  # with it Spark does not see a line that is too short
        options.pop("nullvalue", None)  # the job does it, on every engine alike
    return reader_quirks(session, source.format, options)


def check_options(session: SparkSession, source: Source) -> None:
    """Refuse what lets rows go missing in silence, and what the engine would pass over.

    Raises:
        InputError: naming the option.
    """
    heeded = HEEDED.get(source.format, frozenset())
    for name, value in source.options.items() if source.path else ():
        place = f"sources.{source.name}.options.{name}"
        if name.lower() == "mode" and value.upper() != "FAILFAST":
            raise InputError(
                f"{place}: expected FAILFAST or nothing, found {value!r}; a line that is wrong "
                "stops the job, and never goes missing"
            )
        if name.lower() not in heeded and not heeds_all_options(session):
            raise InputError(
                f"{place}: the embedded engine passes over it; of {source.format} it heeds "
                f"{', '.join(sorted(heeded)) or 'none'}; leave it out, or use --engine spark"
            )


def dialect_of(source: Source) -> Dialect:
    """How the CSV files of a source are written."""
    return Dialect.of(source.options, f"sources.{source.name}.options")
