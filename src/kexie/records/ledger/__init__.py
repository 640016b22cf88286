"""The ledger (台账): the append-only book of everything countable that happened."""
