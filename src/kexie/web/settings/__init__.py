"""Settings (设置): people, posts, sign-ins, rights explained, the log, the association, catalogues."""
