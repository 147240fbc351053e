"""What the tests stand on: a server that answers what a test wants, and both clients with methods to be awaited."""

import asyncio
import inspect
import json
import threading
import time
import unittest
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from customary_client import (
    AsyncCustomary,
    Customary,
    CustomaryError,
)

ID = UUID("0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40")
ACCOUNT = {
    "id": str(ID),
    "email": "ada@example.com",
    "name": None,
    "role": "admin",
    "organization": {"id": str(ID), "name": "Brander", "country": "CH"},
    "created_at": "2026-03-02T09:30:00.000Z",
}
CUSTOMER: dict[str, Any] = {
    **dict.fromkeys(["email", "phone", "company", "address", "city", "region", "postal_code", "country", "notes"]),
    "id": str(ID),
    "name": "Mirela",
    "version": 9007199254740991,
    "created_at": "2026-03-02T09:31:00.000Z",
    "updated_at": "2026-03-02T09:31:00.000Z",
}


@dataclass
class Request:
    """What came to the server."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass
class Answer:
    """What it answers."""

    status: int
    content: Any = None
    headers: Mapping[str, str | list[str]] = field(default_factory=dict)
    """One line for each value."""
    pieces: int = 1
    """In how many pieces, 0.1 s apart."""

    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


def problem(status: int, headers: Mapping[str, str | list[str]] | None = None, **members: object) -> Answer:
    content = {"type": "/problems/x/", "title": "Title", "status": status, "detail": "Detail.", "request_id": "r-1", **members}
    return Answer(status, content, {"Content-Type": "application/problem+json", **(headers or {})})


def refused() -> Answer:
    return problem(401, {"WWW-Authenticate": 'Bearer realm="customary", error="invalid_token"'})


def tokens(number: int) -> dict[str, object]:
    return {"access_token": f"a{number}", "refresh_token": f"r{number}", "token_type": "Bearer", "expires_in": 900}


def always(answer: Answer) -> Callable[[Request], Answer]:
    return lambda _: answer


def one_by_one(*answers: Answer) -> Callable[[Request], Answer]:
    left = iter(answers)
    return lambda _: next(left)


class Server:
    """A server on 127.0.0.1 that keeps the requests it gets."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self.requests: list[Request] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_request(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.command, self.path, headers, self.rfile.read(int(headers.get("content-length", 0))))
                server.requests.append(request)
                answered = answer(request)
                body = b"" if answered.status == 204 else answered.body()
                self.send_response(answered.status)
                for name, value in {"Content-Type": "application/json", **answered.headers}.items():
                    for line in [value] if isinstance(value, str) else value:
                        self.send_header(name, line)
                if answered.status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                size = len(body) // answered.pieces + 1
                try:
                    for start in range(0, len(body), size):
                        time.sleep(0.1 if answered.pieces > 1 else 0)
                        self.wfile.write(body[start : start + size])
                except OSError:  # The client has enough.
                    self.close_connection = True

            do_GET = do_POST = do_PATCH = do_DELETE = handle_request  # noqa: N815 (the names that http.server looks for)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def sent(self, path: str) -> list[Request]:
        return [each for each in self.requests if urlsplit(each.target).path == path]


@contextmanager
def serving(answer: Callable[[Request], Answer]) -> Iterator[Server]:
    server = Server(answer)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join()
        server.http.server_close()


class InThreads:
    """The blocking client, awaited: each call is made in a thread of its own."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.inner, name)
        if inspect.isgeneratorfunction(value):
            return lambda **query: self.iterate(value(**query))
        if callable(value):
            return lambda *arguments, **named: asyncio.to_thread(value, *arguments, **named)
        return InThreads(value) if name in ("accounts", "sessions", "customers", "health") else value

    async def iterate(self, values: Iterator[object]) -> Any:
        while (value := await asyncio.to_thread(next, values, self)) is not self:
            yield value

    def __repr__(self) -> str:
        return repr(self.inner)

    async def __aenter__(self) -> "InThreads":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.inner.close()


async def error_of(call: Any) -> CustomaryError:
    """The error that a call fails with."""
    try:
        await call
    except CustomaryError as error:
        return error
    raise AssertionError("it did not fail")


class Both:
    """Tests for both clients. `client` makes one whose methods are awaited."""

    client: Callable[..., Any]

    async def asyncSetUp(self) -> None:
        asyncio.get_running_loop().slow_callback_duration = 5  # To make a client takes 0.1 s, for its certificates.


class OfBlocking(unittest.IsolatedAsyncioTestCase):
    @staticmethod
    def client(*arguments: Any, **named: Any) -> InThreads:
        return InThreads(Customary(*arguments, **named))


class OfAsynchronous(unittest.IsolatedAsyncioTestCase):
    client: Callable[..., Any] = AsyncCustomary
