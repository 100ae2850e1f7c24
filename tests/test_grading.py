"""Hand-ins are judged one by one, whatever they do, and put into a gradebook."""

import csv
import io
import json
import os
import re
import select
import signal
import subprocess
import sys
from fnmatch import fnmatchcase
from contextlib import suppress
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from handins import (
    CLASS,
    D_RELU,
    HINT,
    NEED_PROCESSES,
    RELU,
    SIGMOID,
    WRONG_RELU,
    notebook,
)

from booktools import ROOT
from mlp.checks.__main__ import main
from mlp.checks.check import CHECKS
from mlp.checks.handins.judging import judge
from mlp.checks.handins.likeness import IN_THE_GAP
from mlp.checks.handins.notebook import GIVEN, NotANotebook, read
from mlp.checks.handins.parts import size
from mlp.checks.handins.results import Class
from mlp.checks.handins.tables import BadTable, Person, owners, read_class, read_points
from mlp.checks.report import SIGNS


def said(result):
    """Return a result in one line, as the table of hand-ins has it."""
    parts = [
        ": ".join([f"{SIGNS[entry.status]} {entry.name}", *entry.messages])
        for entry in result.entries
    ]
    return " ".join(parts + [f"> {remark}" for remark in result.remarks])


def agrees(text, pattern):
    """Whether a text is as a row says; brackets in it stand for themselves."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def test_text_alone_gives_the_verdict():
    """Nothing runs but what a function stands on, and no process is needed."""
    notebooks = {}
    for handin in CLASS:
        try:
            notebooks[handin.name] = read(handin.text)
        except NotANotebook as error:
            assert agrees(f"! {error}", handin.ran)
    group, wrong = Class(notebooks), []
    for handin in CLASS:
        if handin.name not in notebooks or handin.name in NEED_PROCESSES:
            continue
        entries, remarks = [], []
        for name in group.asked(handin.name):
            seen = []
            entries.append(judge(notebooks[handin.name], name, seen.extend))
            remarks += [f"{name}: {remark}" for remark in seen]
        text = said(group.result(handin.name, entries, (), remarks))
        if not agrees(text, handin.judged):
            wrong.append((handin.name, text, handin.judged))
    assert not wrong


def found(rows, name):
    """Return the row about a file, which has just one."""
    (row,) = [row for row in rows if row["notebook"].endswith(f"/{name}")]
    return row


def running(text):
    """Whether a process is left whose command has some text."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if text in file.read_bytes().decode(errors="replace"):
                return True
    return False


def test_nothing_that_a_notebook_does_loses_another(tmp_path, capsys):
    """Each has its row, its verdicts do not come from its run, and nothing is left."""
    tried = [handin for handin in CLASS if handin.ran is not None]
    for handin in tried:
        (tmp_path / handin.name).write_text(handin.text)
    limits = "--seconds", "8", "--megabytes", "1000"
    assert main([str(tmp_path), "--json", *limits]) == 1
    rows, wrong = json.loads(capsys.readouterr().out), []
    assert len(rows) == len(tried)
    for handin in tried:
        row = found(rows, handin.name)
        parts = [
            ": ".join([f"{SIGNS[entry['status']]} {name}", *entry["messages"]])
            for name, entry in row["functions"].items()
        ]
        text = " ".join(parts + [f"> {remark}" for remark in row["remarks"]])
        cells = " ".join(f"! {problem}" for problem in row["problems"])
        if not (agrees(text, handin.judged) and agrees(cells, handin.ran)):
            wrong.append((handin.name, text, cells))
        assert all(len(problem) < 400 for problem in row["problems"])
    assert not wrong, "\n".join(map(str, wrong))
    assert not running("time.sleep(86397)")
