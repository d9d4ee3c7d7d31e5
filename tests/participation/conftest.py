"""Fixtures of this context's tests."""

from tests.strategy.conftest import several_connections as several_connections
