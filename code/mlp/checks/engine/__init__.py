"""What holds a learner's function against the course's, and keeps it from doing harm."""
