"""Buckets and containers: which one a URL is of, how it is reached, and what its errors say."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jafflegaggle.errors import InputError
from jafflegaggle.secrets import hide_secrets

if TYPE_CHECKING:
    from obstore.store import ObjectStore

SCHEMES = ("s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss")
# What a store does not answer for so long it does not answer: by default it would be 3 minutes.
RETRY_SECONDS = 30
# What to do about errors whose own words do not say it.
HINTS = {
    "builder error": "for an endpoint without TLS set AWS_ALLOW_HTTP=true",
    "incorrectly configured region": "set AWS_REGION to the bucket's",
    "169.254.169.254": "no credentials are in the environment, and this machine has no role",
}


def is_object_store(path: str) -> bool:
    """Whether a path is a URL of an object store.

    >>> [is_object_store(path) for path in ("s3://b/x", "abfss://c@a.net/x", "hdfs://h/x", "/s3")]
    [True, True, False, False]
    """
    return path.partition("://")[0] in SCHEMES and "://" in path


def at(place: str) -> "tuple[ObjectStore, str, str]":
    """The store that a URL is of, the URL of its bucket or container, and the name within."""
    scheme, _, rest = place.partition("://")
    authority, _, key = rest.partition("/")
    bucket = f"{scheme}://{authority}"
    return _opened(bucket), bucket, key.strip("/")


@lru_cache
def _opened(bucket: str) -> "ObjectStore":
    try:
        from obstore.store import from_url
    except ImportError as error:
        raise InputError(
            f"{bucket}: object stores need the package obstore; pip install obstore ({error})"
        ) from error
    from datetime import timedelta

    retry: Any = {"max_retries": 5, "retry_timeout": timedelta(seconds=RETRY_SECONDS)}
    with named(bucket):
        return from_url(bucket, retry_config=retry, **_of_profile(bucket))


def _of_profile(bucket: str) -> dict[str, Any]:
    """The credentials of a profile of AWS, which the engine finds by itself, and boto3 does too."""
    is_named = "AWS_ACCESS_KEY_ID" in os.environ or not re.match("s3a?:", bucket)
    if is_named or find_spec("boto3") is None:
        return {}
    from boto3 import Session
    from obstore.auth.boto3 import Boto3CredentialProvider

    session = Session()
    if session.get_credentials() is None:
        return {}
    return {"credential_provider": Boto3CredentialProvider(session)}


@contextmanager
def named(place: str) -> Iterator[None]:
    """Let an error say of which place it is, in one line; all are OSErrors.

    Raises:
        OSError: the store cannot be reached, or refuses.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError, ValueError) as error:  # the last of a name that cannot be one
        said = str(error).partition("\n\nDebug source")[0]
        hint = next((f"{what}: " for seen, what in HINTS.items() if seen in said), "")
        raise OSError(f"{place}: {hint}{hide_secrets(' '.join(said.split()))[:600]}") from error
