"""The interface of formats: check first, read, and diagnose a failure."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.config import Source
from jafflegaggle.engine import (
    Engine,
    engine_of,
    failure,
    use_instead,
)
from jafflegaggle.errors import InputError
from jafflegaggle.sources.columns import Tree, tree_of
from jafflegaggle.sources.files import SourceFiles, check_files
from jafflegaggle.sources.packed import check_packing
from jafflegaggle.sources.parts import group_by, packing, read_parts
from jafflegaggle.sources.text import is_utf8
from jafflegaggle.text import quoted

# A damaged file is an error, whatever the cluster or the source configures.
STRICT = {"ignorecorruptfiles": "false", "ignoremissingfiles": "false"}


class Format:
    """A file format left to the engine; formats that the job knows override this.

    Attributes:
        defaults: reader options; those of the source win.
        own_options: options that the job itself supports, whether or not the engine does.
        has_text_cells: whether all cells are read as text.
        is_text: whether its files are text, which may be packed.
    """

    defaults: ClassVar[Mapping[str, str]] = {}
    own_options: ClassVar[frozenset[str]] = frozenset()
    has_text_cells: ClassVar[bool] = False
    is_text: ClassVar[bool] = False

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Refuse, before an engine reads, what it would misread.

        Raises:
            InputError: naming the option, the file or the line.
        """
        self.check_options(engine, source)
        if files.is_listed:
            check_files(source, files)
            if self.is_text:
                check_packing(engine, files.files)

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The source with all its columns."""
        return self.load(session, source, files, source.format, self.reader_options(source, files))

    def load(
        self,
        session: SparkSession,
        source: Source,
        files: SourceFiles,
        file_format: str,
        options: Mapping[str, str],
        schema: T.StructType | None = None,
        folders: Sequence[str] | None = None,
    ) -> DataFrame:
        """The files of a source, by the engine's reader of a format.

        Args:
            session: the engine.
            source: which source.
            files: its files.
            file_format: the format, by the engine's name.
            options: the reader's options.
            schema: the schema; the files' own if None.
            folders: what `folder_columns` gives, if the caller has asked for it.
        """
        engine, files = engine_of(session), files.with_bytes

        def load(
            _packing: str, paths: str | list[str], more: Mapping[str, str], _folders: Sequence[str]
        ) -> DataFrame:
            given = engine.reader_options_for(file_format, {**options, **STRICT, **more})
            return session.read.format(file_format).options(**given).load(paths, schema=schema)

        if not files.files:  # only the engine sees them
            return load("", source.path, {}, ())
        parts = group_by(files.files, packing) if self.is_text else {"": files.files}
        return read_parts(session, source, files, parts, load, folders)

    def reader_options(self, source: Source, files: SourceFiles) -> dict[str, str]:
        """The options of the engine's reader, by lower-case names."""
        return {**self.defaults, **{name.lower(): value for name, value in source.options.items()}}

    def cell(self, source: Source, name: str) -> Column:
        """A column of the source by its own name, as every engine gives it."""
        return F.col(quoted(name))

    def cell_within(self, engine: Engine, path: Sequence[str]) -> Column:
        """What a path leads to where its first name is no column of the frame."""
        raise NotImplementedError

    def amount_within(self, engine: Engine, path: Sequence[str], written: str) -> Column:
        """The same of an amount, whose text is written in a format."""
        return self.cell_within(engine, path)

    def tree(self, frame: DataFrame) -> dict[str, Any]:
        """The names of the columns of a source, and of what lies within them."""
        return tree_of(frame.schema)

    def look_further(
        self,
        frame: DataFrame,
        tree: Tree,
        names: Sequence[str],
    ) -> Tree:
        """Of some names those that are there, and that `tree` did not meet."""
        return {}

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """After an engine failed: look for a file that made it fail.

        Raises:
            InputError: naming the first file and line that are wrong.
        """

    def explain(self, error: Exception) -> str:
        """What an engine's exception means if no file is the cause."""
        return failure(error)

    def check_options(self, engine: Engine, source: Source) -> None:
        """Refuse options that silently drop rows, or that the engine would ignore.

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


def check_encoding(engine: Engine, source: Source, encoding: str) -> None:
    """Refuse an encoding that the engine would read as UTF-8.

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
