"""What the README shows and says is so."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_example_prints_what_it_says(capsys):
    """The example runs, and its last line is the one that is quoted."""
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (quoted,) = re.findall(r"```\n(epoch.*?)\n```", README, re.DOTALL)
    exec(example, {})
    assert capsys.readouterr().out.splitlines()[-1] == quoted


def test_files_that_it_names_exist():
    """Every path in the README is there."""
    paths = re.findall(r"`((?:book|code|tests)/[\w/.-]+)`", README)
    paths += re.findall(r"\]\(([\w/.-]+)\)", README)
    assert len(paths) >= 8
    for path in paths:
        assert (ROOT / path).exists(), path


def test_commands_are_targets_of_the_makefile():
    """Each `make` command of README and CONTRIBUTING exists."""
    makefile = (ROOT / "Makefile").read_text()
    texts = README + (ROOT / "CONTRIBUTING.md").read_text()
    for target in set(re.findall(r"(?:^|`)make ([a-z-]+)", texts, re.M)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
