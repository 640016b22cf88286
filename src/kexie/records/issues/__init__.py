"""Reports (文稿) as records: drafts that somebody writes, and issues, which are frozen and stay."""
