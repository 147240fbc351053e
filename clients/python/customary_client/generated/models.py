"""GENERATED from openapi.yaml by clients/generate.sh: its schemas. Not to be edited.

Limits and patterns are the server's to check. Answers may have members that are not known here (`extra="allow"`), and
values do not show in errors: they may be passwords, tokens or people's data.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from .._form import Id, LeftOut, Time

__all__ = [
    "Account",
    "Credentials",
    "Customer",
    "CustomerCreate",
    "CustomerPage",
    "CustomerSort",
    "CustomerUpdate",
    "FieldError",
    "Health",
    "Organization",
    "PasswordChange",
    "Problem",
    "Registration",
    "Session",
    "SessionRefresh",
    "TotalMode",
]


class Account(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""An account and the organization that it belongs to."""

    id: Id
    r"""Given by the server (a UUID of version 7)."""

    email: str
    r"""The e-mail address, as it was written."""

    name: str | None
    r"""The person's name."""

    role: str
    r"""What the account may do in its organization. There is `admin`, who may do everything."""

    organization: Organization

    created_at: Time
    r"""When the account was made."""


class Credentials(BaseModel, extra="forbid", hide_input_in_errors=True):
    r"""What an account logs in with."""

    email: str
    r"""An e-mail address as HTML defines it (`<input type="email">`). It is stored as written, without white
    space around it, and compared without case.
    """

    password: str = Field(repr=False)
    r"""The account's password."""


class Customer(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""A customer of an organization."""

    id: Id
    r"""Given by the server (a UUID of version 7)."""

    name: str
    r"""The customer's name."""

    email: str | None
    r"""The e-mail address, as it was written."""

    phone: str | None
    r"""The phone number in E.164."""

    company: str | None
    r"""The company that the customer works for."""

    address: str | None
    r"""Street and number, or a box."""

    city: str | None
    r"""The city or town."""

    region: str | None
    r"""The state, province or canton."""

    postal_code: str | None
    r"""The postal code."""

    country: str | None
    r"""The country (ISO 3166-1 alpha-2)."""

    notes: str | None
    r"""Whatever else is worth knowing."""

    version: int
    r"""1 when it was created, one more with each change."""

    created_at: Time
    r"""When the customer was created."""

    updated_at: Time
    r"""When the customer was changed last."""


class CustomerCreate(BaseModel, extra="forbid", hide_input_in_errors=True):
    r"""A new customer. Members that are null are the same as members that are left out."""

    name: str
    r"""The customer's name, of a person or of a company. It may not be blank."""

    email: str | None = None
    r"""An e-mail address as HTML defines it. It is stored as written, without white space around it, compared
    without case, and unique in the organization.
    """

    phone: str | None = None
    r"""A phone number, stored in E.164. One that does not begin with `+` is read as somebody in the customer's
    `country`, or else in the organization's, dials it; where neither has one, it is refused. Which numbers
    there are is what Google's libphonenumber knows.
    """

    company: str | None = None
    r"""The company that the customer works for."""

    address: str | None = None
    r"""Street and number, or a box; several lines if needed."""

    city: str | None = None
    r"""The city or town."""

    region: str | None = None
    r"""The state, province or canton."""

    postal_code: str | None = None
    r"""The postal code."""

    country: str | None = None
    r"""The country (ISO 3166-1 alpha-2). There is no room for white space around it."""

    notes: str | None = None
    r"""Whatever else is worth knowing; several lines if needed."""


class CustomerPage(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""A page of customers."""

    items: list[Customer]
    r"""The customers, in the order asked for."""

    page: LeftOut[int] = None
    r"""The number of the page. Left out when the page was asked for by cursor."""

    page_size: int
    r"""How many customers a page has at most."""

    total: LeftOut[int] = None
    r"""How many customers the search and the filters find, or the organization has. Left out with `total=none`,
    and where `total_is_at_least` stands for it.
    """

    total_is_at_least: LeftOut[int] = None
    r"""So many customers are found, and more, which were not counted: 1,000 by one word, number or filter, 200 by
    several. `total=exact` counts them.
    """

    next_cursor: str | None
    r"""The `cursor` of the next page; null on the last."""


CustomerSort = Literal[
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
    "name",
    "-name",
    "email",
    "-email",
    "company",
    "-company",
]
r"""What customers are ordered by."""


class CustomerUpdate(BaseModel, extra="forbid", hide_input_in_errors=True):
    r"""What to change of a customer. Members that are left out stay as they are, null removes."""

    name: str | None = None
    r"""The customer's name. It may not be blank."""

    email: str | None = None
    r"""An e-mail address, as in `createCustomer`."""

    phone: str | None = None
    r"""A phone number, as in `createCustomer`. The `country` is the one that is sent with it, or else the one
    that the customer has.
    """

    company: str | None = None
    r"""The company that the customer works for."""

    address: str | None = None
    r"""Street and number, or a box; several lines if needed."""

    city: str | None = None
    r"""The city or town."""

    region: str | None = None
    r"""The state, province or canton."""

    postal_code: str | None = None
    r"""The postal code."""

    country: str | None = None
    r"""The country (ISO 3166-1 alpha-2). There is no room for white space around it."""

    notes: str | None = None
    r"""Whatever else is worth knowing; several lines if needed."""


class FieldError(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""One thing that is wrong. `pointer` says where in the body it is, or `parameter` which parameter it is."""

    pointer: LeftOut[str] = None
    r"""A JSON pointer into the body (RFC 6901); empty for the body itself. It is as long as the names that it
    leads through: its maximum is twice that of a body.
    """

    parameter: LeftOut[str] = None
    r"""The name of a parameter of the query or the path; as it was sent, where it can't be decoded.
    """

    code: str
    r"""What is wrong, for programs. `malformed_json`: not JSON in UTF-8, or beyond what is read: a number
    outside of double precision, half of a surrogate pair, more than 127 levels. `missing`: required, but
    not there. `unknown`: this document names no such member or parameter. `repeated`: a member or a
    parameter was sent more than once. `wrong_type`: not of the right type. `too_short`, `too_long`: in
    characters. `too_small`, `too_large`: a number. `invalid_format`: not of the form that the `pattern` or
    `format` describes, or a parameter that is not percent-encoded UTF-8.
    `invalid_value`: none of the values allowed. `invalid_phone`: not a phone number of its country.
    `country_needed`: a phone number without a country code, and no country known.
    `common_password`: among the most common passwords. `password_is_email`: the same as the e-mail address.
    `wrong_password`: not the account's password. `invalid_cursor`: not a cursor of this search.
    `exclusive`: can't be combined with another parameter. `duplicate`: another one has this value.
    """

    detail: str
    r"""What is wrong, for people, and what to do."""

    customer_id: LeftOut[Id] = None
    r"""With `duplicate`, the customer that has the value."""


class Health(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""The state of the server."""

    status: str
    r"""Always `ok`; a server that is not well answers with a problem."""


class Organization(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""An organization. Customers belong to one."""

    id: Id
    r"""Given by the server (a UUID of version 7)."""

    name: str
    r"""The organization's name."""

    country: str | None
    r"""The country that phone numbers without a country code are of (ISO 3166-1 alpha-2)."""


class PasswordChange(BaseModel, extra="forbid", hide_input_in_errors=True):
    r"""The password as it is and as it shall be."""

    current_password: str = Field(repr=False)
    r"""The account's password until now."""

    new_password: str = Field(repr=False)
    r"""A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are
    refused, and so is the account's e-mail address. It is compared in normalization form C.
    """


class Problem(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""What went wrong (RFC 9457)."""

    type: str
    r"""A path of this server. What is found there explains this type of problem."""

    title: str
    r"""The type of problem in words; the same each time."""

    status: int
    r"""The status of the answer."""

    detail: str
    r"""What went wrong this time."""

    request_id: str
    r"""The same as in the header `X-Request-Id`."""

    errors: list[FieldError] = []
    r"""Everything that is wrong with the request. No more than 1,000 errors are listed, and of members that
    are repeated fewer where their pointers are very long; `detail` says how many there are in all.
    """


class Registration(BaseModel, extra="forbid", hide_input_in_errors=True):
    r"""What an account is registered with."""

    email: str
    r"""An e-mail address as HTML defines it (`<input type="email">`). It is stored as written, without white
    space around it, and compared without case.
    """

    password: str = Field(repr=False)
    r"""A new password, of 8 to 128 characters (code points, counted as they are sent). The most common passwords are
    refused, and so is the account's e-mail address. It is compared in normalization form C.
    """

    name: str | None = None
    r"""The person's name."""

    organization: str | None = None
    r"""The organization's name. Without it, the e-mail address is its name."""

    country: str | None = None
    r"""The organization's country (ISO 3166-1 alpha-2), without white space around it. Phone numbers without a country code are taken to
    be of this country, unless the customer has another.
    """


class Session(BaseModel, extra="allow", hide_input_in_errors=True):
    r"""The tokens of a session."""

    access_token: str = Field(repr=False)
    r"""A JWT for the header `Authorization`."""

    token_type: str
    r"""Always `Bearer`."""

    expires_in: int
    r"""For how many seconds the access token holds, or less than a second longer. Never longer than its session,
    rounded up to a whole second.
    """

    refresh_token: str = Field(repr=False)
    r"""For `refreshSession`, once."""


class SessionRefresh(BaseModel, extra="forbid", hide_input_in_errors=True):
    r"""The refresh token to be exchanged."""

    refresh_token: str = Field(repr=False)
    r"""The newest refresh token of the session."""


TotalMode = Literal[
    "bounded",
    "exact",
    "none",
]
r"""How far to count what is found."""
