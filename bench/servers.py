"""Real servers for measuring: our web server on SQLite or PostgreSQL, on a free port of the loopback."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scripts.postgres import server as postgres

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Site:
    """A database with data, and a web server that can be started, killed and started again."""

    database: str
    environment: dict[str, str]
    port: int
    processes: int
    log: IO[bytes]
    running: subprocess.Popen[bytes] | None = field(default=None)

    def python(self, *words: str) -> str:
        """Run Python with the site's database; returns what it prints."""
        command = [sys.executable, *words]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def start(self) -> float:
        """Start the web server; returns the seconds until it answered."""
        started = time.perf_counter()
        self.running = subprocess.Popen(
            [sys.executable, "-m", "werkstatt.cli.main", "serve", "--processes", str(self.processes)],
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        while True:
            try:
                self.get("/healthz")
                return time.perf_counter() - started
            except OSError:
                if time.perf_counter() - started > 60:
                    raise
                time.sleep(0.01)

    def kill(self) -> None:
        """kill -9: every process of the web server at once, without any warning."""
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """One request on a connection of its own; the answer is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response


def log_file() -> Path:
    """Where the measured servers write what goes wrong."""
    return Path(tempfile.gettempdir()) / "werkstatt-bench.log"


@contextmanager
def site(database: str, *, processes: int, page_cache: bool = True) -> Iterator[Site]:
    """``database`` is "sqlite" or "postgresql" (waiting for the disk, as in earnest). Empty, migrated, not started."""
    with ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="werkstatt-bench-")
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "WERKSTATT_DATA": folder,
            "PORT": str(port),
            "SECRET_KEY": "only-for-measuring",
            # All posts come from one address, and the work of many browsers is done by this machine too.
            "WERKSTATT_RATE_LIMITS": "*=0",
            "WERKSTATT_PROOF_WORK": "20",
            "WERKSTATT_PAGE_CACHE": "1" if page_cache else "0",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "werkstatt.config.settings",
        }
        environment.pop("DATABASE_URL", None)
        if database == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(postgres())
        made = Site(database, environment, port, processes, stack.enter_context(log_file().open("ab")))
        made.python("-m", "django", "migrate", "-v0")
        made.python("-m", "django", "collectstatic", "--noinput", "-v0")
        stack.callback(made.kill)
        yield made


def wrk(
    port: int, path: str, *, seconds: int, connections: int, headers: dict[str, str] | None = None
) -> dict[str, float]:
    """Load on one address by wrk: requests a second, and the 99th percentile in milliseconds."""
    if shutil.which("wrk") is None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False, **quiet)  # type: ignore[call-overload]
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in (headers or {}).items():
        words += ["-H", f"{name}: {value}"]
    out = subprocess.run([*words, f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out:
        raise RuntimeError(out)
    rate = next(line.split()[1] for line in out.splitlines() if line.startswith("Requests/sec"))
    late = next(line.split()[1] for line in out.splitlines() if line.strip().startswith("99%"))
    units = {"us": 1e-3, "ms": 1.0, "s": 1e3}
    unit = next(unit for unit in ("us", "ms", "s") if late.endswith(unit))
    return {"rate": float(rate), "p99": float(late.removesuffix(unit)) * units[unit]}


def memory_per_process(pid: int) -> list[float]:
    """Resident megabytes of each web process below ``pid`` (without the one that only watches)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = []
    for child in children:
        status = Path(f"/proc/{child}/status").read_text()
        if rss := next((line for line in status.splitlines() if line.startswith("VmRSS")), ""):
            sizes.append(int(rss.split()[1]) / 1024)
    return [size for size in sizes if size > 40]
