"""Tests of the session, with both clients: how its tokens are had, replaced and given up."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from support import (
    ACCOUNT,
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
    refused,
    serving,
    tokens,
)

from customary_client import (
    AsyncCustomary,
    CustomaryError,
    ProblemError,
)


class Session(Both):
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

    async def test_a_late_logout_ends_its_own_session_only(self) -> None:
        for logged_in, status in ((True, 204), (True, 401), (False, 401)):
            logging_out, logged_in_again = threading.Event(), threading.Event()
            numbers = iter(range(1, 9))

            def answer(
                request: Request,
                status: int = status,
                logging_out: threading.Event = logging_out,
                logged_in_again: threading.Event = logged_in_again,
                numbers: Iterator[int] = numbers,
            ) -> Answer:
                if request.target == "/api/1/login/":
                    return Answer(200, tokens(next(numbers)))
                logging_out.set()
                logged_in_again.wait(30)
                return Answer(204) if status == 204 else problem(status)

            with serving(answer) as server:
                async with self.client(server.url) as client:
                    if logged_in:
                        await client.login("ada@example.com", "secret")
                    late = asyncio.create_task(client.logout())
                    await asyncio.to_thread(logging_out.wait, 30)
                    await client.login("ada@example.com", "secret")
                    logged_in_again.set()
                    await late
                    assert client.access_token == ("a2" if logged_in else "a1")

    async def test_a_token_is_refused_by_any_challenge_whatever_the_body_is(self) -> None:
        for challenges, refuse in (
            (['Basic realm="a"', 'Bearer realm="b", error="invalid_token"'], True),
            (['Basic realm="a, b", Bearer realm="c", error="invalid_token"'], True),
            (["Bearer error=invalid_token"], True),
            (["bearer ERROR = invalid_token"], True),
            (['Basic realm="unfinished', "Bearer error=invalid_token"], True),
            (["Negotiate YWJj==, Bearer, error=invalid_token"], True),
            (['Bearer realm="a \\" b, Basic ", error="invalid_token"'], True),
            (['Bearer realm="a", Basic error="invalid_token"'], False),
            (["Bearer, Negotiate YWJj==, error=invalid_token"], False),
            (['Bearer realm="error=\\"invalid_token\\""'], False),
            (['Bearer error_description="a, error=invalid_token"'], False),
            (["Bearer error=INVALID_TOKEN"], False),
            (["Bearer error=invalid_token2"], False),
            (["error=invalid_token"], False),
            ([], False),
        ):
            for refusal in (problem(401), Answer(401, b"<html>", {"Content-Type": "text/html"})):
                answers = [replace(refusal, headers={**refusal.headers, "WWW-Authenticate": challenges})]
                answers += [Answer(200, tokens(2)), Answer(200, ACCOUNT)] if refuse else []
                with serving(one_by_one(Answer(200, tokens(1)), *answers)) as server:
                    async with self.client(server.url) as client:
                        await client.login("ada@example.com", "secret")
                        if refuse:
                            await client.accounts.get_account()
                        else:
                            assert getattr(await error_of(client.accounts.get_account()), "status", None) == 401
                        assert client.access_token == ("a2" if refuse else "a1"), challenges

    async def test_the_number_of_tries_is_for_a_call_as_a_whole(self) -> None:
        for counts in ((0, 0, 3), (0, 1, 2), (0, 2, 1), (0, 3, 0), (1, 1, 1), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
            left = dict(zip(("a1", "refresh", "a2"), counts, strict=True))

            def answer(request: Request, left: dict[str, int] = left) -> Answer:
                if request.target == "/api/1/login/":
                    return Answer(200, tokens(1))
                what = "refresh" if request.target == "/api/1/session/refresh/" else request.token
                left[what] -= 1
                if left[what] >= 0:
                    return problem(503, {"Retry-After": "0"})
                return {"a1": refused(), "a2": Answer(200, ACCOUNT), "refresh": Answer(200, tokens(2))}[what]

            with serving(answer) as server:
                async with self.client(server.url) as client:
                    await client.login("ada@example.com", "secret")
                    assert getattr(await error_of(client.accounts.get_account()), "status", None) == 503, counts
                    assert all(each in (-1, 0) for each in left.values()), (counts, left)


class Blocking(Session, OfBlocking):
    pass


class Asynchronous(Session, OfAsynchronous):
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
