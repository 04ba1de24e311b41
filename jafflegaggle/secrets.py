"""Secrets: passwords are read when they are needed, and hidden in everything people see."""

import os
import re
from pathlib import Path

from jafflegaggle.errors import InputError

HIDDEN = "***"
# Parts of option names of drivers: PWD, accessToken, trustStorePassword, oauth.client.secret.
_NAME = r"pwd|passwd|password|passphrase|secret|token|access[_.-]?key"
# Also in URLs of object stores: X-Amz-Signature, AccountKey, Azure's `sig`.
_NAME_IN_TEXT = rf"{_NAME}|account[_.-]?key|api[_.-]?key|signature|credential|\bsig(?==)"
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s&;,)"'#]+)"""
# In a JDBC URL, where hardly anything else can be mistaken for one.
_IN_JDBC = (
    # A parameter: `?password=...`, `;PWD=...`, `(PASSWORD=...)`
    rf"(?:{_NAME})[\w.-]*\s*=",
    # `//user:pass@host`
    r"//[^/@?;]*:[^@?;]*@",
    # `:user/pass@host`, for Oracle
    r":[^:/@?;]+/[^@?;]*@",
    # The same, with any characters in the password.
    r"^jdbc:oracle:[^@]*[^:/@]/[^@]+@",
)
# Anywhere in a text; the group is what stays visible.
_IN_TEXT = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A parameter, except for keys that say where a password is found.
        rf"((?:{_NAME_IN_TEXT})[\w.-]*(?<!_env)(?<!_file)\s*=\s*){_VALUE}",
        # `//user:pass@host`, `s3://KEY:SECRET@bucket`, not `//host:8020/a@b`
        r"(//)[^\s/@]*:(?!\d+/)(?:[^\s/]*|[^\s@]*)(?=@)",
        # `https://token@host`; in other schemes it is a user, or a container on Azure.
        r"(https?://)[^\s/@]+(?=@)",
        r"""(jdbc:oracle:\w+:)[^\s:/@]+/(?:"[^"]*"|[^\s@]+)(?=@)""",
    )
]
_JDBC = re.compile(r"jdbc:\w+")
# The host after `//` or `@`, without a user, and not another scheme, as in `@tcps://host`.
_HOST = re.compile(
    r"(?://|@)(?:[^/@?;]*@)?((?:\[[\da-f:]+\]|[\w.-]+\b)(?!://)(?::\d+\b)?)", re.IGNORECASE
)

_passwords: set[str] = set()


def password_of(key: str, variable: str, file: str) -> str:
    """The password in an environment variable or a file; '' if neither is named.

    Args:
        key: the setting that needs it, for messages.
        variable: the environment variable.
        file: the file; a line break at its end is not part of the password.

    Raises:
        InputError: the file cannot be read, or is empty.
    """
    password = os.environ.get(variable, "") if variable else ""
    if file:
        try:
            password = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise InputError(f"{key}: {file} cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:  # its message would show the bytes
            raise InputError(f"{key}: {file} cannot be read (not utf-8)") from None
        if not password:
            raise InputError(f"{key}: {file} is empty; expected a password")
    if password:
        _passwords.add(password)
    return password


def hide_secrets(text: str) -> str:
    """A text without the passwords read so far, and without the secrets in its URLs.

    >>> hide_secrets("no such file: az://c/u.csv?sp=r&sig=aGk%3D")
    'no such file: az://c/u.csv?sp=r&sig=***'
    >>> hide_secrets("s3://KEY:SE/CRET@bucket/u.csv")
    's3://***@bucket/u.csv'
    """
    for password in sorted(_passwords, key=len, reverse=True):
        text = text.replace(password, HIDDEN)
    for pattern in _IN_TEXT:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def shown_place(place: str) -> str:
    """A place for people and manifests: of a JDBC URL only the driver's name, host and port.

    >>> shown_place("jdbc:postgresql://me@db:5432/app?user=you")
    'jdbc:postgresql://db:5432'
    >>> shown_place("https://me:pass@host/u.csv")
    'https://***@host/u.csv'
    """
    if scheme := _JDBC.match(place):
        host = _HOST.search(place)
        return f"{scheme[0]}://{host[1]}" if host else scheme[0]
    return hide_secrets(place)


def names_secret(option: str) -> bool:
    """Whether an option is named like a secret.

    >>> [names_secret(option) for option in ("PWD", "oauth.token", "fetchsize")]
    [True, True, False]
    """
    return re.search(_NAME, option, re.IGNORECASE) is not None


def holds_secret(url: str) -> bool:
    """Whether a JDBC URL holds a password or another secret.

    >>> holds_secret("jdbc:databricks://h:443;AuthMech=3;UID=token;PWD=x")
    True
    >>> holds_secret("jdbc:oracle:thin:scott/tiger@//db:1521/svc")
    True
    >>> holds_secret("jdbc:postgresql://me@db:5432/app?ssl=true")
    False
    """
    return any(re.search(secret, url, re.IGNORECASE) for secret in _IN_JDBC)
