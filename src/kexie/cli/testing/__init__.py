"""What ``./kexie test`` needs: the machine's packages, a PostgreSQL of its own, and steps that run side by side.

It stands before Django: a broken model or setting must show as a failed step, not stop the command.
"""
