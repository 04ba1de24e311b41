"""CSV files: read by the header that the job has seen, once it has seen every file to its end.

An engine may take the header of the first file for all, and is silent about the rest.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine, engine_of, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.sources.columns import names_in
from jafflegaggle.sources.csv_files import check_csv, check_lines
from jafflegaggle.sources.dialect import Dialect, dialect_of
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import STRICT, Format, check_encoding
from jafflegaggle.sources.parts import group_by, packing, read_parts
from jafflegaggle.text import quoted

LINE_BREAK = 'a cell holds a line break; set options.multiLine = "true"'
WIDE = ("utf-16", "utf16", "utf_16", "utf-32", "utf32", "utf_32")


class Csv(Format):
    """CSV: RFC 4180, unless the options of its source say otherwise."""

    # A line with too few or too many cells stops the job.
    defaults: ClassVar[Mapping[str, str]] = {
        "header": "true",
        "quote": '"',
        "escape": '"',
        "mode": "FAILFAST",
    }
    own_options = frozenset(
        ["charset", "encoding", "enforceschema", "inferschema", "mode", "multiline", "nullvalue"]
    )
    has_text_cells = True
    is_text = True

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Each file is text with the header of the first, and quotes pair up."""
        super().check(engine, source, files)
        dialect = dialect_of(source)
        if not (files.is_listed or engine.compares_csv_headers):
            raise InputError(
                f"{source.name} ({source.path}): {engine.title} reads CSV there without "
                "checking the header and the bytes of each file; "
                f"{use_instead(lambda other: other.compares_csv_headers)}, Parquet files, or a "
                "copy on a local disk"
            )
        if files.is_listed:
            check_encoding(engine, source, dialect.encoding)

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The source with all its columns, by the names of the header that the job has read."""
        if not files.is_listed:
            return super().read(session, source, files)
        dialect = dialect_of(source)
        files = files.with_bytes
        if not Dialect.knows(source.options):  # where its cells end, only the engine knows
            check_csv(files.files, dialect, has_known_options=False)
            return super().read(session, source, files)
        look = check_csv(files.files, dialect, asked=names_in(source))
        engine = engine_of(session)
        options = self.reader_options(source, files) | STRICT
        if dialect.encoding.lower().startswith(WIDE):
            options["multiline"] = "true"  # the only way in which it finds their lines

        def load(
            _packing: str, paths: str | list[str], more: Mapping[str, str], folders: Sequence[str]
        ) -> DataFrame:
            own = look.names(folders)
            schema = ", ".join(f"{quoted(name)} string" for name in [*own, *folders])
            given = engine.reader_options_for("csv", options | dict(more))
            table = session.read.format("csv").options(**given).schema(schema).load(paths)
            if look.has_blank_lines:
                table = table.where(F.concat_ws("", *map(quoted, own)) != F.lit(""))
            return table

        return read_parts(session, source, files, group_by(files.files, packing), load)

    def reader_options(self, source: Source, files: SourceFiles) -> dict[str, str]:
        """Make every engine read the same cells, as strings."""
        options = super().reader_options(source, files)
        if not files.is_listed:  # only the engine can compare the headers of these files
            options.setdefault("enforceschema", "false")
        options["sep"] = dialect_of(source).separator  # not every engine understands `\t`
        options["inferschema"] = "false"  # staging reads the cells, strictly
        options["columnpruning"] = "false"  # otherwise short lines may go unnoticed
        options.pop("nullvalue", None)  # the job does it, on every engine alike
        return options

    def cell(self, source: Source, name: str) -> Column:
        """The text of a cell; an empty cell is NULL, even if quoted."""
        dialect = dialect_of(source)
        cell = F.nullif(super().cell(source, name).cast("string"), F.lit(""))
        if dialect.null:
            cell = F.nullif(cell, F.lit(dialect.null))
        if dialect.is_multiline:  # some engines take each line break for that of Unix
            return F.regexp_replace(cell, "\r\n?", "\n")
        # Some engines stop at a line break in quotes, others read it; the job stops.
        has_break = F.contains(cell, F.lit("\n")) | F.contains(cell, F.lit("\r"))
        return F.when(has_break, F.raise_error(F.lit(LINE_BREAK))).otherwise(cell)

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """Look for a line that is wrong."""
        if Dialect.knows(source.options):
            check_lines(files.files, dialect_of(source))
