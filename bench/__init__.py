"""Benchmarks: each module has ``run() -> list[Row]``; ``python -m bench`` runs all and writes ``bench/results.json``."""
