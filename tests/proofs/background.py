"""10,000 background events through a vendor that resets 5 % and refuses 5 %: none is lost.

    python -m tests.proofs.background

Each is sent, failed or dropped; what the client calls sent is what the vendor took; and
while a vendor hangs, memory stops growing when the queue is full.
"""

from __future__ import annotations

import asyncio
import sys
import time
import tracemalloc
from typing import Any

from tests.conventions.compiled import got, opened, package
from tests.conventions.test_background import secured
from tests.proofs.unreliable import Unreliable

EVENTS = 10_000


async def accounted(module: Any, way: str, method: str, vendor: Unreliable) -> Any:
    """Submit all, close, and tell what became of them."""
    later = module.later if way == "sync" else module.later_async
    async with opened(module, way, base_url=vendor.url, key="k") as client:
        send = later(getattr(client.events, method))
        for number in range(EVENTS):
            await got(send(product_id=number))
        await got(client.background.flush(120))
    return client.background.stats


async def bounded(module: Any, way: str, vendor: Unreliable) -> tuple[Any, int, int]:
    """Submit to a vendor that hangs, three times what the queue takes; stats and memory."""
    later = module.later if way == "sync" else module.later_async
    vendor.open.clear()
    async with opened(module, way, base_url=vendor.url, key="k") as client:
        send = later(client.events.view)
        tracemalloc.start()
        sizes: list[int] = []
        for _ in range(3):
            for number in range(EVENTS + 1000):
                await got(send(product_id=number, stock_id="north"))
            await asyncio.sleep(0.01)
            sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        stats = client.background.stats
        vendor.open.set()
        await got(client.background.flush(120))
    assert sum(client.background.stats[1:4]) == client.background.stats.submitted
    return stats, sizes[0], sizes[-1]


def main() -> int:
    """Print the figures; 1 if something is wrong."""
    module = package("Tracker", secured())
    wrong = 0
    for way in ("sync", "async"):
        for method, kind in (("view", "in batches"), ("ping", "one by one")):
            started = time.perf_counter()
            with Unreliable() as vendor:
                stats = asyncio.run(accounted(module, way, method, vendor))
            took = time.perf_counter() - started
            whole = stats.sent + stats.failed + stats.dropped == stats.submitted == EVENTS
            fits = whole and stats.sent == len(vendor.taken)
            wrong += not fits
            print(f"{way}, {kind}: {stats}, {len(vendor.calls)} calls, {took:.1f} s:",
                  "all accounted for" if fits else f"WRONG, the vendor took {len(vendor.taken)}")  # fmt: skip
        with Unreliable(0, 0) as vendor:
            stats, first, last = asyncio.run(bounded(module, way, vendor))
        small = last < first * 1.05 and last < 20_000_000 and stats.dropped > 2 * EVENTS
        wrong += not small
        print(f"{way}, a vendor that hangs: {stats.waiting} wait, {stats.dropped} dropped;",
              f"{first / 1e6:.1f} MB when full, {last / 1e6:.1f} MB after as many again twice:",
              "bounded" if small else "WRONG")  # fmt: skip
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
