"""What Schemathesis can't read in openapi.yaml, for scripts/fuzz: data that fits beyond its schema, and what must hold between requests.

Only requests that are meant to be valid are changed, and only where the document says in words what a schema can't.
"""

import itertools
import json
import os
import pathlib
import urllib.parse
import uuid
import zlib

import requests
import schemathesis
from hypothesis import strategies as st

URL = os.environ["CUSTOMARY_URL"]
ACCOUNT = {"email": os.environ["CUSTOMARY_EMAIL"], "password": os.environ["CUSTOMARY_PASSWORD"]}
RIVALS = [{"name": "Another customer", "email": f"{name}@example.com"} for name in ("taken", "also-taken")]
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMON_PASSWORDS = set((ROOT / "src/auth/common_passwords.txt").read_text().split())

# What the requests of links hold. The document says it in words: openapi-generator refuses a link whose body is an object.
LINK_BODIES = {
    "LogInAsRegistered": {"email": "$request.body#/email", "password": "$request.body#/password"},
    "NextTokens": {"refresh_token": "$response.body#/refresh_token"},
}

# Numbers that libphonenumber knows, each as somebody could write it.
PHONES = [
    "+41446681800", "+12015550123", "+4930123456", "+41 44 668 18 00", "+ (41) 44.668/18-00", "\u2003+1 201-555-0123 ", "+1 (201) 555.0123",
    "+49 30 123456", "+44 121 234 5678", "+33 1 23 45 67 89", "+39 02 1234 5678", "+81 3-1234-5678",
    "+61 2 1234 5678", "+55 11 2345-6789", "+91 74104 10123", "+290 22158",
]  # fmt: skip
E164 = [phone for phone in PHONES if phone[1:].isdigit()]
schemathesis.openapi.format("phone", st.sampled_from(PHONES))

SEARCHED = ("q", "name", "email", "phone", "company", "city", "region", "postal_code", "country", "page")

numbers = itertools.count(1)
fitted = set()  # cases; one that is sent again after a new login is as it was
taken = {ACCOUNT["email"], *(rival["email"] for rival in RIVALS)}  # in lower case
ended = {}  # access tokens of sessions that ended, each with the one of the next session
passwords = {ACCOUNT["email"]: ACCOUNT["password"]}
refresh_tokens = set()  # that were given out, used or not


def operation_id(case):
    return case.operation.definition.raw["operationId"]


def is_valid(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def one_in(count, body):
    """Whether to leave a body as it is. By its content: Hypothesis ends a stateful phase whose answers it can't repeat."""
    return zlib.crc32(json.dumps(body, sort_keys=True).encode()) % count == 0


def call(method, path, token=None, **arguments):
    headers = {"Authorization": token} if token else {}
    return requests.request(method, URL + path, headers=headers, timeout=60, **arguments)


def other_address(email):
    """As much of this address as makes another one with a number."""
    number = next(numbers)
    candidates = (f"{number}.{email.strip()}", f"{number}@{email.strip().partition('@')[2]}", f"{number}@example.com")
    return next(address for address in candidates if len(address) <= 254)


def fit_email(body):
    """An address that is taken becomes another one."""
    email = body.get("email")
    if isinstance(email, str) and email.strip():
        if email.strip().lower() in taken:
            body["email"] = other_address(email)
        taken.add(body["email"].strip().lower())


def fit_password(body, name):
    """One of the most common passwords becomes one that is not."""
    if body[name].lower() in COMMON_PASSWORDS:
        body[name] = "~#" + body[name][2:]


def fit_phone(values, known):
    """A number that no country has, or that is not of the country that is sent, becomes one with a country code."""
    phone = values.get("phone")
    if isinstance(phone, str) and phone.strip() and phone not in known:
        values["phone"] = known[zlib.crc32(phone.encode()) % len(known)]


def fit_registration(case):
    fit_email(case.body)
    fit_password(case.body, "password")


def fit_credentials(case):
    """Three of four logins that nobody could make are those of an account."""
    known = passwords.get(case.body["email"].strip()) == case.body["password"]
    if not known and not one_in(4, case.body):
        case.body = dict(ACCOUNT)


def fit_refresh(case):
    """Three of four tokens that nobody was given become one that holds."""
    if case.body["refresh_token"] not in refresh_tokens and not one_in(4, case.body):
        case.body = {"refresh_token": log_in()["refresh_token"]}


def fit_password_change(case):
    case.body["current_password"] = ACCOUNT["password"]
    fit_password(case.body, "new_password")


def taken_email(case):
    """The address of another customer than the one that is asked for, who is there for this."""
    for rival in RIVALS:
        answer = call("POST", "/api/1/customer/create/", case.headers.get("Authorization"), json=rival).json()
        if (answer.get("id") or answer["errors"][0]["customer_id"]) != customer_id(case):
            return rival["email"].upper()


def fit_customer(case):
    """One of six has the address of another customer."""
    fit_phone(case.body, PHONES)
    if one_in(6, case.body):
        case.body["email"] = taken_email(case)
    else:
        fit_email(case.body)


def fit_search(case):
    """Half of the searches find something. A cursor is the one that this very search gave before; where it gave none, there is none."""
    fit_phone(case.query, E164)
    # Cursors are others in each run.
    if one_in(2, {name: value for name, value in case.query.items() if name != "cursor"}):
        case.query = {name: value for name, value in case.query.items() if name not in SEARCHED}
    if "cursor" not in case.query:
        return
    search = {name: value for name, value in case.query.items() if name not in ("cursor", "page", "total")}
    page = call("GET", "/api/1/customer/fetch/", case.headers.get("Authorization"), params=search)
    cursor = page.json().get("next_cursor")
    if cursor:
        case.query.pop("page", None)
        case.query["cursor"] = cursor
    else:
        del case.query["cursor"]


FITTING = {
    "register": fit_registration,
    "login": fit_credentials,
    "refreshSession": fit_refresh,
    "changePassword": fit_password_change,
    "createCustomer": fit_customer,
    "updateCustomer": fit_customer,
    "fetchCustomers": fit_search,
}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for name, body in LINK_BODIES.items():
        raw_schema["components"]["links"][name]["requestBody"] = body


def log_in():
    return call("POST", "/api/1/login/", json=ACCOUNT).json()


def fit_session(case):
    """A request with the access token of a session that ended gets that of a new one."""
    while (token := (case.headers or {}).get("Authorization")) in ended:
        if ended[token] is None:
            ended[token] = f"Bearer {log_in()['access_token']}"
        case.headers["Authorization"] = ended[token]


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.id in fitted:
        return
    fitted.add(case.id)
    fit_session(case)
    if is_valid(case) and (fit := FITTING.get(operation_id(case))):
        # What Hypothesis made is its own, and it may use it again.
        case.query = dict(case.query or {})
        if isinstance(case.body, dict):
            case.body = dict(case.body)
        fit(case)


@schemathesis.hook
def after_call(context, case, response):
    operation, status = operation_id(case), response.status_code
    if operation == "register" and status == 201:
        passwords[response.json()["email"]] = case.body["password"]
    if operation in ("login", "refreshSession") and status == 200:
        refresh_tokens.add(response.json()["refresh_token"])
    if operation == "logout" and status == 204:
        ended[response.request.headers["Authorization"]] = None
    if operation == "changePassword" and status == 204:
        # The account goes on with the password that the next logins know.
        back = {"current_password": case.body["new_password"], "new_password": ACCOUNT["password"]}
        token = response.request.headers["Authorization"]
        call("POST", "/api/1/account/password/", token, json=back).raise_for_status()


customers = {}  # what the last answer said of each; None of one that is deleted


def customer_id(case):
    with_escapes = (case.path_parameters or {}).get("customer_id")
    try:
        return str(uuid.UUID(urllib.parse.unquote(str(with_escapes))))
    except ValueError:
        return None


def check_update(before, sent, after):
    """A merge patch changes what it names and nothing else (RFC 7396)."""
    changed = {name for name in before if before[name] != after[name]}
    if not changed:
        return
    allowed = set(sent) | {"version", "updated_at"}
    assert changed <= allowed, f"changed, but not sent: {changed - allowed}"
    assert after["version"] == before["version"] + 1, "the version of a changed customer is not one more"
    assert changed - {"version", "updated_at"}, "a version more without a change"


@schemathesis.check
def customers_are_what_was_written(ctx, response, case):
    """What is created is there, as it was written last, until it is deleted, and then no more."""
    operation, status = operation_id(case), response.status_code
    if operation == "createCustomer" and status == 201:
        customer = response.json()
        assert customer["id"] not in customers, "the id of another customer"
        assert customer["version"] == 1, "a new customer's version is not 1"
        customers[customer["id"]] = customer
    elif operation == "fetchCustomers" and status == 200:
        for customer in response.json()["items"]:
            assert customers.get(customer["id"], customer) == customer, "a page has it otherwise than it was written"
    elif (identifier := customer_id(case)) in customers:
        before = customers[identifier]
        if status == 404:
            assert before is None, "it is there, but was not found"
        elif status == 204:
            assert before is not None, "deleted twice"
            customers[identifier] = None
        elif status == 200:
            assert before is not None, "it is found, but was deleted"
            customer = response.json()
            if operation == "updateCustomer":
                check_update(before, case.body, customer)
                customers[identifier] = customer
            else:
                assert customer == before, "it is not as it was written"
