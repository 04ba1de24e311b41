"""The job through Spark Connect: a real server, in the folder of the client."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyspark
import pytest

from tests.test_demo import ROOT, run_demo

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.engine("spark"),
    pytest.mark.skipif(
        pyspark.__version__.startswith("3."), reason="PySpark 3.5 brings no Connect server"
    ),
]
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE = 60


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A Spark Connect server on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-submit")]
    command += ["--master", "local[2]", "--class", SERVER]
    command += ["--conf", f"spark.connect.grpc.binding.port={port}"]
    command += ["--conf", "spark.sql.shuffle.partitions=2", "spark-internal"]
    environ = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        wait_for(port, server)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the server does not listen")


def test_the_demo_through_connect_is_the_demo_embedded(url: str, tmp_path: Path) -> None:
    remote = run_demo(url, tmp_path / "remote")
    embedded = run_demo("embedded", tmp_path / "embedded")

    for table, rows in embedded.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, remote[table])), table
