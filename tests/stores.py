"""An S3 server on this machine for tests, behind a proxy that breaks connections on demand."""

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest.mock import patch

import fsspec
from moto.server import ThreadedMotoServer

PIECE = 65536


@dataclass
class _Faults:
    """How many connections are let through yet, and how many are broken then."""

    after: int = 0
    times: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def breaks(self) -> bool:
        with self.lock:
            if self.times and self.after:
                self.after -= 1
                return False
            if self.times:
                self.times -= 1
                return True
            return False


class _Door:
    """Passes bytes on to a server; a connection that is to break is cut off after a piece of the answer."""

    def __init__(self, port: int) -> None:
        self.faults = _Faults()
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._server)) as server:
            threading.Thread(target=_pump, args=(client, server, None), daemon=True).start()
            _pump(server, client, self.faults)

    def close(self) -> None:
        self._listener.close()


def _pump(source: socket.socket, target: socket.socket, faults: _Faults | None) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            if faults and faults.breaks():
                target.sendall(piece[: len(piece) // 2])
                for end in (target, source):  # to close alone tells nobody while the other thread reads
                    end.shutdown(socket.SHUT_RDWR)
                return
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@dataclass
class Bucket:
    """A bucket of the server: addresses of folders of their own, and faults on the way there."""

    name: str
    door: _Door

    def fresh(self) -> str:
        """The address of an empty folder."""
        return f"s3://{self.name}/{secrets.token_hex(6)}"

    def put(self, address: str, data: bytes) -> None:
        """Write an object without the product's code."""
        import boto3

        key = address.removeprefix(f"s3://{self.name}/")
        boto3.client("s3").put_object(Bucket=self.name, Key=key, Body=data)

    @contextlib.contextmanager
    def breaking(self, *, after: int, times: int) -> Iterator[None]:
        """Within the block answers break off: `times` of them, after some that come through."""
        faults = self.door.faults
        faults.after, faults.times = after, times
        try:
            yield
        finally:
            faults.after = faults.times = 0


@contextlib.contextmanager
def bucket_server() -> Iterator[Bucket]:
    """A server with a bucket, and the environment by which S3's libraries find it."""
    import boto3

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    door = _Door(port)
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{door.port}", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    with patch.dict(os.environ, environment):
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        boto3.client("s3").create_bucket(Bucket="tests")
        try:
            yield Bucket("tests", door)
        finally:
            fsspec.get_filesystem_class("s3").clear_instance_cache()
            door.close()
            server.stop()
