"""Who sees it, for people: a folder a noun (pages, forms, urls), and ``kit`` with the layout and its parts."""
