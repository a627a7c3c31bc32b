"""Views: what templates see. Flat, frozen, every string of them fit for source."""
