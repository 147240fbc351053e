"""The servers of scripts/with-databases: a PostgreSQL and a MariaDB, each new, empty and in a folder of its own."""

import contextlib
import glob
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time

USER = "customary_test"
ADMINISTRATOR = f"{USER}_admin"  # has the same password, and may do all
SECONDS_TO_START, SECONDS_TO_STOP = 60, 60
MEMORY = os.environ.get("TEST_DATABASE_MEMORY", "64")  # MiB of its data that a server keeps in memory
POSTGRES = "/usr/lib/postgresql/*/bin/postgres"  # Debian's; the star is its version
# What is set for the user's own clients is not for these servers. Debian's are in /usr/sbin, which not every PATH has.
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "MYSQL_", "MARIADB_"))}
ENVIRONMENT["PATH"] = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"

# rustls takes only certificates of servers that are no authorities, and looks for names in subjectAltName alone.
OPENSSL = """
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
"""


class Failed(Exception):
    """What to tell the user."""


def missing_packages():
    """What Debian has to install first."""
    path = ENVIRONMENT["PATH"]
    found = {
        "postgresql": glob.glob(POSTGRES),
        "mariadb-server": shutil.which("mariadbd", path=path),
        "openssl": shutil.which("openssl", path=path),
    }
    return [package for package, is_there in found.items() if not is_there]


def free_port():
    """A free port, not of the range from which clients get theirs: one of them could have it while the server is stopped."""
    while True:
        port = random.randrange(10_000, 32_768)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def make_certificate(place, section, certificate, key, *signer):
    """A certificate and its key, signed by itself or by `signer`."""
    configuration = place / "openssl.cnf"
    configuration.write_text(OPENSSL)
    command = ["openssl", "req", "-x509", "-config", configuration, "-extensions", section, "-out", certificate, "-keyout", key]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj", f"/CN=test {section}"]
    run = subprocess.run([*command, *signer], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise Failed(f"openssl ended with {run.returncode}: {run.stderr}")


def process_state(pid):
    """The letter that proc(5) has for it; None if there is no such process."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None


def wait_until_ended(pid, *other_states):
    """Until it is gone, waits for its parent to notice that, or has one of the other states."""
    while process_state(pid) not in (None, "Z", *other_states):
        time.sleep(0.002)


class Server:
    """Neither of the two runs as root; there they run in the accounts that their packages make."""

    name = account = stop_signal = None

    def __init__(self, place):
        """`place` has the CA and its key, `ca.pem` and `ca.key`."""
        self.folder, self.log, self.ca = place / self.name, place / f"{self.name}.log", place / "ca.pem"
        self.data, self.certificate, self.key = (self.folder / name for name in ("data", "server.pem", "server.key"))
        self.port, self.password, self.process, self.refusal = free_port(), secrets.token_hex(16), None, ""
        # In a session of its own, so that an interrupt at the keyboard is not for it.
        self.options = {"cwd": self.folder, "env": {**ENVIRONMENT, "TMPDIR": str(self.folder)}, "start_new_session": True}
        self.folder.mkdir()
        self.folder.chmod(0o700)
        make_certificate(place, "server", self.certificate, self.key, "-CA", self.ca, "-CAkey", place / "ca.key")
        # The signal is sent to the server if the thread that starts it ends otherwise than by stopping it.
        self.in_account = ["setpriv", f"--pdeathsig={self.stop_signal.name.removeprefix('SIG')}"]
        if os.geteuid() == 0:
            self.in_account += [f"--reuid={self.account}", f"--regid={self.account}", "--init-groups"]
        for path in (self.folder, self.certificate, self.key):
            self.give(path)

    def give(self, path):
        """Makes a file the server's."""
        if os.geteuid() == 0:
            shutil.chown(path, self.account, self.account)

    def write(self, name, text):
        """A new file in the server's folder."""
        path = self.folder / name
        path.write_text(text)
        self.give(path)
        return path

    def url(self):
        return f"{self.name}://{USER}:{self.password}@127.0.0.1:{self.port}/"

    def failed(self, what):
        log = self.log.read_text(errors="replace").splitlines()[-40:]
        return Failed("\n".join([f"{self.name}: {what}; its log:", *log]))

    def prepare(self, command, text=""):
        """Runs one of the server's programs on the new folder."""
        with self.log.open("a") as log:
            options = {**self.options, "input": text, "text": True, "stdout": log, "stderr": log}
            run = subprocess.run([*self.in_account, *command], check=False, **options)
        if run.returncode != 0:
            raise self.failed(f"{command[0]} ended with {run.returncode}")

    def answer(self, client, password_variable):
        """What a client prints; nothing if the server does not accept connections."""
        environment = {**ENVIRONMENT, password_variable: self.password}
        run = subprocess.run(client, env=environment, capture_output=True, text=True, check=False)
        self.refusal = run.stderr.strip()
        return run.stdout.strip()

    def runs(self):
        return self.process is not None and self.process.poll() is None

    def start(self):
        """Returns when it accepts connections."""
        if self.runs():
            for pid in (self.process.pid, *self.children()):
                os.kill(pid, signal.SIGCONT)  # if it was halted
            return
        with self.log.open("a") as log:
            options = {**self.options, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.process = subprocess.Popen([*self.in_account, *self.command()], **options)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.runs():
            if self.version():
                return
            time.sleep(0.05)
        reason = f"not ready after {SECONDS_TO_START} s, {self.refusal}" if self.runs() else f"ended with {self.process.returncode}"
        self.kill()
        raise self.failed(reason)

    def stop(self):
        """Cleanly, and without waiting for clients."""
        if not self.runs():
            return
        self.start()
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise self.failed(f"not stopped after {SECONDS_TO_STOP} s") from None

    def kill(self):
        """As a crash: all its processes at once, since PostgreSQL's others would finish what they are at."""
        if not self.runs():
            return
        for child in (children := self.halt()):
            os.kill(child, signal.SIGKILL)
        for child in children:
            wait_until_ended(child)
        self.process.kill()
        self.process.wait()

    def halt(self):
        """As a network that loses everything: connections stay, and nothing is answered. The ids of its other processes."""
        if not self.runs():
            return []
        pid = self.process.pid
        # Halted, it starts no other, and the ids of those that end remain theirs.
        self.process.send_signal(signal.SIGSTOP)
        wait_until_ended(pid, "T")
        for child in (children := self.children()):
            os.kill(child, signal.SIGSTOP)
        return children

    def children(self):
        pid = self.process.pid
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class PostgreSQL(Server):
    name, account, stop_signal = "postgres", "postgres", signal.SIGINT

    def __init__(self, place):
        super().__init__(place)
        newest = max(map(pathlib.Path, glob.glob(POSTGRES)), key=lambda path: int(path.parts[-3]))
        self.programs = newest.parent
        # The German order of ICU is not that of code points, and does not depend on the locales that a machine has.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=de-DE"]
        # It is only initdb that does without syncs.
        self.prepare([self.programs / "initdb", f"--pgdata={self.data}", "--username=postgres", "--no-sync", *locale])
        self.access = self.write("access", "host all all 127.0.0.1/32 scram-sha-256\n")
        role = f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{self.password}'\n"
        role += f"CREATE ROLE {ADMINISTRATOR} LOGIN SUPERUSER PASSWORD '{self.password}'\n"
        self.prepare([self.programs / "postgres", "--single", "-D", self.data, "postgres"], role)

    def command(self):
        return [
            self.programs / "postgres", "-D", self.data, "--listen_addresses=127.0.0.1", f"--port={self.port}",
            "--unix_socket_directories=", f"--hba_file={self.access}", "--max_connections=500", f"--shared_buffers={MEMORY}MB",
            "--ssl=on", f"--ssl_cert_file={self.certificate}", f"--ssl_key_file={self.key}",
        ]  # fmt: skip

    def version(self):
        """Asked over TLS, which is verified. Empty if it does not accept connections."""
        target = f"host=localhost hostaddr=127.0.0.1 port={self.port} user={USER} dbname=postgres connect_timeout=5"
        target += f" sslmode=verify-full sslrootcert={self.ca}"
        query = "SELECT 'PostgreSQL ' || current_setting('server_version')"
        return self.answer([self.programs / "psql", "-XAtc", query, target], "PGPASSWORD")


class MariaDB(Server):
    name, account, stop_signal = "mysql", "mysql", signal.SIGTERM

    def __init__(self, place):
        super().__init__(place)
        self.prepare(["mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--skip-test-db"])
        # Every database, but nothing of the whole server. One statement a line, or the second is left out.
        user = f"CREATE USER IF NOT EXISTS {USER} IDENTIFIED BY '{self.password}';\nGRANT ALL ON `%`.* TO {USER};\n"
        user += f"CREATE USER IF NOT EXISTS {ADMINISTRATOR} IDENTIFIED BY '{self.password}';\nGRANT ALL ON *.* TO {ADMINISTRATOR} WITH GRANT OPTION;\n"
        self.users = self.write("users.sql", user)

    def command(self):
        # Without Debian's settings its character set is latin1, whose order ignores case: what a schema does not name, it gets wrong.
        return [
            "mariadbd", "--no-defaults", f"--datadir={self.data}", f"--socket={self.folder / 'socket'}", f"--init-file={self.users}",
            "--bind-address=127.0.0.1", f"--port={self.port}", "--skip-name-resolve", "--max-connections=500",
            f"--innodb-buffer-pool-size={MEMORY}M", f"--ssl-ca={self.ca}", f"--ssl-cert={self.certificate}", f"--ssl-key={self.key}",
        ]  # fmt: skip

    def version(self):
        """As PostgreSQL's."""
        target = ["--protocol=tcp", "--host=localhost", f"--port={self.port}", f"--user={USER}", "--connect-timeout=5"]
        target += ["--ssl-verify-server-cert", f"--ssl-ca={self.ca}"]
        query = "SELECT concat('MariaDB ', version())"
        return self.answer(["mariadb", "--no-defaults", *target, "-Ne", query], "MYSQL_PWD")


def new_servers(place):
    """Both, not started yet."""
    make_certificate(place, "authority", place / "ca.pem", place / "ca.key")
    (place / "ca.pem").chmod(0o644)
    servers = [PostgreSQL(place), MariaDB(place)]
    (place / "ca.key").unlink()
    return servers
