"""The errors of this package."""

from .generated.models import Problem


class CustomaryError(Exception):
    """The base of all errors of this package. By itself: there is no session, where one is needed."""


class ProblemError(CustomaryError):
    """The server answered with a problem (RFC 9457)."""

    def __init__(self, status: int, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(status, problem, retry_after)
        self.status = status
        """The status of the answer."""
        self.problem = problem
        """What the server said."""
        self.retry_after = retry_after
        """After how many seconds to try again, if the server said so."""

    def __str__(self) -> str:
        problem = self.problem
        lines = [f"{self.status} {problem.title}: {problem.detail} (request {problem.request_id})"]
        for error in problem.errors:
            where = error.parameter if error.pointer is None else error.pointer
            lines.append(f"  {where}: {error.code}: {error.detail}")
        return "\n".join(lines)


class UnexpectedResponseError(CustomaryError):
    """There was an answer, but neither the one that is documented nor a problem. It may be a proxy's."""

    def __init__(self, status: int, media_type: str, body: bytes) -> None:
        super().__init__(status, media_type, body)
        self.status = status
        """The status of the answer."""
        self.media_type = media_type
        """Its `Content-Type`; empty if it had none."""
        self.body = body
        """Its content."""

    def __repr__(self) -> str:
        # Not with its arguments, of which the body may have tokens.
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        said = f"{self.status}, {len(self.body)} bytes of {self.media_type or 'an unknown type'}"
        # A documented answer that can't be read may have tokens in it.
        beginning = self.body[:200].decode(errors="replace") if self.status >= 400 else ""
        return f"The answer is not one of this API: {said}" + (f": {beginning}" if beginning else "")


class NoResponseError(CustomaryError):
    """There was no answer: no connection, or it broke, or it took too long. Whether the server did it is not known."""
