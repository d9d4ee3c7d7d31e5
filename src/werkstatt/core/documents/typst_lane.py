"""A process beside ours that sets one Typst document after the other (see ``typst_process``)."""

from __future__ import annotations

import functools
import json
import os
import selectors
import signal
import subprocess
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any

from werkstatt.core.documents.errors import SettingFailedError
from werkstatt.core.documents.glyphs import plainly_printable

SECONDS_PER_DOCUMENT = 120
_WITHOUT_SHAPE = "could not be displayed"
# One thread for each lane: more of them only wait for each other, and each one holds on to memory of its own.
_THRIFTY = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


class TypstLane:
    """Sets documents in a folder of its own: ``start`` one, do something else, then ask for its ``result``."""

    def __init__(self, root: Path) -> None:
        root.mkdir()
        self._root = root
        self._data: dict[str, Any] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("typst_process.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_THRIFTY},
            start_new_session=True,
        )

    def __enter__(self) -> TypstLane:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, also in the middle of its work."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def start(self, template: str, data: dict[str, Any]) -> None:
        """Have the template set with the data. Only after the result of the one before."""
        self._data = data
        (self._root / "main.typ").write_bytes(_template(template))
        self._ask(data)

    def result(self) -> bytes:
        """The finished document. Raises SettingFailedError."""
        error = self._error()
        if error and _WITHOUT_SHAPE in error:
            # Every character has a shape in some font, but a combination of them may have none.
            self._ask(_reduced(self._data))
            error = self._error()
        if error:
            raise SettingFailedError(error)
        return (self._root / "out.pdf").read_bytes()

    def _ask(self, data: dict[str, Any]) -> None:
        words = json.dumps(data, ensure_ascii=False)
        (self._root / "data.json").write_text(words, encoding="utf-8", errors="replace")
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        try:
            self._process.stdin.write(f"{self._root}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise SettingFailedError("the process has ended") from error

    def _error(self) -> str:
        """Wait for the answer; what went wrong, empty if nothing."""
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(SECONDS_PER_DOCUMENT):
                return f"not finished within {SECONDS_PER_DOCUMENT} s"
        answer = self._process.stdout.readline().strip()
        if answer == b"0":
            return ""
        if answer == b"1":
            return (self._root / "error.txt").read_text(encoding="utf-8") or "refused"
        return f"ended with {answer.decode() or 'nothing'}"


def _reduced(data: Any) -> Any:
    """The same data with nothing but plain European characters."""
    if isinstance(data, str):
        return plainly_printable(data)
    if isinstance(data, list | tuple):
        return [_reduced(each) for each in data]
    if isinstance(data, dict):
        return {name: _reduced(each) for name, each in data.items()}
    return data


@functools.cache
def _template(name: str) -> bytes:
    return resources.files("werkstatt.core.documents").joinpath("typst", name).read_bytes()
