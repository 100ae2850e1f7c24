"""Python in the reader's browser: what the site serves for it, and what runs there."""
