"""Write the site's one stylesheet from its sources. Run it after a change under ``src/kexie/web/styles``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from kexie.web.kit import stylesheet

stylesheet.RESULT.write_text(stylesheet.build(), encoding="utf-8")
sys.stderr.write(f"{stylesheet.RESULT.name}: {stylesheet.RESULT.stat().st_size} bytes\n")
