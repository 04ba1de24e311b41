"""SQL expressions of a configuration: which columns they name, and what they may not hold.

An engine takes an aggregate, a window or `rand()` where the value of a row is meant, so the job
looks at the text itself. It rewrites names and literals so that all engines read them alike.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from jafflegaggle.expression_words import (
    KEYWORDS,
    LITERAL_PREFIXES,
    NAMELESS_CALLS,
    REFUSED_FUNCTIONS,
    REFUSED_WORDS,
    SIZED_TYPES,
    UNIT_FUNCTIONS,
    UNITS,
)
from jafflegaggle.text import quoted

SNAPSHOT_DATE = "snapshot_date"
_PART = r"(?:[^\W\d]\w*|`(?:[^`]|``)+`)"
_TOKEN = re.compile(
    rf"""
    (?P<comment>--[^\n]*|/\*.*?\*/)
  | (?P<blank>\s+)
  | (?P<raw>[rR](?:'[^']*'|"[^"]*"))
  | (?P<text>'(?:[^'\\]|\\.|'')*')
  | (?P<quoted>"(?:[^"\\]|\\.|"")*")
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:[a-zA-Z]{{1,2}}\b)?)
  | (?P<name>{_PART}(?:\s*\.\s*{_PART})*)
  | (?P<parameter>(?<!:):[^\W\d]\w*)
  | (?P<symbol>::|->|=>|<=>|<=|>=|<>|!=|==|\|\||[-+*/%=<>!()\[\],.:&|^~?{{}}])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Expression:
    """An SQL expression over a source's own columns.

    Attributes:
        sql: its text.
    """

    sql: str

    def check(self) -> None:
        """Refuse what is no value of one row, or another one in the next run.

        Raises:
            ValueError: saying what it holds.
        """
        _Reading(self.sql)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names, each once; a path with its dots."""
        names = (token.name for token in _Reading(self.sql).tokens if token.kind == "column")
        return tuple(dict.fromkeys(names))

    @property
    def double_quoted(self) -> tuple[str, ...]:
        """What stands in double quotes: text, though it may be meant as a name."""
        tokens = _Reading(self.sql).tokens
        return tuple(token.text[1:-1] for token in tokens if token.kind == "quoted")

    def for_engine(self, columns: Mapping[str, str], snapshot_date: str) -> str:
        """The same for an engine.

        Args:
            columns: from each name in it to the column of that name in the frame.
            snapshot_date: the date that `:snapshot_date` stands for.
        """

        def written(token: _Token) -> str:
            match token.kind:
                case "column":
                    return quoted(columns[token.name])
                case "comment":
                    return " "
                case "parameter":
                    return f"DATE'{snapshot_date}'"
                case "text":
                    return _literal(token.text[1:-1].replace("''", "\\'"))
                case "quoted":
                    return _literal(token.text[1:-1].replace('""', '"'))
            return token.text

        return "".join(map(written, _Reading(self.sql).tokens))


class _Token(NamedTuple):
    kind: str
    text: str

    @property
    def name(self) -> str:
        """The name that it is, a path with its dots."""
        parts = re.findall(_PART, self.text)
        return ".".join(_unquoted(part) for part in parts)

    @property
    def word(self) -> str:
        return self.text.lower()


def _unquoted(part: str) -> str:
    return part[1:-1].replace("``", "`") if part.startswith("`") else part


def _literal(body: str) -> str:
    """Text in single quotes; engines agree to a backslash before one, and to nothing else."""
    return "'" + re.sub(r"(?<!\\)((?:\\\\)*)'", r"\1\\'", body) + "'"


class _Reading:
    """The tokens of an expression, each name with what it is."""

    def __init__(self, sql: str) -> None:
        self.tokens = list(_split(sql))
        # By their places: blanks and comments tell nothing.
        self.places = [
            at for at, token in enumerate(self.tokens) if token.kind not in ("blank", "comment")
        ]
        if not self.places:
            raise ValueError("is empty")
        self.variables = self._lambda_variables()
        self.is_type = False  # behind AS, up to the end of the type: `CAST(x AS decimal(18, 2))`
        opened = 0
        for index in range(len(self.places)):
            token = self._at(index)
            opened += (token.text in ("(", "<")) - (token.text in (")", ">"))
            if opened < 0 or (opened == 0 and token.text == ","):
                self.is_type = False
            if token.kind == "name":
                kind = self._kind(index)
                self.tokens[self.places[index]] = token._replace(kind=kind)
                if kind == "keyword" and token.word == "as":
                    self.is_type, opened = True, 0
            elif token.kind == "parameter" and self.is_type:  # of a type: `struct<a:int>`
                self.tokens[self.places[index]] = token._replace(kind="type")
            elif token.kind == "parameter" and token.text[1:] != SNAPSHOT_DATE:
                raise ValueError(f"{token.text} is unknown; there is :{SNAPSHOT_DATE}")

    def _at(self, index: int) -> _Token:
        inside = 0 <= index < len(self.places)
        return self.tokens[self.places[index]] if inside else _Token("none", "")

    def _kind(self, index: int) -> str:
        """What a name is: a column, a keyword, a function, a type, or a word of another kind."""
        token, before, after = self._at(index), self._at(index - 1), self._at(index + 1)
        if before.text == ".":
            return "field"
        if "`" in token.text and after.text != "(":
            return "column"
        is_type = self.is_type or before.text == "::"
        if is_type and (after.text != "(" or token.word in SIZED_TYPES):
            return "type"
        if token.word in REFUSED_WORDS:
            raise ValueError(f"{token.text} is refused: {REFUSED_WORDS[token.word]}")
        if token.word in KEYWORDS:
            return "keyword"
        if after.text == "(":
            self._check_function(token, index)
            return "function"
        if token.word in NAMELESS_CALLS:
            raise ValueError(f"{token.text} is refused: {REFUSED_FUNCTIONS[token.word]}")
        if token.word in LITERAL_PREFIXES and after.kind in ("text", "quoted"):
            return "keyword"
        if token.name in self.variables or token.name.split(".")[0] in self.variables:
            return "variable"
        return "keyword" if self._is_unit(index) else "column"

    def _is_unit(self, index: int) -> bool:
        """Whether a word is the unit of a time: `INTERVAL 3 days`, `extract(day FROM x)`."""
        token, before, after = self._at(index), self._at(index - 1), self._at(index + 1)
        if token.word not in UNITS:
            return False
        is_first = before.text == "(" and self._at(index - 2).word in UNIT_FUNCTIONS
        return (
            before.kind in ("number", "text")
            or before.word == "to"
            or after.word in ("from", "to")
            or (is_first and after.text == ",")
        )

    def _check_function(self, token: _Token, index: int) -> None:
        name = token.name.lower().rpartition(".")[2]
        why = REFUSED_FUNCTIONS.get(name)
        if why and not (name == "unix_timestamp" and self._at(index + 2).text != ")"):
            raise ValueError(f"{token.text}() is refused: {why}")

    def _lambda_variables(self) -> set[str]:
        """The variables of lambdas: `x -> x + 1`, `(x, y) -> x + y`."""
        variables: set[str] = set()
        for index in range(len(self.places)):
            if self._at(index).text != "->":
                continue
            back = index - 1
            if self._at(back).text == ")":
                while back >= 0 and self._at(back).text != "(":
                    back -= 1
            names = (self._at(place) for place in range(back, index))
            variables |= {token.text for token in names if token.kind == "name"}
        return variables


def _split(sql: str) -> Iterator[_Token]:
    at = 0
    while at < len(sql):
        match = _TOKEN.match(sql, at)
        if match is None:
            raise ValueError(f"cannot be read from {sql[at : at + 20]!r} on")
        yield _Token(str(match.lastgroup), match[0])
        at = match.end()
