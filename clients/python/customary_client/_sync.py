"""The client whose methods block."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Self, Unpack

import httpx2

from ._call import HEADERS, Answer, By, Call, Client, Patience, Renew, Session, Wait, no_session, query_after
from ._errors import CustomaryError, ProblemError
from ._operation import Operation, Send, T
from .generated.models import Credentials, Customer, SessionRefresh
from .generated.models import Session as Tokens
from .generated.operations import AccountsApi, CustomersApi, FetchCustomersQuery, HealthApi, SessionsApi


class Customary(Client):
    """A client of one server, with the session of one account. Several threads may use it.

    Use it in a `with` statement, or call `close` when it isn't needed any more.
    """

    accounts: AccountsApi
    sessions: SessionsApi
    customers: CustomersApi
    health: HealthApi

    def _set_up(self) -> None:
        self._http = httpx2.Client(headers=HEADERS, timeout=self._timeout)
        self._renewing = threading.Lock()
        self.accounts = AccountsApi(self._send)
        self.sessions = SessionsApi(self._send)
        self.customers = CustomersApi(self._send)
        self.health = HealthApi(self._send)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections. It does not log out."""
        self._http.close()

    def login(self, email: str, password: str) -> None:
        """Starts a session: its token is sent from now on, and refreshed when it has expired."""
        tokens = self.sessions.login(Credentials(email=email, password=password))
        self._session = Session(tokens.access_token, tokens.refresh_token)

    def logout(self) -> None:
        """Ends the session and forgets its tokens. If it fails they stay, so that it can be tried again."""
        session = self._session
        try:
            SessionsApi(self._sender(session, self._patience())).logout()
        except ProblemError as error:
            if error.status != 401:  # The session is over already.
                raise
        session.end(no_session())

    def refresh(self) -> None:
        """Gets new tokens now. There is no need to: it is done when the access token is found to have expired."""
        session = self._session
        if failure := self._renew(session, session.access_token, self._patience()):
            raise failure

    def iterate_customers(self, *, by: By = "cursor", **query: Unpack[FetchCustomersQuery]) -> Iterator[Customer]:
        """All customers that `fetch_customers` finds, page by page; each page is fetched when its first one is asked for.

        By cursor nothing is skipped or shown twice while others create and delete customers; by page it may be.
        """
        # Nobody sees it, so nothing need be counted.
        following: FetchCustomersQuery | None = {"total": "none", **query}
        while following is not None:
            page = self.customers.fetch_customers(**following)
            yield from page.items
            following = query_after(following, page, by)

    def _send(self, operation: Operation[T]) -> T:
        return self._run(self._call(operation))

    def _sender(self, session: Session, patience: Patience) -> Send:
        """What sends requests of one session, also when the client has begun another one meanwhile."""

        def send(operation: Operation[T], /) -> T:
            return self._run(Call(operation, self._url, session, patience))

        return send

    def _run(self, call: Call[T]) -> T:
        while True:
            step = call.after(self._exchange(call))
            if isinstance(step, Wait):
                time.sleep(step.seconds)
            elif isinstance(step, Renew):
                if failure := self._renew(call.session, step.access_token, call.patience):
                    raise step.failed(failure)
            else:
                return step

    def _exchange(self, call: Call[T]) -> Answer:
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        with call.no_response(), self._http.stream(**call.request()) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() > deadline:  # httpx2 limits the time of each read only.
                    raise TimeoutError(f"the answer took more than {self._timeout:g} s")
        return Answer(response.status_code, response.headers, bytes(body))

    def _renew(self, session: Session, access_token: str | None, patience: Patience) -> CustomaryError | None:
        """Refreshes the session, unless somebody else did so, or tried to, while this call waited. Why it failed, if it did."""
        renewals = session.renewals
        with self._renewing:
            if session.access_token == access_token and session.renewals == renewals:
                refresh = session.refreshing()
                if refresh is None:
                    return no_session()
                self._refresh(session, refresh, replace(patience))
            if session.renewals != renewals:
                patience.take(session.took)
            return None if session.access_token not in (None, access_token) else session.failure

    def _refresh(self, session: Session, refresh: SessionRefresh, patience: Patience) -> None:
        given = replace(patience)
        outcome: Tokens | CustomaryError
        try:
            outcome = SessionsApi(self._sender(session, patience)).refresh_session(refresh)
        except CustomaryError as error:
            outcome = error
        session.settle(outcome, given - patience)
