"""Tests of what is by hand, for both clients, against a server that answers what a test wants."""

import asyncio
import inspect
import json
import pickle
import socket
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from customary_client import (
    AsyncCustomary,
    Credentials,
    Customary,
    CustomaryError,
    CustomerCreate,
    CustomerUpdate,
    NoResponseError,
    ProblemError,
    UnexpectedResponseError,
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
    headers: dict[str, str] = field(default_factory=dict)
    pieces: int = 1
    """In how many pieces, 0.1 s apart."""

    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


def problem(status: int, headers: dict[str, str] | None = None, **members: object) -> Answer:
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
                for name, value in ({"Content-Type": "application/json"} | answered.headers).items():
                    self.send_header(name, value)
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
    """The tests. `client` makes a client whose methods are awaited."""

    client: Callable[..., Any]

    async def asyncSetUp(self) -> None:
        asyncio.get_running_loop().slow_callback_duration = 5  # To make a client takes 0.1 s, for its certificates.

    async def test_calls_that_wait_for_a_refresh_share_one(self) -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(8))
        all_there = threading.Barrier(8, timeout=30)

        def answer(request: Request) -> Answer:
            if request.target == "/api/1/login/":
                return Answer(200, tokens(1))
            if request.target == "/api/1/session/refresh/":
                return Answer(200, tokens(2))
            if request.token == "a2":
                return Answer(200, ACCOUNT)
            all_there.wait()
            return refused()

        with serving(answer) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                await asyncio.gather(*(client.accounts.get_account() for _ in range(8)))
                assert client.access_token == "a2"
        assert [each.body for each in server.sent("/api/1/session/refresh/")] == [b'{"refresh_token":"r1"}']
        assert sorted(each.token for each in server.sent("/api/1/account/")) == ["a1"] * 8 + ["a2"] * 8

    async def test_a_refused_refresh_ends_the_session_and_each_call_gets_its_401(self) -> None:
        def answer(request: Request) -> Answer:
            if request.target == "/api/1/login/":
                return Answer(200, tokens(1))
            return problem(401) if request.target == "/api/1/session/refresh/" else refused()

        with serving(answer) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                errors = await asyncio.gather(*(error_of(client.accounts.get_account()) for _ in range(4)))
                assert [getattr(each, "status", None) for each in errors] == [401] * 4
                assert all(isinstance(each.__cause__, ProblemError) for each in errors)
                assert client.access_token is None
                assert isinstance(await error_of(client.accounts.get_account()), ProblemError)
                assert type(await error_of(client.refresh())) is CustomaryError
        assert len(server.sent("/api/1/session/refresh/")) == 1
        assert server.requests[-1].token == ""

    async def test_a_refresh_that_fails_otherwise_is_told_and_tried_again(self) -> None:
        for failure in (problem(503), problem(429), problem(408), problem(500), Answer(502, b"<html>")):
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
            all_there = threading.Barrier(4, timeout=30)
            refreshes = iter([failure, Answer(200, tokens(2))])

            def answer(
                request: Request, refreshes: Iterator[Answer] = refreshes, all_there: threading.Barrier = all_there
            ) -> Answer:
                if request.target == "/api/1/login/":
                    return Answer(200, tokens(1))
                if request.target == "/api/1/session/refresh/":
                    time.sleep(0.2)  # The others are refused meanwhile.
                    return next(refreshes)
                if request.token == "a2":
                    return Answer(200, ACCOUNT)
                if not all_there.broken:
                    all_there.wait()
                return refused()

            with serving(answer) as server:
                async with self.client(server.url) as client:
                    await client.login("ada@example.com", "secret")
                    errors = await asyncio.gather(*(error_of(client.accounts.get_account()) for _ in range(4)))
                    assert [getattr(each, "status", None) for each in errors] == [failure.status] * 4
                    assert client.access_token == "a1"
                    all_there.abort()
                    await client.accounts.get_account()
                    assert client.access_token == "a2"
            assert [each.body for each in server.sent("/api/1/session/refresh/")] == [b'{"refresh_token":"r1"}'] * 2

    async def test_a_busy_server_is_asked_again_to_refresh_within_what_the_call_may_wait(self) -> None:
        for options, busy_accounts, status, seconds in (
            ({}, 0, None, 1),
            ({"max_wait": 0.5}, 0, 503, 0),
            ({"max_wait": 1.5}, 1, 503, 1),
            ({"max_wait": 2.5}, 1, None, 2),
        ):
            busy = problem(503, {"Retry-After": "1"})
            refreshes = iter([busy, Answer(200, tokens(2))])
            accounts = iter([refused(), *[busy] * busy_accounts, Answer(200, ACCOUNT)])

            def answer(
                request: Request, refreshes: Iterator[Answer] = refreshes, accounts: Iterator[Answer] = accounts
            ) -> Answer:
                if request.target == "/api/1/login/":
                    return Answer(200, tokens(1))
                return next(refreshes if request.target == "/api/1/session/refresh/" else accounts)

            with serving(answer) as server:
                async with self.client(server.url, **options) as client:
                    await client.login("ada@example.com", "secret")
                    begun = time.monotonic()
                    if status is None:
                        await client.accounts.get_account()
                    else:
                        assert getattr(await error_of(client.accounts.get_account()), "status", None) == status
                    assert seconds <= time.monotonic() - begun < seconds + 0.9

    async def test_a_refresh_that_is_late_does_not_undo_a_logout(self) -> None:
        refreshing, logged_out = threading.Event(), threading.Event()

        def answer(request: Request) -> Answer:
            if request.target == "/api/1/login/":
                return Answer(200, tokens(1))
            if request.target == "/api/1/session/refresh/":
                refreshing.set()
                logged_out.wait(30)
                return Answer(200, tokens(2))
            return Answer(204) if request.target == "/api/1/logout/" else refused()

        with serving(answer) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                late = asyncio.create_task(error_of(client.accounts.get_account()))
                await asyncio.to_thread(refreshing.wait, 30)
                await client.logout()
                logged_out.set()
                assert getattr(await late, "status", None) == 401
                assert client.access_token is None

    async def test_a_session_that_is_over_is_logged_out(self) -> None:
        def answer(request: Request) -> Answer:
            return Answer(200, tokens(1)) if request.target == "/api/1/login/" else problem(401)

        with serving(answer) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                await client.logout()
                assert client.access_token is None

    async def test_a_redirect_is_not_followed(self) -> None:
        with serving(always(Answer(307, b"", {"Location": "/elsewhere/"}))) as server:
            async with self.client(server.url) as client:
                error = await error_of(client.login("ada@example.com", "secret"))
                assert isinstance(error, UnexpectedResponseError)
                assert error.status == 307
        assert len(server.requests) == 1

    async def test_a_token_that_stays_refused_is_refreshed_once_for_a_call(self) -> None:
        numbers = iter(range(1, 9))

        def answer(request: Request) -> Answer:
            return refused() if request.target == "/api/1/account/" else Answer(200, tokens(next(numbers)))

        with serving(answer) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                assert isinstance(await error_of(client.accounts.get_account()), ProblemError)
                await client.refresh()
                assert client.access_token == "a3"
        assert [each.body for each in server.sent("/api/1/session/refresh/")] == [
            b'{"refresh_token":"r1"}',
            b'{"refresh_token":"r2"}',
        ]

    async def test_a_given_token_is_sent_and_not_refreshed(self) -> None:
        with serving(always(refused())) as server:
            async with self.client(server.url, access_token="given") as client:
                for _ in range(2):
                    error = await error_of(client.accounts.get_account())
                    assert isinstance(error, ProblemError)
                    assert error.status == 401
                assert client.access_token == "given"
                await error_of(client.health.get_liveness())
        assert [each.token for each in server.requests] == ["given", "given", ""]

    async def test_a_401_that_is_not_about_the_token_is_not_refreshed(self) -> None:
        def answer(request: Request) -> Answer:
            return Answer(200, tokens(1)) if request.target == "/api/1/login/" else problem(401)

        with serving(answer) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                await error_of(client.accounts.get_account())
                assert client.access_token == "a1"
        assert len(server.requests) == 2

    async def test_tokens_stay_until_the_server_has_logged_out(self) -> None:
        with serving(one_by_one(Answer(200, tokens(1)), problem(500), Answer(204))) as server:
            async with self.client(server.url) as client:
                await client.login("ada@example.com", "secret")
                await error_of(client.logout())
                assert client.access_token == "a1"
                await client.logout()
                assert client.access_token is None
                assert type(await error_of(client.refresh())) is CustomaryError

    async def test_429_and_503_are_tried_again_after_the_time_that_they_say(self) -> None:
        for status in (429, 503):
            with serving(one_by_one(problem(status, {"Retry-After": "1"}), Answer(201, CUSTOMER))) as server:
                async with self.client(server.url) as client:
                    begun = time.monotonic()
                    await client.customers.create_customer(CustomerCreate(name="Mirela"))
                    assert 1 <= time.monotonic() - begun < 2
            assert [each.body for each in server.requests] == [b'{"name":"Mirela"}'] * 2

    async def test_trying_again_has_its_limits(self) -> None:
        for status, headers, options, requests in (
            (503, {"Retry-After": "0"}, {}, 3),
            (503, {"Retry-After": "0"}, {"retries": 0}, 1),
            (503, {"Retry-After": "3600"}, {}, 1),
            (503, {"Retry-After": "1"}, {"max_wait": 1}, 2),
            (503, {"Retry-After": "soon"}, {}, 1),
            (503, {"Retry-After": "9" * 5000}, {}, 1),
            (503, {}, {}, 1),
            (500, {"Retry-After": "0"}, {}, 1),
            (408, {"Retry-After": "0"}, {}, 1),
        ):
            with serving(always(problem(status, headers))) as server:
                async with self.client(server.url, **options) as client:
                    begun = time.monotonic()
                    error = await error_of(client.health.get_readiness())
                    assert time.monotonic() - begun < 2
            assert isinstance(error, ProblemError)
            assert error.status == status
            assert len(server.requests) == requests, (status, headers)
            after = headers.get("Retry-After", "")
            assert error.retry_after == (int(after) if after in ("0", "1", "3600") else None)

    async def test_an_answer_that_is_no_problem_is_another_error(self) -> None:
        html = {"Content-Type": "text/html"}
        for answer in (
            Answer(502, b"<html>Bad gateway", html),
            Answer(404, b'{"detail": "no route"}'),
            Answer(500, b'{"title": "too little"}', {"Content-Type": "application/problem+json"}),
            Answer(500, b"\xff", {"Content-Type": "application/problem+json"}),
            Answer(200, b"<html>Sign in to the hotel's network", html),
            Answer(200, b""),
            Answer(204),
            Answer(302, b"", {"Location": "/elsewhere"}),
        ):
            with serving(always(answer)) as server:
                async with self.client(server.url) as client:
                    error = await error_of(client.accounts.get_account())
            assert isinstance(error, UnexpectedResponseError), answer
            assert error.status == answer.status
            assert len(server.requests) == 1
            assert str(answer.status) in str(error)
            if answer.status == 502:
                assert error.body == b"<html>Bad gateway"
                assert "text/html: <html>Bad gateway" in str(error)
        with serving(always(Answer(200, b"<html>", html))) as server:
            async with self.client(server.url) as client:
                assert isinstance(await error_of(client.customers.delete_customer(ID)), UnexpectedResponseError)

    async def test_a_server_that_does_not_answer_is_an_error_that_says_why(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as unused:
            port = unused.getsockname()[1]
        async with self.client(f"http://127.0.0.1:{port}") as client:
            error = await error_of(client.health.get_liveness())
        assert isinstance(error, NoResponseError)
        assert f"GET http://127.0.0.1:{port}/livez: " in str(error)
        assert "refused" in str(error).lower(), error
        async with self.client("http://nowhere.invalid") as client:
            error = await error_of(client.health.get_liveness())
        assert isinstance(error, NoResponseError)
        assert "nowhere.invalid" in str(error)
        assert any(word in str(error) for word in ("Name or service", "name resolution", "No address")), error

    async def test_a_connection_that_breaks_is_such_an_error(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def hang_up() -> None:
                connection, _ = listener.accept()
                connection.recv(65536)
                connection.close()

            thread = threading.Thread(target=hang_up)
            thread.start()
            async with self.client(f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                error = await error_of(client.health.get_liveness())
            thread.join()
        assert isinstance(error, NoResponseError)
        assert "disconnected" in str(error), error

    async def test_a_request_may_take_so_long(self) -> None:
        def late(_: Request) -> Answer:
            time.sleep(1)
            return Answer(200, {"status": "ok"})

        for answer in (late, always(Answer(200, {"status": "o" * 99}, pieces=20))):
            with serving(answer) as server:
                async with self.client(server.url, timeout=0.5) as client:
                    begun = time.monotonic()
                    error = await error_of(client.health.get_liveness())
                    assert 0.4 < time.monotonic() - begun < 0.9
            assert isinstance(error, NoResponseError)
            assert "timed out" in str(error) or "more than 0.5 s" in str(error), error
            assert len(server.requests) == 1

    async def test_the_url_may_end_with_a_slash_and_have_a_path(self) -> None:
        with serving(always(Answer(200, CUSTOMER))) as server:
            for end, path in (("", ""), ("/", ""), ("/crm", "/crm"), ("/crm/", "/crm"), ("/a/b//", "/a/b")):
                async with self.client(server.url + end) as client:
                    await client.customers.get_customer(ID)
                assert server.requests[-1].target == f"{path}/api/1/customer/{ID}/"

    async def test_another_url_is_refused(self) -> None:
        urls = ["", "/api", "localhost:8000", "ftp://a", "http://", "http://ada:secret@a", "http://ada@a", "http://a:99999"]
        for url in [*urls, "http://a?b", "http://a/?", "http://a#b", "http://a/#", "http://a b", "http://a/ ", "http://[::1"]:
            try:
                self.client(url)
            except ValueError as error:
                assert "secret" not in f"{error} {error.__cause__}"
            else:
                raise AssertionError(url)

    async def test_a_token_that_is_none_is_refused_and_does_not_show(self) -> None:
        for token in ("", "secret\n", "secret secret", "secr\xe9t"):
            try:
                self.client("http://127.0.0.1:1", access_token=token)
            except ValueError as error:
                assert "secr" not in str(error)
            else:
                raise AssertionError(token)

    async def test_what_the_client_does_not_know_is_accepted(self) -> None:
        account = {**ACCOUNT, "role": "auditor", "quota": {"customers": 5}}
        with serving(always(Answer(200, account, {"X-New": "1"}))) as server:
            async with self.client(server.url) as client:
                known = await client.accounts.get_account()
        assert known.role == "auditor"
        assert known.model_extra == {"quota": {"customers": 5}}
        assert known.created_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        assert known.id == ID
        error = {"code": "unheard_of", "detail": "D.", "header": "Host"}
        with serving(always(problem(418, errors=[error], trace="t"))) as server:
            async with self.client(server.url) as client:
                caught = await error_of(client.accounts.get_account())
        assert isinstance(caught, ProblemError)
        assert caught.problem.errors[0].code == "unheard_of"
        assert caught.problem.errors[0].model_extra == {"header": "Host"}

    async def test_a_query_goes_out_as_it_is(self) -> None:
        page: dict[str, object] = {"items": [CUSTOMER], "page_size": 25, "next_cursor": None}
        query = {"q": "a+b & ü=%41 \N{SNOWMAN}", "phone": "+41446681800", "page_size": 5, "sort": "-unheard_of"}
        with serving(always(Answer(200, page))) as server:
            async with self.client(server.url) as client:
                fetched = await client.customers.fetch_customers(**query, city=None)
                await client.customers.fetch_customers()
        parts = urlsplit(server.requests[0].target)
        assert dict(parse_qsl(parts.query, keep_blank_values=True)) == query | {"page_size": "5"}
        assert server.requests[1].target == "/api/1/customer/fetch/"
        assert fetched.items[0].version == 9007199254740991
        assert fetched.total is None

    async def test_a_change_has_what_was_set_and_nothing_else(self) -> None:
        change = CustomerUpdate(notes="n", company=None)
        later = CustomerUpdate()
        later.email = None
        with serving(always(Answer(200, CUSTOMER))) as server:
            async with self.client(server.url) as client:
                for each in (change, later, CustomerUpdate()):
                    await client.customers.update_customer(ID, each)
        assert [json.loads(each.body) for each in server.requests] == [{"notes": "n", "company": None}, {"email": None}, {}]
        assert {each.headers["content-type"] for each in server.requests} == {"application/merge-patch+json"}
        assert {each.method for each in server.requests} == {"PATCH"}

    async def test_a_page_is_fetched_when_it_is_needed(self) -> None:
        def answer(request: Request) -> Answer:
            query = dict(parse_qsl(urlsplit(request.target).query))
            number = int(query.get("page") or query.get("cursor", "1"))
            following = str(number + 1) if number < 3 else None
            return Answer(200, {"items": [CUSTOMER] * 2, "page_size": 2, "next_cursor": following})

        with serving(answer) as server:
            async with self.client(server.url) as client:
                for by in ("cursor", "page"):
                    server.requests.clear()
                    customers = client.iterate_customers(by=by, sort="name")
                    assert server.requests == []
                    for wanted in (1, 1, 2, 2, 3, 3):
                        await anext(customers)
                        assert len(server.requests) == wanted
                    assert await anext(customers, None) is None
                    queries = [dict(parse_qsl(urlsplit(each.target).query)) for each in server.requests]
                    of_all = {"total": "none", "sort": "name"}
                    assert queries == [of_all, of_all | {by: "2"}, of_all | {by: "3"}]
                server.requests.clear()
                assert len([each async for each in client.iterate_customers(page=2)]) == 4
                assert [each.target.partition("?")[2] for each in server.requests] == [
                    "total=none&page=2",
                    "total=none&cursor=3",
                ]

    async def test_secrets_do_not_show(self) -> None:
        async with self.client("http://127.0.0.1:1", access_token="secret") as client:
            assert repr(client).endswith("Customary('http://127.0.0.1:1')")
            assert "secret" not in f"{client!r} {client} {vars(getattr(client, 'inner', client))}"
        assert "secret" not in repr(Credentials(email="ada@example.com", password="secret"))
        with serving(always(Answer(200, {"access_token": "secret"}))) as server:
            async with self.client(server.url) as client:
                error = await error_of(client.login("ada@example.com", "password"))
        assert isinstance(error, UnexpectedResponseError)
        assert "secret" not in f"{error} {error.__cause__}"

    async def test_an_error_can_be_pickled_and_says_everything(self) -> None:
        errors = [{"pointer": "/email", "code": "duplicate", "detail": "Taken.", "customer_id": str(ID)}]
        errors.append({"parameter": "page", "code": "too_large", "detail": "Too large."})
        with serving(always(problem(409, errors=errors))) as server:
            async with self.client(server.url) as client:
                error = pickle.loads(pickle.dumps(await error_of(client.accounts.get_account())))  # noqa: S301 (our own)
        assert str(error) == ("409 Title: Detail. (request r-1)\n  /email: duplicate: Taken.\n  page: too_large: Too large.")
        assert error.problem.errors[0].customer_id == ID


class Blocking(Both, unittest.IsolatedAsyncioTestCase):
    @staticmethod
    def client(*arguments: Any, **named: Any) -> InThreads:
        return InThreads(Customary(*arguments, **named))


class Asynchronous(Both, unittest.IsolatedAsyncioTestCase):
    client = AsyncCustomary

    async def test_a_refresh_outlives_the_call_that_began_it(self) -> None:
        def answer(request: Request) -> Answer:
            if request.target == "/api/1/session/refresh/":
                time.sleep(0.3)
                return Answer(200, tokens(2))
            if request.target == "/api/1/login/":
                return Answer(200, tokens(1))
            return Answer(200, ACCOUNT) if request.token == "a2" else refused()

        with serving(answer) as server:
            async with AsyncCustomary(server.url) as client:
                await client.login("ada@example.com", "secret")
                with self.assertRaises(TimeoutError):
                    await asyncio.wait_for(client.accounts.get_account(), 0.15)
                assert (await client.accounts.get_account()).id == ID
        assert len(server.sent("/api/1/session/refresh/")) == 1


unittest.main()
