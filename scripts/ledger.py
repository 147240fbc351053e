"""Clients that change customers and keep a ledger of what they sent and heard, and what must be true of the database in the end."""

import collections
import http.client
import random
import threading
import time

import service

BROKEN = 0  # in place of a status: the connection broke before the answer

# One request: what it was, when it was sent and answered (time.monotonic()), its status and how often the answer asks to
# try again, its X-Replica, and the text of an answer that is no success.
Request = collections.namedtuple("Request", "kind begun ended status retry_after replica text")
# A change of which nobody can say whether it was made: what was there before, and what is there after it (None: nothing).
Undecided = collections.namedtuple("Undecided", "kind email before after")


class Ledger:
    """One client. It changes only its own customers, and none any more of which it does not know how it is.

    `weights` says how often it does what; `unsure` are the statuses after which a change may have been made or not.
    """

    def __init__(self, number, weights, unsure):
        # Letters alone, since words end where letters meet digits, and no word is the beginning of another.
        self.word = "client" + "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "z"
        self.random, self.weights, self.unsure = random.Random(number), weights, unsure
        self.customers = {}  # id: the customer as confirmed last
        self.deleted = set()  # ids
        self.refused = set()  # e-mail addresses of creates that were refused as not done
        self.undecided, self.requests, self.wrong = [], [], []
        self.count = 0

    def run(self, port, token, stop):
        """Sends requests without pause until the event `stop`."""
        client = service.Client(port, token)
        while not stop.is_set():
            kinds = self.weights if self.customers else {"create": 1}
            getattr(self, self.random.choices(list(kinds), kinds.values())[0])(client)

    def send(self, client, kind, method, path, body=None):
        """The status, and the content if there is any."""
        begun, replica, retry_after = time.monotonic(), None, None
        try:
            status, content = client.send(method, path, body)
            replica, retry_after = client.headers.get("X-Replica"), client.headers.get("Retry-After")
        except (OSError, http.client.HTTPException, ValueError) as error:
            status, content = BROKEN, f"{type(error).__name__}: {error}"
            client.connection.close()  # it connects anew by itself
        text = "" if 200 <= status < 300 else str(content)[:300]
        self.requests.append(Request(kind, begun, time.monotonic(), status, retry_after, replica, text))
        return status, content

    def create(self, client):
        self.count += 1
        email = f"c{self.count}.{self.word}@example.com"
        body = {"name": f"Customer {self.count} {self.word}", "email": email, "city": f"Town {self.word}", "notes": "n" * 200}
        status, answer = self.send(client, "create", "POST", "/api/1/customer/create/", body)
        if status == 201:
            self.customers[answer["id"]] = answer
            if any(answer[name] != value for name, value in body.items()):
                self.wrong.append(f"sent {body}, answered {answer}")
        elif status in self.unsure:
            self.undecided.append(Undecided("create", email, None, body))
        else:
            self.refused.add(email)

    def update(self, client):
        self.count += 1
        before = self.customers[self.random.choice(list(self.customers))]
        change = {"name": f"Customer {self.count} {self.word} renamed", "city": "Moved", "notes": None}
        path = f"/api/1/customer/{before['id']}/"
        status, answer = self.send(client, "update", "PATCH", path, change)
        after = before | change | {"version": before["version"] + 1}
        if status == 200:
            self.customers[before["id"]] = answer
            if answer | {"updated_at": None} != after | {"updated_at": None}:
                self.wrong.append(f"changed {before} by {change}, answered {answer}")
        elif status in self.unsure:
            del self.customers[before["id"]]
            self.undecided.append(Undecided("update", before["email"], before, after))

    def delete(self, client):
        before = self.customers[self.random.choice(list(self.customers))]
        status, _ = self.send(client, "delete", "DELETE", f"/api/1/customer/{before['id']}/")
        if status == 204:
            self.deleted.add(self.customers.pop(before["id"])["id"])
        elif status in self.unsure:
            del self.customers[before["id"]]
            self.undecided.append(Undecided("delete", before["email"], before, None))

    def fetch(self, client):
        query = self.random.choice(["sort=-updated_at", f"q={self.word}", "city=Moved"])
        self.send(client, "fetch", "GET", f"/api/1/customer/fetch/?page_size=10&{query}")


def start(ledgers, port, token):
    """All clients run. The function that ends them."""
    stop = threading.Event()
    threads = [threading.Thread(target=one.run, args=(port, token, stop), daemon=True) for one in ledgers]
    for thread in threads:
        thread.start()

    def end():
        stop.set()
        for thread in threads:
            thread.join()

    return end


def was_decided(one, found):
    """Whether this change was made; None if what is there is neither what was before nor what would be after."""
    if found == one.before:
        return False
    if found is None or one.after is None:
        return True if found is one.after else None
    return True if all(found[name] == value for name, value in one.after.items() if name != "updated_at") else None


def differences(client, ledgers):
    """Whatever is there otherwise than was confirmed, and for each kind how many undecided changes were made and not made."""
    found, decided = [], collections.Counter()
    customers, total = client.all_customers()
    by_id, by_email = ({customer[key]: customer for customer in customers} for key in ("id", "email"))
    if len(by_id) != len(customers) or len(by_email) != len(customers):
        found.append(f"{len(customers)} rows have {len(by_id)} ids and {len(by_email)} e-mail addresses")
    if total != len(customers):
        found.append(f"the total is {total}, there are {len(customers)} by cursor")
    expected = set()
    for one in ledgers:
        found += one.wrong
        expected |= one.customers.keys()
        for key, customer in one.customers.items():
            if by_id.get(key) != customer:
                found.append(f"confirmed {customer}, there is {by_id.get(key)}")
        found += [f"deleted and still there: {by_id[key]}" for key in one.deleted & by_id.keys()]
        found += [f"refused and still there: {by_email[email]}" for email in one.refused & by_email.keys()]
        for change in one.undecided:
            there = by_email.get(change.email)
            made = was_decided(change, there)
            decided[change.kind, made] += 1
            if made is None:
                found.append(f"half done: {change}, there is {there}")
            if there:
                expected.add(there["id"])
    found += [f"nobody confirmed {by_id[key]}" for key in by_id.keys() - expected]
    queries = {f"q={one.word}": lambda customer, one=one: one.word in customer["email"] for one in ledgers}
    queries |= {"q=renamed": lambda customer: customer["name"].endswith("renamed"), "city=Moved": lambda customer: customer["city"] == "Moved"}
    for query, fits in queries.items():
        hits, total = client.all_customers(query)
        hits, wanted = sorted(customer["id"] for customer in hits), sorted(key for key in by_id if fits(by_id[key]))
        if hits != wanted or total != len(wanted):
            found.append(f"{query} finds {len(hits)} customers and says {total}, {len(wanted)} have it")
    return found, decided


def counts(ledgers, decided):
    """A line for each kind of request: how many were answered how."""
    requests = [request for one in ledgers for request in one.requests]
    lines = []
    for kind in ("create", "update", "delete", "fetch"):
        statuses = collections.Counter(request.status for request in requests if request.kind == kind)
        if not statuses:
            continue
        parts = [f"{count} {status or 'broken'}" for status, count in sorted(statuses.items(), key=lambda item: (item[0] or 999))]
        if decided[kind, True] or decided[kind, False]:
            parts.append(f"of the undecided {decided[kind, True]} were done, {decided[kind, False]} were not")
        lines.append(f"  {kind}: {', '.join(parts)}")
    return lines
