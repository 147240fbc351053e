"""What the two clients have in common: everything but waiting, for an answer or for time to go by."""

import asyncio
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLError
from typing import Any, Generic, Literal

import httpx2
from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from ._challenges import refuse_token
from ._errors import CustomaryError, NoResponseError, ProblemError, UnexpectedResponseError
from ._operation import Operation, T, reader
from .generated import __version__, models
from .generated.operations import FetchCustomersQuery

HEADERS = {"Accept": "application/json, application/problem+json", "User-Agent": f"customary-client-python/{__version__}"}


@dataclass(slots=True)
class Patience:
    """How often a call may still be sent again, and how many seconds it may still wait for that."""

    retries: int
    seconds: float

    def take(self, took: "Patience") -> None:
        self.retries -= took.retries
        self.seconds -= took.seconds

    def __sub__(self, took: "Patience") -> "Patience":
        return Patience(self.retries - took.retries, self.seconds - took.seconds)


class Session:
    """The tokens of a session, until it ends."""

    def __init__(self, access_token: str | None = None, refresh_token: str | None = None) -> None:
        self.access_token = access_token
        self._refresh_token = refresh_token
        self.renewal: asyncio.Task[None] | None = None
        """The refresh that is going on, in the async client."""
        self.renewals = 0
        """How many refreshes are over, whatever came of them."""
        self.failure: CustomaryError | None = None
        """Why the last of them failed, or why there is no session any more."""
        self.took = Patience(0, 0)
        """How often the last of them was sent again to a busy server, and how many seconds it waited for that."""

    def refreshing(self) -> models.SessionRefresh | None:
        """What to send for new tokens."""
        return None if self._refresh_token is None else models.SessionRefresh(refresh_token=self._refresh_token)

    def settle(self, outcome: models.Session | CustomaryError, took: Patience) -> None:
        """A refresh is over. The session is over if the server refused it; otherwise it can be tried again."""
        self.renewals += 1
        self.took = took
        if self._refresh_token is None:  # Logged out meanwhile.
            return
        if isinstance(outcome, models.Session):
            self._refresh_token = outcome.refresh_token
            self.access_token = outcome.access_token
            self.failure = None
        elif is_refusal(outcome):
            self.end(outcome)
        else:
            self.failure = outcome

    def end(self, reason: CustomaryError) -> None:
        """It is over."""
        self.failure = reason
        self.access_token = self._refresh_token = None


def no_session() -> CustomaryError:
    return CustomaryError("There is no refresh token: log in first.")


def is_refusal(error: CustomaryError) -> bool:
    """Whether a refresh failed because the session is over, or there is none."""
    if isinstance(error, ProblemError):
        return error.status < 500 and error.status not in (408, 429)
    return type(error) is CustomaryError


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request."""

    status: int
    headers: httpx2.Headers
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def retry_after(self) -> int | None:
        text = self.headers.get("retry-after", "")
        return int(text) if re.fullmatch("[0-9]{1,9}", text) else None

    @property
    def token_is_refused(self) -> bool:
        """Whether the access token has expired, or its session has ended (RFC 6750 §3.1)."""
        return self.status == 401 and any(refuse_token(line) for line in self.headers.get_list("www-authenticate"))

    def unexpected(self) -> UnexpectedResponseError:
        return UnexpectedResponseError(self.status, self.media_type, self.body)

    def error(self) -> CustomaryError:
        """The error that it is, given that it is not what was hoped for."""
        if self.status < 400 or self.media_type.partition(";")[0].strip().lower() != "application/problem+json":
            return self.unexpected()
        try:
            problem = reader(models.Problem)(self.body)
        except ValidationError:
            return self.unexpected()
        return ProblemError(self.status, problem, self.retry_after)


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait as many seconds, then send the request again."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Renew:
    """Refresh the session if it still has this access token, then send the request again; failing that, raise the error."""

    access_token: str
    error: CustomaryError

    def failed(self, failure: CustomaryError) -> CustomaryError:
        """What the call fails with if the refresh does: its own error, if the session is over."""
        if not is_refusal(failure):
            return failure
        self.error.__cause__ = failure
        return self.error


class Call(Generic[T]):
    """One call of an operation, with all requests that it takes."""

    def __init__(self, operation: Operation[T], url: str, session: Session, patience: Patience) -> None:
        self._operation = operation
        self._url = url + operation.path
        self.session = session
        self.patience = patience
        self._token: str | None = None
        self._renewed = False

    def request(self) -> dict[str, Any]:
        """The request to be sent now, as arguments of httpx2."""
        operation = self._operation
        headers = {}
        content = None
        if operation.body is not None:
            content = operation.body.model_dump_json(exclude_unset=True).encode()
            headers["Content-Type"] = operation.media_type
        if operation.authenticated:
            self._token = self.session.access_token
            if self._token is not None:
                headers["Authorization"] = f"Bearer {self._token}"
        query = {name: to_jsonable_python(value) for name, value in (operation.query or {}).items() if value is not None}
        return {"method": operation.method, "url": self._url, "params": query, "content": content, "headers": headers}

    def after(self, answer: Answer) -> T | Wait | Renew:
        """What follows from an answer: the result, or what to do before the request is sent again."""
        if answer.status == self._operation.status:
            try:
                return self._operation.read(answer.body)
            except ValidationError as error:
                raise answer.unexpected() from error
        if answer.token_is_refused and self._token is not None and not self._renewed:
            self._renewed = True
            return Renew(self._token, answer.error())
        seconds = answer.retry_after
        patience = self.patience
        if answer.status in (429, 503) and seconds is not None and patience.retries > 0 and seconds <= patience.seconds:
            patience.take(Patience(1, seconds))
            return Wait(seconds)
        raise answer.error()

    @contextmanager
    def no_response(self) -> Iterator[None]:
        """Makes one error of all that can keep an answer from coming."""
        try:
            yield
        except (httpx2.RequestError, TimeoutError) as error:
            raise NoResponseError(f"{self._operation.method} {self._url}: {reason(error)}") from error


def reason(error: BaseException) -> str:
    """The innermost of the errors that led to this one: the outer ones say that something failed, but not why."""
    inner = error.__cause__ or (error.args[0] if error.args else None)  # httpcore2 cuts the chain of causes once.
    if isinstance(inner, BaseException):
        return reason(inner)
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(reason(each) for each in error.exceptions)
    said = str(error) or type(error).__name__
    if isinstance(error, OSError) and not isinstance(error, SSLError) and error.errno is not None and error.errno > 0:
        meaning = os.strerror(error.errno)  # asyncio has a text of its own for all of them.
        return said if meaning in said else f"{meaning}: {said}"
    return said


By = Literal["cursor", "page"]


def query_after(query: FetchCustomersQuery, page: models.CustomerPage, by: By) -> FetchCustomersQuery | None:
    """The query for the page after this one; None after the last."""
    if page.next_cursor is None:
        return None
    following = query.copy()
    if by == "page":
        following["page"] = query.get("page", 1) + 1
    else:
        following["cursor"] = page.next_cursor
        following.pop("page", None)
    return following


def is_base_url(url: str) -> bool:
    """Whether paths of the API can be put behind it."""
    try:
        parts = httpx2.URL(url)
    except httpx2.InvalidURL:
        return False
    if parts.scheme not in ("http", "https") or not parts.host or (parts.port or 0) > 65535:
        return False
    return not parts.userinfo and not re.search(r"[?#\s]", url)


class Client(ABC):
    """What both clients have, whichever way they wait."""

    def __init__(
        self,
        url: str,
        *,
        access_token: str | None = None,
        timeout: float = 30,
        retries: int = 2,
        max_wait: float = 60,
    ) -> None:
        """
        :param url: where the server is, such as `https://crm.example.com`; it may have a path
        :param access_token: one from elsewhere, for a client that is not going to log in
        :param timeout: how many seconds one request may take
        :param retries: how often a call sends something again that the server refused for now (429, 503), its refresh included
        :param max_wait: how many seconds a call waits for that at most, all its tries together
        """
        if not is_base_url(url):
            raise ValueError("The URL of the server must be like https://crm.example.com or https://example.com/crm")
        if access_token is not None and not re.fullmatch("[!-~]+", access_token):
            raise ValueError("The access token has characters that no token has, such as a line break at its end")
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._retries = retries
        self._max_wait = max_wait
        self._session = Session(access_token)
        self._set_up()

    @abstractmethod
    def _set_up(self) -> None: ...

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._url!r})"

    @property
    def access_token(self) -> str | None:
        """The access token that is sent now."""
        return self._session.access_token

    def _patience(self) -> Patience:
        return Patience(self._retries, self._max_wait)

    def _call(self, operation: Operation[T]) -> Call[T]:
        return Call(operation, self._url, self._session, self._patience())
