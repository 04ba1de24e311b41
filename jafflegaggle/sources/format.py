"""What the job does for every format of a source: check first, read, and diagnose a failure."""

from collections.abc import Mapping
from typing import ClassVar

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Source
from jafflegaggle.engine import (
    Engine,
    engine_of,
    engine_path,
    failure,
    is_stored,
    use_instead,
)
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import SourceFiles, check_files, is_pattern
from jafflegaggle.sources.text import is_utf8

# A damaged file is an error, whatever a cluster or a source says.
STRICT = {"ignorecorruptfiles": "false", "ignoremissingfiles": "false"}


class Format:
    """A format of files that the job leaves to the engine; one that it knows overrides this.

    Attributes:
        defaults: options of the reader; a source's own win.
        own_options: options that the job itself honors, whatever the engine makes of them.
        has_text_cells: whether all cells are read as text.
    """

    defaults: ClassVar[Mapping[str, str]] = {}
    own_options: ClassVar[frozenset[str]] = frozenset()
    has_text_cells: ClassVar[bool] = False

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Refuse, before an engine reads, what it would read otherwise than it stands.

        Raises:
            InputError: naming the option, the file or the line.
        """
        self.check_options(engine, source)
        if files.is_listed:
            check_files(source, files)

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The source with all its columns."""
        options = self.reader_options(source, files) | STRICT
        options = engine_of(session).reader_options_for(source.format, options)
        paths = _paths(session, source, files)
        return session.read.format(source.format).options(**options).load(paths)

    def reader_options(self, source: Source, files: SourceFiles) -> dict[str, str]:
        """The options of the engine's reader, by lower-case names."""
        return {**self.defaults, **{name.lower(): value for name, value in source.options.items()}}

    def cell(self, source: Source, name: str) -> Column:
        """A column of the source by its own name, as every engine gives it."""
        return F.col(f"`{name.replace('`', '``')}`")

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """After an engine failed: look for a file that made it fail.

        Raises:
            InputError: naming the first file and line that are wrong.
        """

    def explain(self, error: Exception) -> str:
        """What an engine's exception means, where no file is to blame."""
        return failure(error)

    def check_options(self, engine: Engine, source: Source) -> None:
        """Refuse what lets rows go missing in silence, and what the engine would ignore.

        Raises:
            InputError: naming the option.
        """
        for name, value in source.options.items():
            place = f"sources.{source.name}.options.{name}"
            if name.lower() == "mode" and value.upper() != "FAILFAST":
                raise InputError(
                    f"{place}: expected FAILFAST or nothing, found {value!r}; a line that is wrong "
                    "stops the job, and never goes missing"
                )
            if name.lower() not in self.own_options and not engine.honors(source.format, name):
                supported = sorted({*self.own_options, *engine.options_of(source.format)})
                raise InputError(
                    f"{place}: {engine.title} ignores this option; supported for {source.format}: "
                    f"{', '.join(supported) or 'none'}; leave it out, or {_honoring(source, name)}"
                )


def _paths(session: SparkSession, source: Source, files: SourceFiles) -> str | list[str]:
    """The paths of a source as to give them to the engine."""
    # An engine's own patterns may skip folders such as day=2021-09-01.
    if files.is_listed and is_pattern(source.path):
        return [engine_path(session, str(file)) for file in files.files]
    if not is_stored(session, source.path):
        return source.path
    path = engine_path(session, source.path)
    is_file = source.path in map(str, files.files)
    return path if is_file else f"{path}/"  # a bucket is not taken for a folder by its name


def check_encoding(engine: Engine, source: Source, encoding: str) -> None:
    """Refuse an encoding that the engine would take for UTF-8.

    Raises:
        InputError: naming the option.
    """
    if not (is_utf8(encoding) or engine.reads_any_encoding):
        raise InputError(
            f"sources.{source.name}.options.encoding: {engine.title} reads UTF-8 only, "
            f"not {encoding}; convert the file, or "
            f"{use_instead(lambda other: other.reads_any_encoding)}"
        )


def _honoring(source: Source, option: str) -> str:
    return use_instead(lambda engine: engine.honors(source.format, option))
