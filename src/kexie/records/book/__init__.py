"""The numbered book (台账簿): gap-free positions shared by entries and by facts of structure."""
