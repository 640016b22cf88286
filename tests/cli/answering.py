"""The other end of ``calling.Session``: reads a command a line from stdin and answers it with one line of JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys

from kexie.cli import main


class Kept(io.StringIO):
    """What is printed on one stream, written down once more among what is printed on both."""

    def __init__(self, both: io.StringIO) -> None:
        """Keep where both streams are written together."""
        super().__init__()
        self._both = both

    def write(self, text: str) -> int:
        """Write to the stream and to both together."""
        self._both.write(text)
        return super().write(text)


if __name__ == "__main__":
    for line in sys.stdin:
        both = io.StringIO()
        out, err = Kept(both), Kept(both)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(json.loads(line))
        told = {"code": code, "out": out.getvalue(), "err": err.getvalue(), "both": both.getvalue()}
        print(json.dumps(told), flush=True)  # noqa: T201 - the answer
