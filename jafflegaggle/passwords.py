"""Passwords: read when they are needed, and hidden in whatever people are shown."""

import os
from pathlib import Path

from jafflegaggle.errors import InputError

_read: set[str] = set()


def password_of(key: str, variable: str, file: str) -> str:
    """The password that a variable of the environment or a file holds; '' where neither is named.

    Args:
        key: which setting needs it, for a message.
        variable: the variable of the environment.
        file: the file; a line break at its end is no part of the password.

    Raises:
        InputError: the file cannot be read, or is empty.
    """
    password = os.environ.get(variable, "") if variable else ""
    if file:
        try:
            password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise InputError(f"{key}: {file} cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:  # its message shows what it met
            raise InputError(f"{key}: {file} cannot be read (not utf-8)") from None
        if not password:
            raise InputError(f"{key}: {file} is empty; expected a password")
    if password:
        _read.add(password)
    return password


def hidden(text: str) -> str:
    """A text without the passwords that were read: drivers and servers may repeat them."""
    for password in sorted(_read, key=len, reverse=True):
        text = text.replace(password, "***")
    return text
