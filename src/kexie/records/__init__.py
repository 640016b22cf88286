"""What is so: units, people, posts, activities, and the book that counts them. No HTTP."""
