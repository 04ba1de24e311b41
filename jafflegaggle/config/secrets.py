"""Secrets in a URL or an option, where a message or a manifest would show them."""

import re

# A part of what drivers call it: PWD, accessToken, trustStorePassword, oauth.client.secret.
_NAME = r"pwd|passwd|password|passphrase|secret|token|access[_.]?key"
_SECRETS = (
    # A parameter: `?password=...`, `;PWD=...`, `(PASSWORD=...)`
    rf"(?:{_NAME})[\w.-]*\s*=",
    # `//user:pass@host`
    r"//[^/@?;]*:[^@?;]*@",
    # `:user/pass@host`, of Oracle
    r":[^:/@?;]+/[^@?;]*@",
    # The same, with anything in the password.
    r"^jdbc:oracle:[^@]*[^:/@]/[^@]+@",
)
_SCHEME = re.compile(r"jdbc:\w+")
# What follows `//` or `@`, without a user; no scheme of its own, as in `@tcps://host`.
_HOST = re.compile(
    r"(?://|@)(?:[^/@?;]*@)?((?:\[[\da-f:]+\]|[\w.-]+\b)(?!://)(?::\d+\b)?)", re.IGNORECASE
)


def names_secret(option: str) -> bool:
    """Whether an option is called like a secret.

    >>> [names_secret(option) for option in ("PWD", "oauth.token", "fetchsize")]
    [True, True, False]
    """
    return re.search(_NAME, option, re.IGNORECASE) is not None


def holds_secret(url: str) -> bool:
    """Whether a JDBC URL holds a password, or another secret.

    >>> holds_secret("jdbc:databricks://h:443;AuthMech=3;UID=token;PWD=x")
    True
    >>> holds_secret("jdbc:oracle:thin:scott/tiger@//db:1521/svc")
    True
    >>> holds_secret("jdbc:postgresql://me@db:5432/app?ssl=true")
    False
    """
    return any(re.search(secret, url, re.IGNORECASE) for secret in _SECRETS)


def shown_url(url: str) -> str:
    """A JDBC URL for people: the driver's name, host and port; the rest may hold a secret.

    >>> shown_url("jdbc:postgresql://me@db:5432/app?user=you")
    'jdbc:postgresql://db:5432'
    """
    scheme, host = _SCHEME.match(url), _HOST.search(url)
    if scheme is None:
        return "a JDBC URL"
    return f"{scheme[0]}://{host[1]}" if host else scheme[0]
