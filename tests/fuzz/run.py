"""Runs Schemathesis on openapi.yaml against servers of its own, one with an empty database for each seed, and counts what it did.

With --self-test the document is one that lies, and each lie must be found.
usage: run.py [--long | --self-test] [BINARY]     scripts/fuzz installs what it needs
"""

import base64
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from service import PASSWORD, Client, binary, free_port, server  # noqa: E402

# How many cases an operation has in a run, how many scenarios, and of how many steps at most.
EVERYTHING = {"arguments": (), "cases": 20, "scenarios": 20, "steps": 10}
# Between all operations few scenarios go through a customer's whole life. These are long, and of nothing else.
LIVES = {"arguments": ("--phases", "stateful", "--include-tag", "customers"), "cases": 1, "scenarios": 40, "steps": 50}
SHORT = [(1, EVERYTHING), (2, EVERYTHING), (1, LIVES), (2, LIVES), (3, LIVES)]
MORE = EVERYTHING | {"cases": 60, "scenarios": 60}
LONG = [(seed, amount) for seed in range(1, 7) for amount in (MORE, LIVES)]
SELF_TEST = EVERYTHING | {"arguments": ("--phases", "coverage")}
# That are there from the start: more than a page can have. The example of `createCustomer` without its address, so that searches made
# of the document's examples find some, whatever else there is.
CUSTOMERS = 400

# Tokens that hold for as long as a run takes, and any number of wrong passwords.
SETTINGS = ("--access-token-seconds", "86400", "--wrong-passwords", "0")

# Who sends the requests, and who may not see what the other has.
OWNER, STRANGER = "ada", "ben"

# A customer's life, in one scenario, each step by a link of the document from an earlier one.
LIFE = [("createCustomer", 201), ("getCustomer", 200), ("updateCustomer", 200), ("deleteCustomer", 204), ("getCustomer", 404)]

LINK_NAME = re.compile(r"\] (.*) -> ")  # in "GET /livez -> [200] NAME -> GET /readyz"

CONFIGURATION = """
workers = 1
continue-on-failure = true
request-timeout = 60
[auth.wfc]
path = "{directory}/accounts.json"
user = "{owner}"
peers = ["{owner}", "{stranger}"]
refresh_interval = 80000
[generation]
mode = "all"
max-examples = {cases}
database = "none"
[phases.examples]
fill-missing = true
[phases.coverage]
generate-duplicate-query-parameters = true
[phases.stateful]
max-steps = {steps}
generation.max-examples = {scenarios}
[checks]
enabled = true
"""


def email(name):
    return f"{name}@example.com"


def account(name):
    """How Schemathesis logs in, in the format of Web Fuzzing Commons."""
    credentials = json.dumps({"email": email(name), "password": PASSWORD})
    token = {
        "extractFrom": "body", "extractSelector": "/access_token",
        "sendIn": "header", "sendName": "Authorization", "sendTemplate": "Bearer {token}",
    }  # fmt: skip
    login = {"endpoint": "/api/1/login/", "verb": "POST", "contentType": "application/json", "payloadRaw": credentials}
    return {"name": name, "loginEndpointAuth": login | {"token": token}}


def resolved(document, node):
    """What a local `$ref` leads to; any other node is itself."""
    if "$ref" not in node:
        return node
    target = document
    for key in node["$ref"].split("/")[1:]:
        target = target[key]
    return resolved(document, target)


def is_within(wanted, steps):
    """Whether all that is wanted is among the steps, in this order."""
    remaining = iter(steps)
    return all(step in remaining for step in wanted)


class Count:
    """What was done with all seeds together."""

    def __init__(self, document):
        self.operations = {}  # "GET /livez": "getLiveness"
        self.public = set()  # operations without a token
        self.links = {}  # of the document, by operation, status and name: how often each was followed
        for path, item in document["paths"].items():
            for method, operation in item.items():
                name = self.operations[f"{method.upper()} {path}"] = operation["operationId"]
                if operation.get("security") == []:
                    self.public.add(name)
                for status, response in operation["responses"].items():
                    for link in resolved(document, response).get("links", {}):
                        self.links[name, int(status), link] = 0
        self.cases = collections.Counter()  # by operation
        self.statuses = collections.defaultdict(collections.Counter)
        self.checks = collections.defaultdict(collections.Counter)
        self.failures = set()  # (operation, check)
        self.scenarios = self.lives = self.by_stranger = self.signed_out = 0

    def add(self, recorder, stateful):
        """What Schemathesis recorded of an operation's cases in one phase, or of one scenario."""
        self.scenarios += stateful
        done, customers = {}, collections.defaultdict(list)
        for key, case in recorder["cases"].items():
            value, answer = case["value"], (recorder["interactions"].get(key) or {}).get("response") or {}
            checks = recorder["checks"].get(key, [])
            operation = self.operations.get(f"{value['method']} {value['path']}", "(other methods)")
            status = answer.get("status_code")
            done[key] = operation, status
            self.cases[operation] += bool(checks)
            self.statuses[operation][status] += 1
            self.by_stranger += value.get("auth_identity") == STRANGER
            is_valid = bool(checks) and value["meta"]["generation"]["mode"] == "positive"
            self.signed_out += is_valid and status == 401 and operation not in self.public
            for check in checks:
                self.checks[check["name"]][check["status"]] += 1
                if check["status"] != "success":
                    self.failures.add((operation, check["name"]))
            if followed := case["is_transition_applied"] and case.get("transition"):
                link = *done[followed["parent_id"]], LINK_NAME.search(followed["id"])[1]
                # Others than the document's are those that Schemathesis found by itself.
                if link in self.links:
                    self.links[link] += 1
                    customers[(value.get("path_parameters") or {}).get("customer_id")].append(done[key])
            if done[key] == LIFE[0]:
                customers[json.loads(base64.b64decode(answer["content"]["$base64"]))["id"]].append(done[key])
        self.lives += sum(is_within(LIFE, steps) for steps in customers.values())

    def print(self):
        passed = sum(counts["success"] for counts in self.checks.values())
        failed = sum(counts.total() for counts in self.checks.values()) - passed
        print("\ncheck: how often it passed, failed")
        for name, counts in sorted(self.checks.items()):
            print(f"  {name:33}{counts['success']:8,}{counts.total() - counts['success']:6,}")
        print("\noperation: cases; the answers to them and to the requests of checks")
        for name, counts in sorted(self.statuses.items()):
            answers = ", ".join(f"{status} x {number:,}" for status, number in sorted(counts.items(), key=str))
            print(f"  {name:18}{self.cases[name]:7,}; {answers}")
        print(f"\nlinks followed in {self.scenarios:,} scenarios")
        for (operation, status, link), number in sorted(self.links.items()):
            print(f"  {operation} {status} -> {link}: {number:,}")
        life = " -> ".join(f"{operation} {status}" for operation, status in LIFE)
        print(f"  {life}, all by links: {self.lives:,} customers")
        print(f"requests for another organization's customers: {self.by_stranger:,}")
        print(f"\n{self.cases.total():,} cases, {passed:,} checks passed, {failed:,} failed")
        return failed

    def missing(self, scenarios):
        """What should have been done, but was not."""
        # Hypothesis ends the phase without a word when answers depend on earlier scenarios: hooks.py sees to it that few do.
        if self.scenarios < scenarios / 2:
            yield f"only {self.scenarios} of {scenarios} scenarios"
        for name in self.operations.values():
            if not any(200 <= (status or 0) < 300 for status in self.statuses[name]):
                yield f"{name} never succeeded"
        for (operation, status, link), number in self.links.items():
            if number == 0:
                yield f"the link {link} of {operation} {status} was never followed"
        if not self.lives:
            yield "no customer was created, read, changed, deleted and then looked for, by links in one scenario"
        if self.signed_out:
            yield f"a token that holds, in {self.signed_out:,} valid requests"
        if not self.by_stranger:
            yield "nobody asked for another organization's customer"


def prepare(port, document):
    """The accounts, and customers for a first page and a next one."""
    body = document["paths"]["/api/1/customer/create/"]["post"]["requestBody"]["content"]["application/json"]
    customer = body["example"] | {"email": None}
    client = Client(port)
    for name in (OWNER, STRANGER):
        client.expect(201, "POST", "/api/1/register/", {"email": email(name), "password": PASSWORD, "country": "CH"})
    client.log_in(email(OWNER))
    for _ in range(CUSTOMERS):
        client.expect(201, "POST", "/api/1/customer/create/", customer)


def fuzz(program, document, seed, amount, count):
    """One run, with an empty database. Prints a line. Gives what Schemathesis printed where something is wrong."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        directory, port = pathlib.Path(name), free_port()
        (directory / "openapi.json").write_text(json.dumps(document))
        accounts = {"schemaVersion": "0.2.0", "auth": [account(OWNER), account(STRANGER)]}
        (directory / "accounts.json").write_text(json.dumps(accounts))
        configuration = CONFIGURATION.format(directory=directory, owner=OWNER, stranger=STRANGER, **amount)
        (directory / "configuration.toml").write_text(configuration)
        url = f"http://127.0.0.1:{port}"
        surroundings = {
            "CUSTOMARY_URL": url, "CUSTOMARY_EMAIL": email(OWNER), "CUSTOMARY_PASSWORD": PASSWORD,
            "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "PYTHONHASHSEED": "0",
        }  # fmt: skip
        command = [
            pathlib.Path(sys.executable).with_name("schemathesis"), "--config-file", directory / "configuration.toml",
            "run", directory / "openapi.json", "--url", url, "--checks", "all", "--seed", str(seed), "--no-color",
            "--report", "ndjson,json", "--report-ndjson-path", directory / "events", "--report-json-path", directory / "report",
            *amount["arguments"],
        ]  # fmt: skip
        with server(program, directory / "customary.db", port, settings=SETTINGS):
            prepare(port, document)
            done = subprocess.run(
                command, cwd=directory, env=os.environ | surroundings,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            )  # fmt: skip
        report = json.loads((directory / "report").read_text()) if done.returncode in (0, 1) else {}
        for line in (directory / "events").open() if report else ():
            if (event := json.loads(line).get("ScenarioFinished")) and event.get("recorder", {}).get("cases"):
                count.add(event["recorder"], event["phase"] == "stateful")
    warnings = {name: found for name, found in report.get("warnings", {}).items() if found}
    sound = done.returncode == 0 and report["complete"] and not report["errors"] and not warnings
    cases, options = report.get("test_cases", {}).get("generated", 0), " ".join(amount["arguments"])
    print(f"seed {seed} {options}: {cases:,} cases, exit code {done.returncode}, {time.monotonic() - begun:.0f} s", flush=True)
    return None if sound else f"{done.stdout}\nwarnings: {warnings}"


def lie(document):
    """Changes the document so that it is wrong in the ways that `LIES` lists."""
    paths, schemas = document["paths"], document["components"]["schemas"]
    of_customer, refresh = paths["/api/1/customer/{customer_id}/"], paths["/api/1/session/refresh/"]["post"]
    schemas["Account"]["required"].append("nick")
    schemas["CustomerCreate"]["properties"]["name"]["maxLength"] = 100
    schemas["CustomerUpdate"]["properties"]["city"]["maxLength"] = 1000
    document["components"]["headers"]["Location"]["schema"]["maxLength"] = 5
    refresh["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    del of_customer["get"]["responses"]["404"], of_customer["delete"]
    paths["/livez"]["get"]["security"] = [{"bearerAuth": []}]
    header = {"name": "X-Needed", "in": "header", "required": True, "schema": {"type": "string", "enum": ["yes"]}}
    paths["/readyz"]["get"]["parameters"] = [header]


LIES = {
    ("getAccount", "response_schema_conformance"),
    ("createCustomer", "negative_data_rejection"),
    ("updateCustomer", "positive_data_acceptance"),
    ("createCustomer", "response_headers_conformance"),
    ("refreshSession", "content_type_conformance"),
    ("getCustomer", "status_code_conformance"),
    ("(other methods)", "allow_header_conformance"),
    ("getLiveness", "ignored_auth"),
    ("getReadiness", "missing_required_header"),
}


def self_test(program, document):
    count = Count(document)
    lie(document)
    output = fuzz(program, document, 1, SELF_TEST, count)
    missed = LIES - count.failures
    for operation, check in missed:
        print(f"not found: {operation}, {check}")
    if missed:
        print(output)
    print(f"{len(LIES)} lies, {len(missed)} not found")
    return not missed


def check(program, document, runs):
    count = Count(document)
    wrong = [output for seed, amount in runs if (output := fuzz(program, document, seed, amount, count))]
    failed = count.print()
    missing = list(count.missing(sum(amount["scenarios"] for _, amount in runs)))
    print(*wrong, *(f"missing: {line}" for line in missing), sep="\n", end="")
    return not wrong and not failed and not missing


def main() -> int:
    options = {"--long", "--self-test"} & set(sys.argv[1:])
    programs = [argument for argument in sys.argv[1:] if argument not in options]
    if len(programs) > 1 or len(options) > 1:
        print("usage: scripts/fuzz [--long | --self-test] [BINARY]", file=sys.stderr)
        return 2
    program = str(pathlib.Path(programs[0]).resolve()) if programs else binary()
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    if "--self-test" in options:
        return 0 if self_test(program, document) else 1
    return 0 if check(program, document, LONG if "--long" in options else SHORT) else 1


if __name__ == "__main__":
    sys.exit(main())
