"""A client of Customary, a customer management service: `Customary` blocks, `AsyncCustomary` is for asyncio."""

from ._async import AsyncCustomary
from ._errors import CustomaryError, NoResponseError, ProblemError, UnexpectedResponseError
from ._sync import Customary
from .generated import __version__, models
from .generated.models import *  # noqa: F403 (all schemas, also those that are yet to come)

__all__ = [
    "AsyncCustomary",
    "Customary",
    "CustomaryError",
    "NoResponseError",
    "ProblemError",
    "UnexpectedResponseError",
    "__version__",
]
__all__ += models.__all__
