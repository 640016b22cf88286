"""What we say: documents whose numbers are figures. No HTTP."""
