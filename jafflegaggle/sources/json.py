"""JSON files of one object per line: every cell is text, as it is written."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.amounts import DECIMAL_COMMA
from jafflegaggle.config import Source
from jafflegaggle.engine import Engine
from jafflegaggle.errors import InputError
from jafflegaggle.sources.columns import Path, Tree, names_in, tree_of
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format, check_encoding
from jafflegaggle.sources.json_files import check_documents, check_json
from jafflegaggle.sources.json_lines import (
    amount_at,
    as_json,
    checked,
    flaw,
    has_key,
    is_blank,
    value_at,
    without_mark,
)
from jafflegaggle.sources.text import check_text, encoding_of, is_utf8
from jafflegaggle.text import quoted

LINE = "json line"
SAMPLE = 1_000
# Lines as cells of a CSV without separators: readers of text know UTF-8 only.
AS_CELLS = {"header": "false", "sep": "\x01", "quote": "", "escape": "", "linesep": "\n"}


class Json(Format):
    """JSON Lines; an invalid line stops the job."""

    own_options = frozenset(("charset", "encoding", "mode"))
    has_text_cells = True
    is_text = True

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Each file is text."""
        super().check(engine, source, files)
        if files.is_listed:
            encoding = encoding_of(source.options)
            check_encoding(engine, source, encoding)
            if is_multiline(source):
                check_documents(files.files, encoding, _objects(source))
            else:
                check_text(files.files, encoding)

    def check_options(self, engine: Engine, source: Source) -> None:
        """Refuse what the job does not honor, since it reads the lines itself.

        Raises:
            InputError: naming the option.
        """
        super().check_options(engine, source)
        known = {*self.own_options, MULTILINE}
        for name in source.options:
            if name.lower() not in known and not is_multiline(source):
                raise InputError(
                    f"sources.{source.name}.options.{name}: supported for lines of JSON: "
                    f"{', '.join(sorted(known))}; leave it out"
                )

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The lines, and the columns that folders make."""
        if is_multiline(source):
            return self._documents(session, source, files)
        encoding = encoding_of(source.options)
        if is_utf8(encoding):
            rows = self.load(session, source, files, "text", {"linesep": "\n"})
        else:
            cells = self.load(session, source, files, "csv", {**AS_CELLS, "encoding": encoding})
            rows = cells.withColumnRenamed("_c0", "value")
        others = [F.col(quoted(name)) for name in rows.columns if name != "value"]
        lines = rows.withColumn("value", without_mark("value"))
        lines = lines.where(~is_blank(F.col("value"))).withColumn("value", as_json(F.col("value")))
        line = checked(F.col("value"), flaw(F.col("value"), _objects(source)))
        # Conditions would else take all of this with them, many times over, to the files.
        return lines.select(F.explode(F.array(line)).alias(LINE), *others)

    def _documents(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """Objects over several lines, or arrays of them, with all values as text."""
        options = {"mode": "FAILFAST", **self.reader_options(source, files)}
        schema = self.load(session, source, files, "json", options).schema
        texts = [
            field if files.has_folder(field.name) else T.StructField(field.name, _text(field))
            for field in schema
        ]
        return self.load(session, source, files, "json", options, T.StructType(texts))

    def cell_within(self, engine: Engine, path: Sequence[str]) -> Column:
        """The value of a key, as text."""
        return value_at(F.col(quoted(LINE)), path, engine.keeps_json_numbers)

    def amount_within(self, engine: Engine, path: Sequence[str], written: str) -> Column:
        """The value of a key that holds an amount."""
        line = F.col(quoted(LINE))
        return amount_at(line, path, engine.keeps_json_numbers, written == DECIMAL_COMMA)

    def tree(self, frame: DataFrame) -> dict[str, Any]:
        """The columns of folders, and the keys of the first lines."""
        if LINE not in frame.columns:
            return tree_of(frame.schema)
        tree: dict[str, Any] = {name: {} for name in frame.columns if name != LINE}
        for row in frame.select(quoted(LINE)).limit(SAMPLE).collect():
            _add(tree, json.loads(row[0]))
        return tree

    def look_further(self, frame: DataFrame, tree: Tree, names: Sequence[str]) -> Tree:
        """The keys that only later lines have, each with the keys of `tree` within it."""
        if LINE not in frame.columns:
            return {}
        paths = list(
            dict.fromkeys(path for name in names for path in ((name,), tuple(name.split("."))))
        )
        line = F.col(quoted(LINE))
        has = (
            F.max(has_key(line, path).cast("int")).alias(str(at)) for at, path in enumerate(paths)
        )
        found = frame.agg(*has).collect()[0]
        further: dict[str, Any] = {}
        for path, is_there in zip(paths, found, strict=True):
            if is_there:
                within = further.setdefault(path[0], dict(tree.get(path[0], {})))
                for key in path[1:]:
                    within = within.setdefault(key, {})
        return further

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """Look for a line that is wrong."""
        if not is_multiline(source):
            check_json(files.files, encoding_of(source.options), _objects(source))


MULTILINE = "multiline"


def is_multiline(source: Source) -> bool:
    """Whether an object of a source may go over several lines."""
    given = {name.lower(): value for name, value in source.options.items()}
    return given.get(MULTILINE, "false").lower() == "true"


def _objects(source: Source) -> list[Path]:
    """The paths of objects within which something is asked for."""
    paths = [tuple(name.split(".")) for name in names_in(source)]
    return list(dict.fromkeys(path[:at] for path in paths for at in range(1, len(path))))


def _add(tree: dict[str, Any], value: Mapping[str, Any]) -> None:
    """Add the keys of an object, and of those within it."""
    for key, inner in value.items():
        within = tree.setdefault(key, {})
        if isinstance(inner, dict):
            _add(within, inner)


def _text(field: T.StructField) -> T.DataType:
    """The type with text in the place of every value; an object stays one."""
    if not isinstance(field.dataType, T.StructType):
        return T.StringType()
    return T.StructType([T.StructField(one.name, _text(one)) for one in field.dataType])
