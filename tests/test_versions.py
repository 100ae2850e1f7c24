"""There is one version, from the tags, and all that is handed out says it."""

import subprocess
from email import message_from_bytes
from zipfile import ZipFile

import pytest
import yaml
from conftest import ROOT

import mlp
from booktools.downloads.packaging import build_wheel, write_zip
from booktools.version import version


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Return a copy of the course that has its changes and no repository."""
    monkeypatch.setattr("booktools.version.ROOT", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 2.1\n\n- New.\n\n## 2.0\n")
    return tmp_path


def test_version_comes_from_the_last_tag(copy):
    """Without one the changes tell it; commits after a tag are counted."""

    def git(*arguments):
        name = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=0"]
        subprocess.run(["git", "-C", copy, *name, *arguments], check=True)

    assert version() == "2.1"
    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "One")
    assert version() == "2.1"
    git("tag", "v2.0")
    git("tag", "other")
    assert version() == "2.0"
    for _ in range(2):
        git("commit", "--quiet", "--allow-empty", "--message", "More")
    assert version() == "2.0.post2"


def test_wheel_and_zip_say_the_version(tmp_path):
    """In their names and texts, as a distribution that is not PyPI's mlp."""
    wheel = build_wheel(tmp_path)
    assert wheel.name == f"mlp_from_scratch-{version()}-py3-none-any.whl"
    metadata = wheel.name.replace("-py3-none-any.whl", ".dist-info/METADATA")
    told = message_from_bytes(ZipFile(wheel).read(metadata))
    assert (told["Name"], told["Version"]) == ("mlp-from-scratch", version())
    (tmp_path / "notebooks").mkdir()
    write_zip(tmp_path / "course.zip", wheel, tmp_path / "notebooks", "{}", "A course")
    course = ZipFile(tmp_path / "course.zip")
    readme = course.read("course/README.md").decode()
    assert f"\nVersion {version()}.\n" in readme
    assert f"`{wheel.name}`" in readme
    assert f"./{wheel.name}\n" in course.read("course/requirements.txt").decode()


def test_package_knows_what_was_installed(monkeypatch):
    """The version is looked up when somebody asks, and other names are not there."""
    monkeypatch.setattr("importlib.metadata.version", {"mlp-from-scratch": "3.4"}.get)
    assert mlp.__version__ == "3.4"
    assert not hasattr(mlp, "version")


def test_citation_agrees_with_the_site():
    """Title and authors are those of the configuration; it has no number of its own."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert cited["title"] == config["title"]
    assert [author["name"] for author in cited["authors"]] == [config["author"]]
    assert {"cff-version", "message", "license"} <= cited.keys()
    assert "version" not in cited


def test_tag_has_an_entry_among_the_changes():
    """What was tagged is told of, the newest first."""
    lines = (ROOT / "CHANGELOG.md").read_text().splitlines()
    told = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    numbers = [tuple(map(int, one.split("."))) for one in told]
    assert numbers == sorted(numbers, reverse=True)
    assert version().partition(".post")[0] in told
