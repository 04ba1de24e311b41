"""Loads the files of an export over HTTP: by the commands of docs/crm.md, and by curl."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.crm.fakes.loading import listed
from tests.crm.fakes.salesforce import Salesforce
from tests.crm.fakes.serving import TOKEN
from tests.crm.fakes.setup import PAGE

HEADER = f"Authorization: Bearer {TOKEN}"


def docs_block(heading: str, language: str) -> str:
    """The first block of code in this language below a heading of docs/crm.md."""
    section = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n")[1].split("\n### ")[0]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found, (heading, language)
    return found[1]


def load_hubspot_over_http(folder: Path, address: str) -> None:
    """Run the commands of the documentation, but for the address, and the files without rows."""
    script = docs_block("HubSpot: the imports API", "sh")
    (folder / "hubspot_lists.py").write_text(docs_block("HubSpot: the imports API", "python"))
    request = json.loads((folder / "import_request.json").read_text(encoding="utf-8"))
    names = [file["fileName"] for file in request["files"]]
    call = r"^curl .*?(?<!\\)\n"
    curl = re.search(call, script, re.DOTALL | re.MULTILINE)
    assert curl
    files = " ".join(f'-F "files=@{name};type=text/csv"' for name in names)
    sent = re.sub(r'(-F "files=@[^"]+"\s*)+', files, curl[0]) if names else ""
    script = (
        script.replace(curl[0], f"{sent}\n" if sent else "")
        .replace("https://api.hubapi.com", address)
        .replace("cd output/_exports/EXPORT", f"cd '{folder}'")
        .replace("python ", f"'{sys.executable}' ")
    )
    environment = {**os.environ, "HUBSPOT_TOKEN": TOKEN, "HUBSPOT_API": address}
    done = subprocess.run(
        ["bash", "-e", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def curl(method: str, url: str, *arguments: str) -> Any:
    """Call an API by curl; give the text of the answer."""
    command = ["curl", "--fail-with-body", "-sS", "-X", method, "-H", HEADER, *arguments, url]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, (url, done.stdout, done.stderr)
    return done.stdout.decode()


def load_salesforce_over_http(folder: Path, address: str, crm: Salesforce) -> list[str]:
    """Load an export by the Bulk API, and give the rows that it has not taken, as its CSVs.

    Merges are SOAP calls, which the fake does not speak: it is asked itself.
    """
    names = {"company": "Account", "contact": "Contact"}
    base = f"{address}/services/data/v66.0"
    as_json = ("-H", "Content-Type: application/json")

    def record(object_: str, key: str) -> str:
        name = names[object_]
        url = f"{base}/sobjects/{name}/{crm.external_ids[name]}/{quote(key, safe='')}"
        return str(json.loads(curl("GET", url))["Id"])

    def merge(object_: str) -> None:
        for row in listed(folder, "merges.csv", object_):
            into, merged = (record(object_, row[name]) for name in ("merged_into", "key"))
            crm.merge(names[object_], into, merged)

    def run(job: str, file: Path) -> str:
        created = json.loads(
            curl("POST", f"{base}/jobs/ingest", *as_json, "-d", f"@{folder}/{job}")
        )
        url = f"{base}/jobs/ingest/{created['id']}"
        content = ("-H", "Content-Type: text/csv", "--data-binary", f"@{file}")
        curl("PUT", f"{address}/{created['contentUrl']}", *content)
        curl("PATCH", url, *as_json, "-d", '{"state": "UploadComplete"}')
        info = json.loads(curl("GET", url))
        assert info["state"] == "JobComplete", info
        return str(curl("GET", f"{url}/failedResults"))

    for row in listed(folder, "rekeys.csv"):
        name = names[row["object"]]
        body = json.dumps({crm.external_ids[name]: row["key"]})
        found = record(row["object"], row["previous_key"])
        curl("PATCH", f"{base}/sobjects/{name}/{found}", *as_json, "-d", body)
    merge("contact")
    results = [
        run(f"{name}.upsert.job.json", file)
        for name in ("Account", "Contact")
        for file in sorted(folder.glob(f"{name}.upsert*.csv"))
    ]
    merge("company")
    results += [
        run(f"{name}.delete.job.json", folder / f"{name}.delete.csv")
        for name in ("Contact", "Account")
    ]
    for row in listed(folder, "deletes.csv"):
        if row["note"] == "needs id":
            found = record(row["object"], row["key"])
            curl("DELETE", f"{base}/sobjects/{names[row['object']]}/{found}")
    return [text for text in results if text.count("\n") > 1]
