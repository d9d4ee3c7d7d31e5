"""Providers of sign-ins that the tests start as processes of their own, on the loopback."""
