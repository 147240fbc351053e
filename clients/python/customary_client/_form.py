"""How members of models are read: in the form that the document gives them, and in no other that their types would take."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

T = TypeVar("T")


def _written_as(form: str, make: Callable[[str], T]) -> BeforeValidator:
    def read(value: object) -> object:
        if not isinstance(value, str):  # If it isn't right already, the type refuses it: models are read strictly.
            return value
        if not re.fullmatch(form, value, re.ASCII):
            raise ValueError("not of the documented form")
        return make(value)

    return BeforeValidator(read)


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside of the years that a datetime has") from None


def _not_null(value: object) -> object:
    if value is None:
        raise ValueError("null, where it may only be left out")
    return value


Id = Annotated[UUID, _written_as("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", UUID)]
"""A UUID (RFC 9562 §4)."""

Time = Annotated[
    datetime,
    _written_as(
        r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)",
        lambda text: datetime.fromisoformat(text.upper()),
    ),
    AfterValidator(_in_utc),
]
"""A time with its zone (RFC 3339 §5.6); in UTC, whatever that was."""

LeftOut = Annotated[T | None, BeforeValidator(_not_null)]
"""What an answer may leave out; it is None then."""
