"""Sends OpenLineage events to a file or a collector. No failure here fails a run."""

import json
import logging
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

from jafflegaggle.config.settings import OpenLineage
from jafflegaggle.secrets import hide_secrets, password_of, shown_place

log = logging.getLogger(__name__)


def send(event: Mapping[str, Any], to: OpenLineage) -> None:
    """Send an event wherever the configuration says; what fails is a warning in the log."""
    text = json.dumps(event, ensure_ascii=False)
    if to.file:
        _append(text, to.file)
    if url := to.url or (os.environ.get(to.url_env, "") if to.url_env else ""):
        _post(text, url, to)


def _append(text: str, file: str) -> None:
    """One line per event, in one write: several runs may append to a file."""
    try:
        path = Path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as lines:
            lines.write(f"{text}\n".encode())
    except OSError as error:
        log.warning("openlineage.file %s: the event is lost (%s)", file, error)


def _post(text: str, url: str, to: OpenLineage) -> None:
    place = f"{url.rstrip('/')}/{to.endpoint.strip('/')}"
    headers = {"Content-Type": "application/json"}
    if key := password_of("openlineage.api_key_env", to.api_key_env, ""):
        headers["Authorization"] = f"Bearer {key}"
    try:
        if not place.startswith(("http://", "https://")):
            raise ValueError("expected http:// or https://")
        request = urllib.request.Request(place, text.encode(), headers, method="POST")
        with urllib.request.urlopen(request, timeout=to.timeout):
            return
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        shown = hide_secrets(str(reason)).replace(url, shown_place(url))
        log.warning("openlineage: %s: the event is lost (%s)", shown_place(place), shown)
