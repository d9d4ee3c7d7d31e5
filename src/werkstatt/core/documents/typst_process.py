"""Sets one Typst document in a process of its own, whose memory is given back when it ends.

Started by path (``python -I typst_process.py FOLDER``): it must import nothing of the product, so that it is small.
Reads ``main.typ`` in the folder and writes ``out.pdf`` there. A Typst error goes to standard error, exit code 1.
"""

import sys
from pathlib import Path

import typst


def main(folder: str) -> int:
    """0 when the document is set; 1 if Typst refuses."""
    root = Path(folder)
    try:
        data = typst.compile(
            str(root / "main.typ"),
            root=folder,
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
            package_path=folder,
            package_cache_path=folder,
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error)[:2_000])
        return 1
    (root / "out.pdf").write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
