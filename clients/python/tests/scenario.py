"""The steps of clients/SCENARIO.md, each with both clients.

There is one server for both, so each has an organization of its own, and the async client's account another e-mail address.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

from customary_client import (
    Account,
    AsyncCustomary,
    Customary,
    Customer,
    CustomerCreate,
    CustomerUpdate,
    ProblemError,
    Registration,
)

URL = os.environ["CUSTOMARY_URL"]
BUSY_URL = os.environ["CUSTOMARY_BUSY_URL"]
PASSWORD = "correct horse battery staple"
NAMES = [f"Customer {number:02}" for number in range(1, 61)]


def registration(email: str) -> Registration:
    return Registration(email=email, password=PASSWORD, name="Ada Brander", organization="Brander & Sons Trading", country="CH")


def customer(number: int) -> CustomerCreate:
    body = CustomerCreate(
        name=f"Customer {number:02}",
        email=f"customer-{number:02}@example.com",
        company="Acme" if number % 2 else "Zeta",
    )
    if number == 1:
        body.phone = "044 668 18 00"
    return body


CHANGE = CustomerUpdate(notes="Prefers e-mail.", company=None)
INVALID = CustomerCreate(name=" ", email="nobody")
DUPLICATE = CustomerCreate(name="Another", email="CUSTOMER-01@example.com")


def check_account(account: Account) -> None:
    assert account.role == "admin", account
    assert account.organization.country == "CH", account
    assert isinstance(account.created_at, datetime)
    assert account.created_at.utcoffset() == timedelta(0), account
    assert account.created_at.date() == datetime.now(UTC).date(), account


def check_created(customers: list[Customer]) -> None:
    assert [each.version for each in customers] == [1] * 60
    assert all(isinstance(each.id, UUID) for each in customers)
    assert len({each.id for each in customers}) == 60
    assert customers[0].phone == "+41446681800", customers[0]


def check_changed(before: Customer, after: Customer, fetched: Customer) -> None:
    assert (after.version, after.notes, after.company) == (2, "Prefers e-mail.", None), after
    assert (after.name, after.email) == ("Customer 07", "customer-07@example.com"), after
    assert before.id == after.id, after
    assert fetched == after, fetched


def check_invalid(error: ProblemError | None) -> None:
    assert error is not None
    assert error.status == 400, error
    assert sorted(each.pointer or "" for each in error.problem.errors) == ["/email", "/name"], error
    assert [each.code for each in error.problem.errors] == ["invalid_format"] * 2, error
    assert error.problem.request_id, error


def check_duplicate(error: ProblemError | None, first: Customer) -> None:
    assert error is not None
    assert error.status == 409, error
    (only,) = error.problem.errors
    assert (only.pointer, only.code, only.customer_id) == ("/email", "duplicate", first.id), error


def check_status(error: ProblemError | None, status: int) -> None:
    assert error is not None
    assert error.status == status, error


def blocking() -> Iterator[str]:
    """The steps with the client that blocks, and the heading of each."""
    with Customary(URL) as client:
        account = client.accounts.register(registration("ada@example.com"))
        check_account(account)
        yield "1. Register"

        client.login("ada@example.com", PASSWORD)
        assert client.accounts.get_account().id == account.id
        error = None
        try:
            client.login("ada@example.com", "not the password")
        except ProblemError as caught:
            error = caught
        check_status(error, 401)
        assert client.accounts.get_account().id == account.id
        yield "2. Log in"

        customers = [client.customers.create_customer(customer(number)) for number in range(1, 61)]
        check_created(customers)
        yield "3. Create 60 customers"

        assert [each.name for each in client.iterate_customers(by="page", sort="name", page_size=25)] == NAMES
        yield "4. Iterate over all by page"

        assert [each.name for each in client.iterate_customers(by="cursor", sort="name", page_size=7)] == NAMES
        yield "5. Iterate over all by cursor"

        page = client.customers.fetch_customers(q="customer 07")
        assert [each.name for each in page.items] == ["Customer 07"]
        assert page.total == 1
        assert len(list(client.iterate_customers(company="Zeta"))) == 30
        assert client.customers.fetch_customers(company="Zeta").total == 30
        yield "6. Search"

        changed = client.customers.update_customer(customers[6].id, CHANGE)
        check_changed(customers[6], changed, client.customers.get_customer(customers[6].id))
        yield "7. Update"

        error = None
        try:
            client.customers.create_customer(INVALID)
        except ProblemError as caught:
            error = caught
        check_invalid(error)
        yield "8. A validation error"

        error = None
        try:
            client.customers.create_customer(DUPLICATE)
        except ProblemError as caught:
            error = caught
        check_duplicate(error, customers[0])
        yield "9. A duplicate"

        before = client.access_token
        time.sleep(3)
        with ThreadPoolExecutor(5) as threads:
            accounts = [threads.submit(client.accounts.get_account) for _ in range(5)]
        assert [each.result().id for each in accounts] == [account.id] * 5
        assert client.access_token not in (before, None)
        yield "10. An expired token"

        with Customary(BUSY_URL) as busy:
            begun = time.monotonic()
            busy.accounts.register(registration("ben@example.com"))
            assert time.monotonic() - begun >= 1
        yield "11. A busy server"

        client.customers.delete_customer(customers[59].id)
        error = None
        try:
            client.customers.get_customer(customers[59].id)
        except ProblemError as caught:
            error = caught
        check_status(error, 404)
        assert len(list(client.iterate_customers(by="cursor"))) == 59
        yield "12. Delete"

        kept = client.access_token
        client.logout()
        for other in (client, Customary(URL, access_token=kept)):
            error = None
            try:
                other.accounts.get_account()
            except ProblemError as caught:
                error = caught
            check_status(error, 401)
            other.logout()
            other.close()
        yield "13. Log out"


async def asynchronous() -> AsyncIterator[str]:
    """The same with the client for asyncio."""
    async with AsyncCustomary(URL) as client:
        account = await client.accounts.register(registration("ada.async@example.com"))
        check_account(account)
        yield "1. Register"

        await client.login("ada.async@example.com", PASSWORD)
        assert (await client.accounts.get_account()).id == account.id
        error = None
        try:
            await client.login("ada.async@example.com", "not the password")
        except ProblemError as caught:
            error = caught
        check_status(error, 401)
        assert (await client.accounts.get_account()).id == account.id
        yield "2. Log in"

        customers = [await client.customers.create_customer(customer(number)) for number in range(1, 61)]
        check_created(customers)
        yield "3. Create 60 customers"

        assert [each.name async for each in client.iterate_customers(by="page", sort="name", page_size=25)] == NAMES
        yield "4. Iterate over all by page"

        assert [each.name async for each in client.iterate_customers(by="cursor", sort="name", page_size=7)] == NAMES
        yield "5. Iterate over all by cursor"

        page = await client.customers.fetch_customers(q="customer 07")
        assert [each.name for each in page.items] == ["Customer 07"]
        assert page.total == 1
        assert len([each async for each in client.iterate_customers(company="Zeta")]) == 30
        assert (await client.customers.fetch_customers(company="Zeta")).total == 30
        yield "6. Search"

        changed = await client.customers.update_customer(customers[6].id, CHANGE)
        check_changed(customers[6], changed, await client.customers.get_customer(customers[6].id))
        yield "7. Update"

        error = None
        try:
            await client.customers.create_customer(INVALID)
        except ProblemError as caught:
            error = caught
        check_invalid(error)
        yield "8. A validation error"

        error = None
        try:
            await client.customers.create_customer(DUPLICATE)
        except ProblemError as caught:
            error = caught
        check_duplicate(error, customers[0])
        yield "9. A duplicate"

        before = client.access_token
        await asyncio.sleep(3)
        accounts = await asyncio.gather(*(client.accounts.get_account() for _ in range(5)))
        assert [each.id for each in accounts] == [account.id] * 5
        assert client.access_token not in (before, None)
        yield "10. An expired token"

        # The server has had its first request, but takes one at a time only: of two at once it refuses one.
        async with AsyncCustomary(BUSY_URL) as busy:
            begun = time.monotonic()
            both = [registration("ben.async@example.com"), registration("bea.async@example.com")]
            await asyncio.gather(*(busy.accounts.register(each) for each in both))
            assert time.monotonic() - begun >= 1
        yield "11. A busy server"

        await client.customers.delete_customer(customers[59].id)
        error = None
        try:
            await client.customers.get_customer(customers[59].id)
        except ProblemError as caught:
            error = caught
        check_status(error, 404)
        assert len([each async for each in client.iterate_customers(by="cursor")]) == 59
        yield "12. Delete"

        kept = client.access_token
        await client.logout()
        for other in (client, AsyncCustomary(URL, access_token=kept)):
            error = None
            try:
                await other.accounts.get_account()
            except ProblemError as caught:
                error = caught
            check_status(error, 401)
            await other.logout()
            await other.aclose()
        yield "13. Log out"


async def main() -> None:
    others = asynchronous()
    for heading in blocking():
        assert await anext(others) == heading
        print(heading, flush=True)
    assert await anext(others, None) is None


asyncio.run(main())
