"""Reports (文稿): a document whose numbers are figures, read on the site or taken away."""
