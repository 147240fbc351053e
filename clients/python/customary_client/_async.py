"""The client whose methods are coroutines."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Self, Unpack

import httpx2

from ._call import HEADERS, Answer, By, Call, Client, Patience, Renew, Session, Wait, no_session, query_after
from ._errors import CustomaryError, ProblemError
from ._operation import AsyncSend, Operation, T
from .generated.models import Credentials, Customer, SessionRefresh
from .generated.models import Session as Tokens
from .generated.operations import (
    AsyncAccountsApi,
    AsyncCustomersApi,
    AsyncHealthApi,
    AsyncSessionsApi,
    FetchCustomersQuery,
)


class AsyncCustomary(Client):
    """A client of one server, with the session of one account, for the tasks of one event loop of asyncio.

    Use it in an `async with` statement, or call `aclose` when it isn't needed any more.
    """

    accounts: AsyncAccountsApi
    sessions: AsyncSessionsApi
    customers: AsyncCustomersApi
    health: AsyncHealthApi

    def _set_up(self) -> None:
        self._http = httpx2.AsyncClient(headers=HEADERS, timeout=None)
        self.accounts = AsyncAccountsApi(self._send)
        self.sessions = AsyncSessionsApi(self._send)
        self.customers = AsyncCustomersApi(self._send)
        self.health = AsyncHealthApi(self._send)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections. It does not log out."""
        await self._http.aclose()

    async def login(self, email: str, password: str) -> None:
        """Starts a session: its token is sent from now on, and refreshed when it has expired."""
        tokens = await self.sessions.login(Credentials(email=email, password=password))
        self._session = Session(tokens.access_token, tokens.refresh_token)

    async def logout(self) -> None:
        """Ends the session and forgets its tokens. If it fails they stay, so that it can be tried again."""
        session = self._session
        try:
            await AsyncSessionsApi(self._sender(session, self._patience())).logout()
        except ProblemError as error:
            if error.status != 401:  # The session is over already.
                raise
        session.end(no_session())

    async def refresh(self) -> None:
        """Gets new tokens now. There is no need to: it is done when the access token is found to have expired."""
        session = self._session
        if failure := await self._renew(session, session.access_token, self._patience()):
            raise failure

    async def iterate_customers(self, *, by: By = "cursor", **query: Unpack[FetchCustomersQuery]) -> AsyncIterator[Customer]:
        """All customers that `fetch_customers` finds, page by page; each page is fetched when its first one is asked for.

        By cursor nothing is skipped or shown twice while others create and delete customers; by page it may be.
        """
        # Nobody sees it, so nothing need be counted.
        following: FetchCustomersQuery | None = {"total": "none", **query}
        while following is not None:
            page = await self.customers.fetch_customers(**following)
            for customer in page.items:
                yield customer
            following = query_after(following, page, by)

    async def _send(self, operation: Operation[T]) -> T:
        return await self._run(self._call(operation))

    def _sender(self, session: Session, patience: Patience) -> AsyncSend:
        """What sends requests of one session, also when the client has begun another one meanwhile."""

        async def send(operation: Operation[T], /) -> T:
            return await self._run(Call(operation, self._url, session, patience))

        return send

    async def _run(self, call: Call[T]) -> T:
        while True:
            step = call.after(await self._exchange(call))
            if isinstance(step, Wait):
                await asyncio.sleep(step.seconds)
            elif isinstance(step, Renew):
                if failure := await self._renew(call.session, step.access_token, call.patience):
                    raise step.failed(failure)
            else:
                return step

    async def _exchange(self, call: Call[T]) -> Answer:
        with call.no_response():
            try:
                async with asyncio.timeout(self._timeout):
                    response = await self._http.request(**call.request())
            except TimeoutError:
                raise TimeoutError(f"the answer took more than {self._timeout:g} s") from None
        return Answer(response.status_code, response.headers, response.content)

    async def _renew(self, session: Session, access_token: str | None, patience: Patience) -> CustomaryError | None:
        """Refreshes the session, unless somebody else has done so meanwhile. Why it failed, if it did."""
        if session.access_token != access_token:
            return None if session.access_token else session.failure
        if session.renewal is None:
            refresh = session.refreshing()
            if refresh is None:
                return no_session()
            session.renewal = asyncio.create_task(self._refresh(session, refresh, replace(patience)))
        # Who waits for it may be cancelled; the refresh may not, or its tokens would be lost.
        await asyncio.shield(session.renewal)
        patience.take(session.took)
        return session.failure

    async def _refresh(self, session: Session, refresh: SessionRefresh, patience: Patience) -> None:
        given = replace(patience)
        outcome: Tokens | CustomaryError
        try:
            outcome = await AsyncSessionsApi(self._sender(session, patience)).refresh_session(refresh)
        except CustomaryError as error:
            outcome = error
        finally:
            session.renewal = None
        session.settle(outcome, given - patience)
