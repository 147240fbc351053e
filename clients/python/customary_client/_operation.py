"""What the generated operations are made of: a request, and how its answer is read. Nothing here sends it."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One request, and what its answer is."""

    method: str
    path: str
    status: int
    """The status of the answer that is hoped for; each other one is an error."""
    read: Callable[[bytes], T]
    """Makes the result of the body of that answer."""
    _: KW_ONLY
    authenticated: bool
    query: Mapping[str, object] | None = None
    body: BaseModel | None = None
    media_type: str | None = None


class Send(Protocol):
    """Sends a request, as often as it takes."""

    def __call__(self, operation: Operation[T], /) -> T: ...


class AsyncSend(Protocol):
    """Sends a request, as often as it takes."""

    async def __call__(self, operation: Operation[T], /) -> T: ...


def reader(model: type[M]) -> Callable[[bytes], M]:
    """Reads JSON as a model, and a text as no number."""
    return partial(model.model_validate_json, strict=True)


def nothing(_body: bytes) -> None:
    """The result of an answer without content."""


def segment(value: object) -> str:
    """A parameter as one segment of a path."""
    text = quote(str(value), safe="")
    if not text.strip("."):  # It would be another path (RFC 3986 §5.2.4).
        raise ValueError(f"{text!r} can't be part of a path")
    return text
