"""Writing what a command made: all of it or nothing, and never in the place of something that is no file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from werkstatt.cli.files import FaultyInputError, write_file


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"Antwort")
    reader.join(5)
    assert read == [b"Antwort"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(FaultyInputError, match="lässt sich nicht schreiben"):
        write_file(tmp_path, b"Antwort")
    assert tmp_path.is_dir()


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "antwort.json"
    target.write_bytes(b"alt")
    write_file(target, b"neu")
    assert target.read_bytes() == b"neu"
    assert list(tmp_path.iterdir()) == [target]
