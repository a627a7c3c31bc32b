"""A shop of our own behind the generated server: a catalogue that comes in pages."""

from __future__ import annotations

from shoprocket_public import Unset, models

TOTAL = 45
NAMES = [f"Product {number}" for number in range(1, TOTAL + 1)]


def product(number: int) -> models.Product:
    return models.Product(
        id=f"prod_{number:03}",
        name=f"Product {number}",
        slug=f"product-{number}",
        price=models.ProductPrice(amount=number * 100, currency="EUR", formatted=f"€{number}.00"),
    )


class Catalogue:
    """Implements one list, and nothing else."""

    def __init__(self, total: int = TOTAL, claimed_pages: int | None = None) -> None:
        self.products = [product(number) for number in range(1, total + 1)]
        self.claimed_pages = claimed_pages

    async def list_products(
        self,
        *,
        page: int | Unset,
        per_page: int | Unset,
        **rest: object,
    ) -> models.ListProductsResponse:
        size = per_page or 20
        number = page or 1
        last = max(1, -(-len(self.products) // size))
        return models.ListProductsResponse(
            data=self.products[(number - 1) * size : number * size],
            meta=models.PageMeta(
                current_page=number,
                per_page=size,
                total=len(self.products),
                last_page=self.claimed_pages or last,
            ),
        )
