"""Calling pandoc: in its own sandbox, with limits on time and memory, without files of its own."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from werkstatt.core.documents.errors import DocumentError

try:
    import resource
except ImportError:  # not on Windows; the limits on heap and wall clock remain
    resource = None  # type: ignore[assignment]

_HEAP_EXHAUSTED = 251


@dataclass(frozen=True, slots=True)
class Limits:
    """What one conversion may take."""

    input_bytes: int = 20 * 1024 * 1024
    output_bytes: int = 400 * 1024 * 1024
    seconds: float = 30.0
    heap_megabytes: int = 512


STANDARD_LIMITS = Limits()


def convert(data: bytes, arguments: Sequence[str], limits: Limits = STANDARD_LIMITS) -> bytes:
    """The output of pandoc for this input.

    ``--sandbox`` keeps pandoc from every file and address except those named on the command line. Input comes by pipe
    and output goes to an unnamed temporary file, so nothing is left behind however the process ends.
    Raises DocumentError where a limit is reached or pandoc cannot make sense of the input.
    """
    command = [_binary(), "--sandbox", *arguments, "+RTS", f"-M{limits.heap_megabytes}m", "-RTS"]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=complaints,
            cwd=tempfile.gettempdir(),
            env={"LANG": "C.UTF-8"},
        )
        try:
            _limit(process.pid, limits)
            process.communicate(data, timeout=limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise _too_complex() from error
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode == 0:
            return _content(output)
        if process.returncode in (_HEAP_EXHAUSTED, 2) or process.returncode < 0:
            raise _too_complex()
        raise DocumentError(
            _("Das Dokument lässt sich nicht lesen: Es ist beschädigt oder nicht das, was sein Name sagt."),
            _("Öffnen Sie es in Ihrem Schreibprogramm, speichern Sie es neu und laden Sie es noch einmal hoch."),
        )


def _limit(pid: int, limits: Limits) -> None:
    """Limit processor time and the size of the output. The process still waits for its input, so this comes in time."""
    if resource is None or not hasattr(resource, "prlimit"):
        return
    seconds = max(1, round(limits.seconds))
    resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limits.output_bytes, limits.output_bytes))
    resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


@functools.cache
def _binary() -> str:
    """The pandoc that came with the Python package, never another one on the path."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def _too_complex() -> DocumentError:
    return DocumentError(
        _("Das Dokument ist zu groß oder zu verschachtelt, um es in vertretbarer Zeit zu lesen."),
        _("Teilen Sie es in mehrere Dateien, verkleinern Sie sehr große Tabellen und laden Sie es noch einmal hoch."),
    )
