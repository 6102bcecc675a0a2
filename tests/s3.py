"""A real S3 server for tests: SeaweedFS on ports of its own, with one key and one bucket."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_ports

KEY, SECRET, BUCKET = "test-key", "test-secret-of-this-run", "photos"
PATIENCE = 60  # seconds until it must answer
PARTS = ("master", "volume", "filer", "s3")


@contextmanager
def s3_server(folder: Path) -> Iterator[dict[str, str]]:
    """Run a server that keeps everything in `folder`, and give the environment of its client."""
    ports = free_ports(2 * len(PARTS))
    (folder / "who.json").write_text(json.dumps(_identities()))
    command = [
        str(Path(sys.executable).with_name("weed")),
        "server",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-filer",
        "-s3",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={folder / 'who.json'}",
        "-master.volumeSizeLimitMB=32",
        "-volume.max=8",
    ]
    for part, port, grpc in zip(PARTS, ports[::2], ports[1::2], strict=True):
        command += [f"-{part}.port={port}", f"-{part}.port.grpc={grpc}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            address = f"http://127.0.0.1:{ports[6]}"
            _wait_for(address, server, folder / "log")
            _make_bucket(f"127.0.0.1:{ports[0]}.{ports[1]}", f"127.0.0.1:{ports[4]}.{ports[5]}")
            yield {
                "AWS_ENDPOINT_URL": address,
                "AWS_ACCESS_KEY_ID": KEY,
                "AWS_SECRET_ACCESS_KEY": SECRET,
            }
        finally:
            server.kill()  # it holds nothing worth a slow good-bye
            server.wait(timeout=30)


def _identities() -> dict[str, object]:
    credentials = [{"accessKey": KEY, "secretKey": SECRET}]
    rights = ["Admin", "Read", "List", "Tagging", "Write"]
    return {"identities": [{"name": "portal", "credentials": credentials, "actions": rights}]}


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return  # it answers: that it refuses a stranger is as it should be
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"no S3 server:\n{log.read_text()[-2000:]}")


def _make_bucket(master: str, filer: str) -> None:
    shell = [str(Path(sys.executable).with_name("weed")), "shell"]
    subprocess.run(
        [*shell, f"-master={master}", f"-filer={filer}"],
        input=f"s3.bucket.create -name={BUCKET}\n".encode(),
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
