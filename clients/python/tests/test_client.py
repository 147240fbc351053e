"""Tests of what is by hand, but for the session, with both clients: what is sent, and what becomes of an answer."""

import json
import pickle
import socket
import threading
import time
from datetime import UTC, datetime
from importlib.metadata import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from support import (
    ACCOUNT,
    CUSTOMER,
    ID,
    Answer,
    Both,
    OfAsynchronous,
    OfBlocking,
    Request,
    always,
    error_of,
    one_by_one,
    problem,
    serving,
)

from customary_client import (
    Credentials,
    CustomerCreate,
    CustomerUpdate,
    NoResponseError,
    PasswordChange,
    ProblemError,
    Registration,
    Session,
    SessionRefresh,
    UnexpectedResponseError,
)

ROOT = Path(__file__).parents[3]


class Calls(Both):
    async def test_a_redirect_is_not_followed(self) -> None:
        with serving(always(Answer(307, b"", {"Location": "/elsewhere/"}))) as server:
            async with self.client(server.url) as client:
                error = await error_of(client.login("ada@example.com", "secret"))
                assert isinstance(error, UnexpectedResponseError)
                assert error.status == 307
        assert len(server.requests) == 1

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
            (503, {"Retry-After": "+1"}, {}, 1),
            (503, {"Retry-After": "-1"}, {}, 1),
            (503, {"Retry-After": "1.0"}, {}, 1),
            (503, {"Retry-After": "Wed, 25 Nov 2026 10:00:00 GMT"}, {}, 1),
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
            Answer(201, ACCOUNT),
            problem(200),
            problem(202),
            Answer(200, b"\xef\xbb\xbf" + json.dumps(ACCOUNT).encode()),
            Answer(200, b'{"new": "\xe4", ' + json.dumps(ACCOUNT).encode()[1:]),
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

    async def test_an_answer_without_a_member_or_with_one_of_another_form_is_such_an_error(self) -> None:
        page: dict[str, Any] = {"items": [CUSTOMER], "page_size": 1, "next_cursor": None}
        cases: list[tuple[dict[str, Any], str, dict[str, object]]] = []
        cases += [(whole, name, {}) for whole in (CUSTOMER, page) for name in whole]
        cases += [(whole, name, {name: True}) for whole in (CUSTOMER, page) for name in whole]
        times = ["2026-03-02", "2026-03-02T09:30:00", "2026-03-02T09:30Z", "2026-03-02 09:30:00Z", "2026-03-02T09:30:00+0100"]
        times += ["2026-02-30T09:30:00Z", "0001-01-01T00:00:00+01:00", "1772443800"]
        for name, values in {
            "id": (None, 7, "nope", ID.hex, ID.urn, f"{{{ID}}}"),
            "created_at": (None, 1772443800, *times),
            "version": (None, "1", 1.5),
            "name": (None, 1),
        }.items():
            cases += [(CUSTOMER, name, {name: value}) for value in values]
        cases += [(page, name, {name: None}) for name in ("items", "total", "page")]
        cases += [(page, "items", {"items": [None]})]
        others = [{each: value for each, value in whole.items() if each != name} | other for whole, name, other in cases]
        with serving(one_by_one(*(Answer(200, other) for other in others))) as server:
            async with self.client(server.url) as client:
                for whole, name, other in cases:
                    call = client.customers.fetch_customers() if whole is page else client.customers.get_customer(ID)
                    assert isinstance(await error_of(call), UnexpectedResponseError), (name, other)

    async def test_a_time_is_in_utc(self) -> None:
        for text in ("2026-03-02T10:30:00.123456+01:00", "2026-03-02t09:30:00.123456789z"):
            with serving(always(Answer(200, {**ACCOUNT, "created_at": text}))) as server:
                async with self.client(server.url) as client:
                    created_at = (await client.accounts.get_account()).created_at
            assert created_at.isoformat() == "2026-03-02T09:30:00.123456+00:00"
            assert created_at.tzinfo is UTC

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

    async def test_iterating_ends_with_the_failure_of_a_page(self) -> None:
        page = Answer(200, {"items": [CUSTOMER], "page_size": 1, "next_cursor": "c"})
        for by in ("cursor", "page"):
            with serving(one_by_one(page, problem(500), page)) as server:
                async with self.client(server.url) as client:
                    customers = client.iterate_customers(by=by)
                    await anext(customers)
                    assert isinstance(await error_of(anext(customers)), ProblemError)
                    assert await anext(customers, None) is None
            assert len(server.requests) == 2

    async def test_secrets_do_not_show(self) -> None:
        async with self.client("http://127.0.0.1:1", access_token="secret") as client:
            assert repr(client).endswith("Customary('http://127.0.0.1:1')")
            assert "secret" not in f"{client!r} {client} {vars(getattr(client, 'inner', client))}"
        assert "secret" not in repr(Credentials(email="ada@example.com", password="secret"))
        with serving(always(Answer(200, {"access_token": "secret"}))) as server:
            async with self.client(server.url) as client:
                error = await error_of(client.login("ada@example.com", "password"))
        assert isinstance(error, UnexpectedResponseError)
        assert "secret" not in f"{error} {error!r} {error.__cause__!r}"
        session = Session(access_token="secret", refresh_token="secret", token_type="Bearer", expires_in=900)
        shown = f"{session} {session!r} {SessionRefresh(refresh_token='secret')!r} {Registration(email='a', password='secret')}"
        shown += repr(PasswordChange(current_password="secret", new_password="secret"))
        assert "secret" not in shown
        assert "expires_in=900" in shown

    async def test_the_texts_of_the_licences_are_in_the_package(self) -> None:
        texts = {str(path.name): path.read_text() for path in files("customary-client") or () if "licenses" in path.parts}
        assert texts == {name: (ROOT / name).read_text() for name in ("LICENSE-APACHE", "LICENSE-MIT")}

    async def test_an_error_can_be_pickled_and_says_everything(self) -> None:
        errors = [{"pointer": "/email", "code": "duplicate", "detail": "Taken.", "customer_id": str(ID)}]
        errors.append({"parameter": "page", "code": "too_large", "detail": "Too large."})
        with serving(always(problem(409, errors=errors))) as server:
            async with self.client(server.url) as client:
                error = pickle.loads(pickle.dumps(await error_of(client.accounts.get_account())))  # noqa: S301 (our own)
        assert str(error) == ("409 Title: Detail. (request r-1)\n  /email: duplicate: Taken.\n  page: too_large: Too large.")
        assert error.problem.errors[0].customer_id == ID


class Blocking(Calls, OfBlocking):
    pass


class Asynchronous(Calls, OfAsynchronous):
    pass
