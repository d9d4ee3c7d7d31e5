"""Fixtures of this context's tests."""

from tests.strategy.conftest import several_connections

__all__ = ["several_connections"]
