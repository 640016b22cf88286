"""The clerk's guide (经办手册): one page a task, read from ``docs/guide`` and shown inside the house."""
