"""Prints the number of database queries of each address given, asked for by an anonymous reader."""

from __future__ import annotations

import os
import sys

import django


def main(paths: list[str]) -> None:
    """One line for each address: the address and the count."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    for path in paths:
        client = Client(SERVER_NAME="127.0.0.1")
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        if response.status_code != 200:
            sys.exit(f"{path}: {response.status_code}")
        print(path, len(captured))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    django.setup()
    main(sys.argv[1:])
