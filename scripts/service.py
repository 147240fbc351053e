"""What the scripts that drive the service have in common: starting it, talking to it, an account to do so with."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

from databases import free_port as free_port

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSWORD = "seven lanterns over the harbour"


def binary():
    """The binary to test: TESTED_BINARY, or else the debug build, made now."""
    if given := os.environ.get("TESTED_BINARY"):
        return given
    subprocess.run(["cargo", "build", "--quiet", "--bin", "customary"], cwd=ROOT, check=True)
    return str(pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "customary")


class Client:
    """One kept-alive connection to the service."""

    def __init__(self, port, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = token
        self.headers = {}  # of the last answer

    def send(self, method, path, body=None):
        """Status and content of the answer: what its JSON says, text if it is another, None if there is none."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            body = json.dumps(body)
            headers["Content-Type"] = "application/merge-patch+json" if method == "PATCH" else "application/json"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content, self.headers = answer.read(), answer.headers
        if "json" not in self.headers.get("Content-Type", ""):
            return answer.status, content.decode() or None  # a proxy's, if there is any
        return answer.status, json.loads(content)

    def expect(self, status, method, path, body=None):
        """The JSON body of an answer that must have this status."""
        found, content = self.send(method, path, body)
        if found != status:
            sys.exit(f"{method} {path}: {found} instead of {status}: {content}")
        return content

    def log_in(self, email, register=False):
        """Sends the account's token from now on; registers the account before if asked to."""
        if register:
            self.expect(201, "POST", "/api/1/register/", {"email": email, "password": PASSWORD})
        session = self.expect(200, "POST", "/api/1/login/", {"email": email, "password": PASSWORD})
        self.token = session["access_token"]

    def all_customers(self, query=""):
        """Every customer that the query finds, by cursor, and the total that the first page gave."""
        path = f"/api/1/customer/fetch/?page_size=200&total=exact&{query}".rstrip("&")
        page = self.expect(200, "GET", path)
        total, customers = page["total"], page["items"]
        while page["next_cursor"]:
            page = self.expect(200, "GET", f"{path}&cursor={page['next_cursor']}")
            customers += page["items"]
        return customers, total


def wait_until_ready(port, seconds=30, process=None):
    """Waits until /readyz answers 200; ends the script if that takes too long or the process has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process and process.poll() is not None:
            sys.exit(f"the server ended by itself, with {process.returncode}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if Client(port).send("GET", "/readyz")[0] == 200:
                return
        time.sleep(0.02)
    sys.exit(f"the server was not ready after {seconds} s")


def customary(program, url, *arguments, before=(), **options):
    """A process of the service with this database, in a process group of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CUSTOMARY_")} | {"DATABASE_URL": url}
    return subprocess.Popen([*before, program, *arguments], env=kept, stdin=subprocess.DEVNULL, start_new_session=True, **options)


@contextlib.contextmanager
def starting(program, url, port, log, before=(), settings=()):
    """A server on 127.0.0.1 that may not be ready yet; killed at the end if it still runs. What it logs is in the file `log`.

    `before` goes before the command line: strace, for example; `settings` at its end.
    """
    with log.open("w") as output:
        arguments = ["serve", "--listen", f"127.0.0.1:{port}", *settings]
        process = customary(program, url, *arguments, before=before, stdout=output, stderr=output)
    try:
        yield process
    except BaseException:
        sys.stderr.write("".join(log.read_text(errors="replace").splitlines(keepends=True)[-20:]))
        raise
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def server(program, database, port, before=(), settings=()):
    """A server that is ready, on SQLite. What it logs is in `DATABASE.log`."""
    with starting(program, f"sqlite://{database}", port, pathlib.Path(f"{database}.log"), before, settings) as process:
        wait_until_ready(port, process=process)
        yield process


# A request whose body never comes.
HOLDING = b"POST /api/1/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"


@contextlib.contextmanager
def held(port):
    """Takes the only place of a server with `--requests 1`. Gives the function that frees it, and waits until it is free."""

    def is_busy():
        return Client(port).send("GET", "/api/1/account/")[0] == 503

    for _ in range(100):
        holding = socket.create_connection(("127.0.0.1", port))
        holding.sendall(HOLDING)
        time.sleep(0.1)
        if is_busy():
            break
        # The two have met, and that one has lost.
        holding.close()
    else:
        sys.exit("the only place of the busy server could not be taken")

    def release():
        holding.close()
        while is_busy():
            time.sleep(0.02)

    try:
        yield release
    finally:
        holding.close()
