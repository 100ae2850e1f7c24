"""What serves the chapters: nothing in here has to be read to follow the course."""
