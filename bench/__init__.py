"""Benchmarks: each module has ``run() -> list[dict]``; ``python -m bench`` runs all, writes ``bench/results.json``."""
