"""心声: the box that anybody may write to (``/voices/``), and the desk of those who hear (``/matters/voices/``)."""
