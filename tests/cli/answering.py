"""The other end of ``calling.Session``: reads a command a line from stdin and answers it with one line of JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys

from kexie.cli import main

if __name__ == "__main__":
    for line in sys.stdin:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(json.loads(line))
        print(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}), flush=True)  # noqa: T201 - the answer
