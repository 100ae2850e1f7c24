"""Say which files of a folder are looked at, and what is said of the others."""

LARGEST = 200 << 20  # bytes of a notebook
# What systems and programs put into folders; nobody has handed it in.
NOISE = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini"}
WRONG_NAME = "its name has to end in .ipynb"
REASONS = {".zip": "unpack it first", ".py": "a script, not a notebook"}
TOO_LARGE = "cannot be read: it is larger than 200 MB"
NO_TEXT = "not a notebook: it is no text"


def is_noise(path):
    """Whether nobody has handed in what has this path below a folder."""
    return bool(NOISE.intersection(path.parts)) or path.name.startswith("._")


def reason(path):
    """Return why a file of a folder is not looked at, or nothing."""
    if path.suffix.lower() == ".ipynb":
        return ""
    if ".ipynb" in path.suffixes:
        return f"{WRONG_NAME}; rename it"
    return REASONS.get(path.suffix.lower(), WRONG_NAME)
