"""Reads the place of a JDBC table, and refuses passwords in it."""

import os

from jafflegaggle.config.section import Section
from jafflegaggle.config.settings import Jdbc
from jafflegaggle.config.values import declared_by, read_value
from jafflegaggle.secrets import holds_secret, names_secret

ELSEWHERE = "use {0}password_env (an environment variable) or {0}password_file"


def jdbc_of(source: Section) -> Jdbc:
    """Read the table `jdbc` of a source.

    Raises:
        InputError: naming the file and the key, and never showing a secret.
    """
    reader = source.section_of("jdbc", [one.name for one in declared_by(Jdbc)])
    for key in ("url", "table"):
        if not reader.text(key, ""):
            raise reader.error(key, "missing")
    _refuse_secrets(source, reader)
    password_env = reader.text("password_env", "")
    password_file = reader.text("password_file", "")
    if password_env and password_file:
        raise reader.error("password_file", "password_env is given too; expected one of them")
    if password_env and password_env not in os.environ:
        raise reader.error("password_env", f"the environment has no variable {password_env}")
    return Jdbc(**{one.name: read_value(reader, one) for one in declared_by(Jdbc)})


def _refuse_secrets(source: Section, jdbc: Section) -> None:
    if holds_secret(jdbc.text("url", "")):
        raise jdbc.error("url", f"holds a password or a token; {ELSEWHERE.format('')}")
    for option, value in source.options("options").items():
        if names_secret(option) or (option.lower() == "url" and holds_secret(value)):
            raise source.error(
                f"options.{option}", f"holds a password or a token; {ELSEWHERE.format('jdbc.')}"
            )
