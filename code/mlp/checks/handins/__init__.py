"""What learners have handed in: read, judged, compared, and put into a gradebook.

Nothing in this folder starts a process, opens a file or prints, so it works in a browser
too. `mlp.checks.grading` has the processes, ``python -m mlp.checks`` the files.
"""
