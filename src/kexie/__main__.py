"""``python -m kexie COMMAND``; offices call it through the ``./kexie`` script at the root."""

from kexie.cli import main

raise SystemExit(main())
