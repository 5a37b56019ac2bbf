"""The whole purchase of ten lines, requisition to paid: alone, and eight at once."""

from __future__ import annotations

from collections.abc import Iterator

from bench.client import Client, Counter
from bench.company import PASSWORD, Company, address_of
from bench.measure import Figure, timed
from bench.steps import People, chain

LINES = 10


def measure(address: str, company: Company, count: int) -> Iterator[Figure]:
    """``count`` chains alone and as many with eight clients, after a warm-up."""
    counter = Counter()

    def person(login: str) -> Client:
        return Client(address, address_of(login), PASSWORD, counter)

    people = People(person("engineer"), person("buyer"), person("dock"), person("books"), person("chief"))
    timed(lambda _: chain(people, company, LINES), range(4), 2)
    before = counter.requests
    alone = timed(lambda _: chain(people, company, LINES), range(count))
    requests = (counter.requests - before) // count
    together = timed(lambda _: chain(people, company, LINES), range(count), 8)
    yield Figure(
        f"requisition to paid, {requests} requests, alone", f"p50 {alone.p50:.0f} ms", "≤ 160 ms", alone.p50 <= 160
    )
    yield Figure(
        "requisition to paid, 8 clients",
        f"p50 {together.p50:.0f} ms, {together.rate:.1f} chains/s",
        "≤ 400 ms",
        together.p50 <= 400,
    )
