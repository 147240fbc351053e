"""GENERATED from openapi.yaml by clients/generate.sh: its operations, in a class for each tag, twice. Not to be edited.

How a request is sent, and sent again, is none of their business: they describe it (`Operation`).
"""

from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from .._operation import AsyncSend, Operation, Send, nothing, reader, segment
from .models import *


def _change_password(password_change: PasswordChange) -> Operation[None]:
    return Operation(
        "POST",
        "/api/1/account/password/",
        204,
        nothing,
        authenticated=True,
        body=password_change,
        media_type="application/json",
    )


def _get_account() -> Operation[Account]:
    return Operation(
        "GET",
        "/api/1/account/",
        200,
        reader(Account),
        authenticated=True,
    )


def _register(registration: Registration) -> Operation[Account]:
    return Operation(
        "POST",
        "/api/1/register/",
        201,
        reader(Account),
        authenticated=False,
        body=registration,
        media_type="application/json",
    )


def _create_customer(customer_create: CustomerCreate) -> Operation[Customer]:
    return Operation(
        "POST",
        "/api/1/customer/create/",
        201,
        reader(Customer),
        authenticated=True,
        body=customer_create,
        media_type="application/json",
    )


def _delete_customer(customer_id: UUID) -> Operation[None]:
    return Operation(
        "DELETE",
        "/api/1/customer/{customer_id}/".format(customer_id=segment(customer_id)),
        204,
        nothing,
        authenticated=True,
    )


class FetchCustomersQuery(TypedDict):
    """The parameters of `fetch_customers`."""

    page: NotRequired[int]
    r"""Number of the page, from 1 on. Without `page` and `cursor` it is 1. A page after the last has no items.
    """

    page_size: NotRequired[int]
    r"""How many customers a page has at most."""

    cursor: NotRequired[str]
    r"""The `next_cursor` of the page before. Its content is private to the server."""

    sort: NotRequired[CustomerSort]
    r"""What the customers are ordered by; a `-` before it turns the order around. Names, e-mail addresses and
    companies are ordered without regard to case and accents, missing ones first. Without it: `-created_at`.
    """

    q: NotRequired[str]
    r"""Searches for words. Every word of `q` must begin a word of the customer's name, e-mail address, company,
    city or notes. Case and accents make no difference. A word ends at
    anything that is not a letter, a mark of one or a digit, control characters among it, and where letters meet digits.
    Of a word of more than 100 letters or digits, the first 100 count. A `q` without a letter or digit finds every customer.
    Digits are also found in the phone number: three and more of them anywhere in it, one or two where it
    begins; zeros in front of them don't count. Numbers with nothing between them but spaces, tabs, dashes and the
    signs `+ . / ( )` are found one by one, or all together in the phone number: `044 668 18 00`, `+41 (0)44 668`
    and `1800` find `+41446681800`.
    """

    total: NotRequired[TotalMode]
    r"""How far to count what is found. `bounded`: up to 1,000, or up to 200 where it takes several words, numbers or
    filters to find it, and of more `total_is_at_least` says so; `exact`: all, which takes the longer the more
    there are; `none`: not at all. Without it: `bounded`. How many customers there are without a search or filter
    is always known.
    """

    name: NotRequired[str]
    r"""Only customers with this name."""

    email: NotRequired[str]
    r"""Only the customer with this e-mail address, in any case."""

    phone: NotRequired[str]
    r"""Only customers with this phone number, in E.164. One that no country has is an error, as in `createCustomer`.
    """

    company: NotRequired[str]
    r"""Only customers of this company."""

    city: NotRequired[str]
    r"""Only customers in this city."""

    region: NotRequired[str]
    r"""Only customers in this region."""

    postal_code: NotRequired[str]
    r"""Only customers with this postal code."""

    country: NotRequired[str]
    r"""Only customers in this country."""


def _fetch_customers(**query: Unpack[FetchCustomersQuery]) -> Operation[CustomerPage]:
    return Operation(
        "GET",
        "/api/1/customer/fetch/",
        200,
        reader(CustomerPage),
        authenticated=True,
        query=query,
    )


def _get_customer(customer_id: UUID) -> Operation[Customer]:
    return Operation(
        "GET",
        "/api/1/customer/{customer_id}/".format(customer_id=segment(customer_id)),
        200,
        reader(Customer),
        authenticated=True,
    )


def _update_customer(customer_id: UUID, customer_update: CustomerUpdate) -> Operation[Customer]:
    return Operation(
        "PATCH",
        "/api/1/customer/{customer_id}/".format(customer_id=segment(customer_id)),
        200,
        reader(Customer),
        authenticated=True,
        body=customer_update,
        media_type="application/merge-patch+json",
    )


def _get_liveness() -> Operation[Health]:
    return Operation(
        "GET",
        "/livez",
        200,
        reader(Health),
        authenticated=False,
    )


def _get_readiness() -> Operation[Health]:
    return Operation(
        "GET",
        "/readyz",
        200,
        reader(Health),
        authenticated=False,
    )


def _login(credentials: Credentials) -> Operation[Session]:
    return Operation(
        "POST",
        "/api/1/login/",
        200,
        reader(Session),
        authenticated=False,
        body=credentials,
        media_type="application/json",
    )


def _logout() -> Operation[None]:
    return Operation(
        "POST",
        "/api/1/logout/",
        204,
        nothing,
        authenticated=True,
    )


def _refresh_session(session_refresh: SessionRefresh) -> Operation[Session]:
    return Operation(
        "POST",
        "/api/1/session/refresh/",
        200,
        reader(Session),
        authenticated=False,
        body=session_refresh,
        media_type="application/json",
    )


class AccountsApi:
    """The operations of the tag `accounts`."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def change_password(self, password_change: PasswordChange) -> None:
        r"""Change the password

        Problems: 400, 401, 408, 413, 415, 429, 500, 503.

        Changes the password of the caller's account and ends all its other sessions; the one that the
        access token belongs to goes on. The current password is looked at only if the body is valid otherwise: to hash
        one takes long.
        """
        return self._send(_change_password(password_change))

    def get_account(self) -> Account:
        r"""Get the caller's account

        Problems: 400, 401, 500, 503.

        The account that the access token belongs to, with its organization."""
        return self._send(_get_account())

    def register(self, registration: Registration) -> Account:
        r"""Register an account

        Problems: 400, 408, 409, 413, 415, 500, 503.

        Makes an account, and an organization of its own whose `admin` it is. Nobody is logged in by this:
        `login` is the next step.
        """
        return self._send(_register(registration))


class AsyncAccountsApi:
    """The operations of the tag `accounts`."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def change_password(self, password_change: PasswordChange) -> None:
        r"""Change the password

        Problems: 400, 401, 408, 413, 415, 429, 500, 503.

        Changes the password of the caller's account and ends all its other sessions; the one that the
        access token belongs to goes on. The current password is looked at only if the body is valid otherwise: to hash
        one takes long.
        """
        return await self._send(_change_password(password_change))

    async def get_account(self) -> Account:
        r"""Get the caller's account

        Problems: 400, 401, 500, 503.

        The account that the access token belongs to, with its organization."""
        return await self._send(_get_account())

    async def register(self, registration: Registration) -> Account:
        r"""Register an account

        Problems: 400, 408, 409, 413, 415, 500, 503.

        Makes an account, and an organization of its own whose `admin` it is. Nobody is logged in by this:
        `login` is the next step.
        """
        return await self._send(_register(registration))


class CustomersApi:
    """The operations of the tag `customers`."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def create_customer(self, customer_create: CustomerCreate) -> Customer:
        r"""Create a customer

        Problems: 400, 401, 408, 409, 413, 415, 500, 503.

        Adds a customer to the caller's organization. When the answer arrives, the customer is on disk.
        """
        return self._send(_create_customer(customer_create))

    def delete_customer(self, customer_id: UUID) -> None:
        r"""Delete a customer

        Problems: 400, 401, 404, 500, 503.

        Removes the customer for good. Its e-mail address can be used again."""
        return self._send(_delete_customer(customer_id))

    def fetch_customers(self, **query: Unpack[FetchCustomersQuery]) -> CustomerPage:
        r"""Fetch a page of customers

        Problems: 400, 401, 500, 503.

        Pages through the customers of the caller's organization, newest first unless `sort` says otherwise;
        equal ones are ordered by `id`, in the same direction.

        Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or
        shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the
        filters that it was given for, and can't be combined with `page`.

        A filter compares the whole field, after the same normalization as when it was stored. All that is
        given must hold.
        """
        return self._send(_fetch_customers(**query))

    def get_customer(self, customer_id: UUID) -> Customer:
        r"""Get a customer

        Problems: 400, 401, 404, 500, 503.

        One customer of the caller's organization."""
        return self._send(_get_customer(customer_id))

    def update_customer(self, customer_id: UUID, customer_update: CustomerUpdate) -> Customer:
        r"""Change a customer

        Problems: 400, 401, 404, 408, 409, 413, 415, 500, 503.

        Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396).
        Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are.
        """
        return self._send(_update_customer(customer_id, customer_update))


class AsyncCustomersApi:
    """The operations of the tag `customers`."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def create_customer(self, customer_create: CustomerCreate) -> Customer:
        r"""Create a customer

        Problems: 400, 401, 408, 409, 413, 415, 500, 503.

        Adds a customer to the caller's organization. When the answer arrives, the customer is on disk.
        """
        return await self._send(_create_customer(customer_create))

    async def delete_customer(self, customer_id: UUID) -> None:
        r"""Delete a customer

        Problems: 400, 401, 404, 500, 503.

        Removes the customer for good. Its e-mail address can be used again."""
        return await self._send(_delete_customer(customer_id))

    async def fetch_customers(self, **query: Unpack[FetchCustomersQuery]) -> CustomerPage:
        r"""Fetch a page of customers

        Problems: 400, 401, 500, 503.

        Pages through the customers of the caller's organization, newest first unless `sort` says otherwise;
        equal ones are ordered by `id`, in the same direction.

        Go on by `page`, or by `cursor`: the `next_cursor` of the page before. By cursor nothing is skipped or
        shown twice while others create and delete customers. A cursor holds for the `sort`, the search and the
        filters that it was given for, and can't be combined with `page`.

        A filter compares the whole field, after the same normalization as when it was stored. All that is
        given must hold.
        """
        return await self._send(_fetch_customers(**query))

    async def get_customer(self, customer_id: UUID) -> Customer:
        r"""Get a customer

        Problems: 400, 401, 404, 500, 503.

        One customer of the caller's organization."""
        return await self._send(_get_customer(customer_id))

    async def update_customer(self, customer_id: UUID, customer_update: CustomerUpdate) -> Customer:
        r"""Change a customer

        Problems: 400, 401, 404, 408, 409, 413, 415, 500, 503.

        Changes the members that are sent and leaves the others as they are (JSON merge patch, RFC 7396).
        Null removes an optional member. When nothing changes, `version` and `updated_at` stay as they are.
        """
        return await self._send(_update_customer(customer_id, customer_update))


class HealthApi:
    """The operations of the tag `health`."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def get_liveness(self) -> Health:
        r"""Is the process alive?

        Problems: 400.

        Answers as long as the process can answer at all. A supervisor restarts it when it does not."""
        return self._send(_get_liveness())

    def get_readiness(self) -> Health:
        r"""Can the server do its work?

        Problems: 400, 500, 503.

        Checks that the database answers and that all migrations are applied. A load balancer sends requests
        only to a server that is ready.
        """
        return self._send(_get_readiness())


class AsyncHealthApi:
    """The operations of the tag `health`."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def get_liveness(self) -> Health:
        r"""Is the process alive?

        Problems: 400.

        Answers as long as the process can answer at all. A supervisor restarts it when it does not."""
        return await self._send(_get_liveness())

    async def get_readiness(self) -> Health:
        r"""Can the server do its work?

        Problems: 400, 500, 503.

        Checks that the database answers and that all migrations are applied. A load balancer sends requests
        only to a server that is ready.
        """
        return await self._send(_get_readiness())


class SessionsApi:
    """The operations of the tag `sessions`."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def login(self, credentials: Credentials) -> Session:
        r"""Log in

        Problems: 400, 401, 408, 413, 415, 429, 500, 503.

        Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further
        request, and use `refresh_token` with `refreshSession` before the access token expires.
        The answer takes the same time whether or not the account exists.
        """
        return self._send(_login(credentials))

    def logout(self) -> None:
        r"""Log out

        Problems: 400, 401, 500, 503.

        Ends the session of the access token that is sent. The session's tokens are refused from then on.
        """
        return self._send(_logout())

    def refresh_session(self, session_refresh: SessionRefresh) -> Session:
        r"""Get new tokens

        Problems: 400, 401, 408, 413, 415, 500, 503.

        Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one
        that is sent a second time has been stolen or lost, and ends the whole session. A session ends by
        itself 30 days after its last refresh.
        """
        return self._send(_refresh_session(session_refresh))


class AsyncSessionsApi:
    """The operations of the tag `sessions`."""

    def __init__(self, send: AsyncSend) -> None:
        self._send = send

    async def login(self, credentials: Credentials) -> Session:
        r"""Log in

        Problems: 400, 401, 408, 413, 415, 429, 500, 503.

        Starts a session. Send `access_token` in the header `Authorization: Bearer …` with every further
        request, and use `refresh_token` with `refreshSession` before the access token expires.
        The answer takes the same time whether or not the account exists.
        """
        return await self._send(_login(credentials))

    async def logout(self) -> None:
        r"""Log out

        Problems: 400, 401, 500, 503.

        Ends the session of the access token that is sent. The session's tokens are refused from then on.
        """
        return await self._send(_logout())

    async def refresh_session(self, session_refresh: SessionRefresh) -> Session:
        r"""Get new tokens

        Problems: 400, 401, 408, 413, 415, 500, 503.

        Exchanges a refresh token for new tokens of the same session. A refresh token can be used once: one
        that is sent a second time has been stolen or lost, and ends the whole session. A session ends by
        itself 30 days after its last refresh.
        """
        return await self._send(_refresh_session(session_refresh))
