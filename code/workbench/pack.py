"""Make the archives that a browser loads: less of each wheel, and byte code.

Pyodide's own Python runs this file when the site is built, see `pack.mjs`.
"""

import importlib.util
import marshal
import os
import re
import shutil
import sysconfig
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SITE = Path(sysconfig.get_path("purelib"))
# What no reader's code will want, or can use in a browser; the pattern of a path.
LEFT_OUT = {
    "stdlib": r"""^(ensurepip|idlelib|lib2to3|multiprocessing|pydoc_data|test|tkinter)/
        |^(turtledemo|venv|wsgiref|xmlrpc)/|^xml/(dom|sax)/|^http/server
        |^(aifc|cgi|cgitb|ftplib|imaplib|mailbox|modulefinder|nntplib|pickletools)\.py
        |^(poplib|smtplib|socketserver|sunau|telnetlib|turtle|xdrlib|zipapp)\.py
        |^encodings/(big5|cp(?!437|1252)|euc|gb|hp_|hz|iso(2022|8859_\d)|johab|koi8)
        |^encodings/(kz|mac_|palmos|ptcp|shift|tis)""",
    "numpy": r"""/(f2py|_pyinstaller|tests)/|/_simd|lapack_lite
        |(?<!/_multiarray)_tests\.
        |\.(a|c|h|ini|lib|md|pxd|pyi|pyx|txt)$""",
    # Without warnings, mathematics takes one font of each family.
    "matplotlib": r"""/(tests|testing|sphinxext|axisartist|diagram|licenses)/|\.pyi$
        |mpl-data/(images|sample_data|plot_directive)/|fonts/(afm|pdfcorefonts)/
        |DejaVu(Serif|SansMono-|Sans-BoldOblique)|STIX\w+(Bol|Ita)\w*\.ttf
        |/backends/(?!(__init__|_backend_agg|backend_(agg|mixed|svg))\b)|_ttconv
        |/fontlist\.json$|^PIL/(?!Bmp|Gif|Jpeg|Png|Ppm|Tiff|WebP)\w+ImagePlugin
        |^PIL/(_imagingft|_imagingtk|ImageQt|ImageTk|Pdf|PSDraw)""",
    "mlp": "(?!)",
}


def compiled(source, path, optimize=0):
    """Return the content of a .pyc file, which nothing compares with its source."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")  # 1: never
    return head + importlib.util.source_hash(source) + marshal.dumps(code)


def pack(name, archives, target, home=SITE):
    """Write into one archive what some have, apart from what is left out.

    Modules become byte code, which gets the names of the files that it was made from in
    the folder in which a browser will find it. The text of `mlp` itself is kept, for its
    checks read it. The same input gives the same bytes.
    """
    files, unwanted = {}, re.compile(rf"{LEFT_OUT[name]}|/$|\.dist-info/", re.VERBOSE)
    for path in archives:
        with ZipFile(path) as archive:
            names = [n for n in archive.namelist() if not unwanted.search(n)]
            files |= {n: archive.read(n) for n in names}
    for path in [path for path in files if path.endswith(".py")]:
        code = compiled(files[path], f"{home}/{path}", 2 * (name == "stdlib"))
        if name == "mlp":
            files[importlib.util.cache_from_source(path)] = code
        else:
            files[f"{path}c"] = code
            del files[path]
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            archive.writestr(ZipInfo(path), files[path], ZIP_DEFLATED)


def add_fonts(archives):
    """Add to the last archive the list of fonts, which takes Matplotlib seconds to make.

    Pyodide's Matplotlib reads it from its own folder.
    """
    for archive in archives:
        shutil.unpack_archive(archive, SITE)
    importlib.import_module("matplotlib.font_manager")
    name = "matplotlib/fontlist.json"
    with ZipFile(archive, "a", ZIP_DEFLATED, compresslevel=9) as opened:
        opened.writestr(ZipInfo(name), (SITE / name).read_bytes(), ZIP_DEFLATED)


def main(source=Path("/source"), target=Path("/target")):
    """Pack the archives of each folder into one of its name."""
    for folder in source.iterdir():
        home = Path(os.__file__).parent if folder.name == "stdlib" else SITE
        pack(folder.name, sorted(folder.iterdir()), target / f"{folder.name}.zip", home)
    if (target / "matplotlib.zip").exists():
        add_fonts([target / "numpy.zip", target / "matplotlib.zip"])


if __name__ == "__main__":
    main()
