"""What an engine is: one record per engine; no other code names an engine."""

import importlib.util
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jafflegaggle.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Version = tuple[int, int]


def same_options(_file_format: str, options: Mapping[str, str]) -> dict[str, str]:
    """Reader options, unchanged."""
    return dict(options)


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine: how it is selected, how its session is opened, and its capabilities.

    Attributes:
        title: its name in messages, for example `the embedded engine`.
        argument: the value of `--engine` that chooses it.
        scheme: if the value is a URL, its scheme; `auto` never selects such an engine, since it has
            no address.
        open: opens a session for a value of `--engine`; the session ends with the block.
        runs: whether a session belongs to this engine; tried in the order of the registry.
        version: name and version for people, for example `Spark 4.2.1`.
        sees_local_disk: whether a session resolves paths without a scheme, or with `file:`, on this
            machine's local filesystem.
        shares_stores: it reaches object stores by what this process reaches them by, so that the
            job looks at the files there itself.
        is_ambient: whether the process was started for a session of this engine.

        product: what has to be installed, for messages.
        module: the Python module of the product.
        extra: the extra of this package that installs it.
        requires: what it needs that no extra installs, for example `Java`.
        pyspark: the first supported version of PySpark and the first unsupported one; None for any.

        has_catalog: whether it has tables that outlive the session.
        reads_jdbc: whether it reads databases.
        reads_any_encoding: whether it supports CSV encodings other than UTF-8.
        compares_csv_headers: whether it fails on a file with a different header, also where the job
            cannot access the files itself.
        keeps_json_numbers: it gives a number out of JSON text as it is written; others write it
            anew, so that 12.50 becomes 12.5.
        unpacks: the ends of the names of packed text files that it reads in each of its versions.
        splits_folders: it reads some files of a folder with the columns that the names of their
            folders hold; another does so of whole folders only.
        takes_nanoseconds: it reads a Parquet time of nanoseconds as a time; another as a number.
        types_dictionaries: it reads a Parquet column of an Arrow dictionary as one of its values;
            another has to cast it.
        takes_constants_from_statistics: it reads a column of Parquet whose least and greatest value
            are one as that value throughout, also where a cell is NaN.
        reader_options: for each format the reader options that it supports, in lower case; it
            silently ignores all others, so the job refuses them. None if it supports all.
        reader_options_for: translates the options of a format to its own.
        partitions: how many partitions it should group by a selective key in, where it makes too
            few on its own for their hash tables to fit a cache; None: it chooses well.
        table_options: write options for Parquet that anybody may read.
        full_scan_options: write options for Parquet that is always read as a whole: without what
            only helps to find a few rows.
    """

    title: str
    argument: str
    scheme: str = ""
    open: Callable[[str], "AbstractContextManager[SparkSession]"]
    runs: Callable[["SparkSession"], bool]
    version: Callable[["SparkSession"], str]
    sees_local_disk: Callable[["SparkSession", str], bool]
    shares_stores: bool = False
    is_ambient: Callable[[], bool] = bool

    product: str
    module: str
    extra: str
    requires: str = ""
    pyspark: tuple[Version, Version] | None = None

    has_catalog: bool
    reads_jdbc: bool
    reads_any_encoding: bool
    compares_csv_headers: bool
    keeps_json_numbers: bool = False
    unpacks: Collection[str] = (".gz", ".bz2")
    splits_folders: bool = True
    takes_nanoseconds: bool = False
    types_dictionaries: bool = True
    takes_constants_from_statistics: bool = False
    reader_options: Mapping[str, Collection[str]] | None = None
    reader_options_for: Callable[[str, Mapping[str, str]], dict[str, str]] = same_options
    partitions: int | None = None
    table_options: Mapping[str, str] = field(default_factory=dict)
    full_scan_options: Mapping[str, str] = field(default_factory=dict)

    def accepts(self, value: str) -> bool:
        """Whether a value of `--engine` selects this engine."""
        return value.startswith(self.scheme) if self.scheme else value == self.argument

    @property
    def is_installed(self) -> bool:
        """Whether what it needs is installed."""
        return has_module(self.module)

    def honors(self, file_format: str, option: str) -> bool:
        """Whether it supports a reader option of a format, in any case."""
        return self.reader_options is None or option.lower() in self.options_of(file_format)

    def options_of(self, file_format: str) -> Collection[str]:
        """The reader options of a format that it honors, of those that its record names."""
        return (self.reader_options or {}).get(file_format, ())

    def check_installation(self) -> None:
        """Refuse what would fail obscurely later.

        Raises:
            InputError: its product is missing, or PySpark is of a version that it does not support.
        """
        if not self.is_installed:
            raise InputError(
                f"--engine {self.argument}: {self.product} is missing; "
                f'pip install "jafflegaggle[{self.extra}]"'
            )
        if self.pyspark is None:
            return
        import pyspark

        first, beyond = self.pyspark
        if not first <= tuple(map(int, pyspark.__version__.split(".")[:2])) < beyond:
            wanted = f">={first[0]}.{first[1]},<{beyond[0]}.{beyond[1]}"
            raise InputError(
                f"--engine {self.argument}: {self.title} does not support PySpark "
                f'{pyspark.__version__}; pip install "pyspark[connect]{wanted}", '
                "or choose another engine"
            )


def has_module(module: str) -> bool:
    """Whether a module is installed."""
    return importlib.util.find_spec(module) is not None
