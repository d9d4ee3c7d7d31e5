"""Sets Typst documents one after the other, each in a process of its own, whose memory is given back when it ends.

Started by path (``python -I typst_process.py``): it must import nothing of the product, so that it is small. Reads
folders from standard input, one a line; reads ``main.typ`` in each and writes ``out.pdf`` there, or ``error.txt`` with
what Typst says. Answers every folder with a line: 0 when the document is set.
"""

import os
import sys
from pathlib import Path

import typst


def set_document(folder: str, fonts: typst.Fonts) -> int:
    """0 when the document is set; 1 if Typst refuses."""
    root = Path(folder)
    try:
        data = typst.compile(
            str(root / "main.typ"),
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
            package_path=folder,
            package_cache_path=folder,
        )
    except typst.TypstError as error:
        (root / "error.txt").write_text(str(error)[:2_000], encoding="utf-8")
        return 1
    (root / "out.pdf").write_bytes(data)
    return 0


def main() -> None:
    """Answer until nobody asks any more."""
    # A fork begins with interpreter and fonts at hand: that saves a third of what a short document costs.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 2
            try:
                code = set_document(line.rstrip("\n"), fonts)
            finally:
                os._exit(code)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
