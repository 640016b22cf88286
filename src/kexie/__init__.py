"""Kexie (智慧科协): the working platform of a federated science association."""

__version__ = "0.1.0"
