"""A database of its own on one of the servers of scripts/with-databases, as a script uses it: its URL, SQL, and the server's control."""

import os
import secrets
import subprocess
import sys
import urllib.parse

from databases import ADMINISTRATOR

# What must agree in every organization, whatever happened: each query counts what does not.
RULES = {
    "organizations whose counter is not the number of their customers": """
        SELECT count(*) FROM organizations AS o
        WHERE o.customers <> (SELECT count(*) FROM customers AS c WHERE c.organization = o.id)""",
    "customers without a token": """
        SELECT count(*) FROM customers AS c
        LEFT JOIN (SELECT DISTINCT organization, customer FROM customer_tokens) AS t
            ON t.organization = c.organization AND t.customer = c.id
        WHERE t.customer IS NULL""",
    "tokens without a customer": """
        SELECT count(*) FROM customer_tokens AS t
        LEFT JOIN customers AS c ON c.organization = t.organization AND c.id = t.customer
        WHERE c.id IS NULL""",
    "tokens that the row of their customer does not have": """
        SELECT count(*) FROM customer_tokens AS t
        LEFT JOIN customers AS c ON c.organization = t.organization AND c.id = t.customer
        WHERE COALESCE(c.tokens, '') NOT LIKE CONCAT('% ', t.token, ' %')
            AND NOT (t.token LIKE 's%' AND COALESCE(c.tokens, '') LIKE CONCAT('% s%', SUBSTRING(t.token, 2), ' '))""",
    "customers whose row has more or fewer tokens than they have": """
        SELECT count(*) FROM (
            SELECT customer FROM (
                SELECT organization, customer, 1 AS so_many FROM customer_tokens WHERE token NOT LIKE 's%'
                UNION ALL
                SELECT organization, id, 1 + (CASE WHEN tokens LIKE '% s%' THEN 1 ELSE 0 END)
                    - (LENGTH(tokens) - LENGTH(REPLACE(tokens, ' ', '')))
                FROM customers
            ) AS t
            GROUP BY organization, customer HAVING sum(so_many) <> 0
        ) AS differing""",
    "customers with several signatures": """
        SELECT count(*) FROM (
            SELECT customer FROM customer_tokens GROUP BY organization, customer
            HAVING count(DISTINCT signature_short) > 1 OR count(DISTINCT signature_long) > 1
        ) AS several""",
    "customers with an id after the last one of their organization": """
        SELECT count(*) FROM customers AS c JOIN organizations AS o ON o.id = c.organization
        WHERE o.last_customer IS NULL OR c.id > o.last_customer""",
}


class Database:
    """Made on entry, removed at the end. `kind` is postgres or mysql."""

    def __init__(self, kind):
        prefix = f"TEST_{kind.upper()}"
        self.kind, self.server, self.program = kind, os.environ.get(f"{prefix}_URL"), os.environ.get(f"{prefix}_CONTROL")
        if not self.server or not self.program:
            sys.exit(f"{prefix}_URL and {prefix}_CONTROL are not set: run this by scripts/with-databases")
        self.name = f"customary_{secrets.token_hex(6)}"
        self.url = self.server + self.name

    def __enter__(self):
        self.query(f"CREATE DATABASE {self.name}", anywhere=True)
        return self

    def __exit__(self, *_):
        self.control("start")  # does nothing if it runs
        force = " WITH (FORCE)" if self.kind == "postgres" else ""
        self.query(f"DROP DATABASE {self.name}{force}", anywhere=True)

    def control(self, action):
        """Does `stop`, `kill` or `start` to the server."""
        subprocess.run([self.program, action], check=True)

    def query(self, sql, anywhere=False, administrator=False):
        """The rows, as lists of texts; `anywhere` in place of this database, as its owner or as the server's administrator."""
        at = urllib.parse.urlsplit(self.server)
        user = ADMINISTRATOR if administrator else at.username
        if self.kind == "postgres":
            target = f"host={at.hostname} port={at.port} user={user} dbname={'postgres' if anywhere else self.name}"
            command, password = ["psql", "-XAtq", "-F", "\t", "-c", sql, target], "PGPASSWORD"
        else:
            command = ["mariadb", "--no-defaults", "--protocol=tcp", f"--host={at.hostname}", f"--port={at.port}"]
            command += [f"--user={user}", "-N", "-B", "-e", sql, *([] if anywhere else [self.name])]
            password = "MYSQL_PWD"
        run = subprocess.run(command, env=os.environ | {password: at.password}, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{command[0]} ended with {run.returncode}: {run.stderr}")
        return [line.split("\t") for line in run.stdout.splitlines()]

    def disagreements(self):
        """What does not agree in the database."""
        counts = {what: int(self.query(sql)[0][0]) for what, sql in RULES.items()}
        return [f"{count} {what}" for what, count in counts.items() if count]
