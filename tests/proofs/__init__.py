"""Proofs that take too long for every run: `make proofs`."""
