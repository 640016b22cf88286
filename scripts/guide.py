"""Draw the pictures of the guide anew: its tasks are walked in a browser with the camera on.

python scripts/guide.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Walk the tasks; return the exit code of the tests."""
    environment = os.environ | {"KEXIE_GUIDE_CAMERA": "1"}
    command = [sys.executable, "-m", "pytest", "tests/browser/guide", "-q", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
