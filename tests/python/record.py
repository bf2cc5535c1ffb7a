"""Runs each program in `programs/` by the CPython that runs this, with the start method spawn, and writes what it did.

    python3.14 tests/python/record.py            # writes tests/python/expected.json, which the browser tests compare with

The page has CPython 3.14, so it is recorded with 3.14: the texts of some errors differ between versions. Debian has it in its unstable
release; in a folder made by `debootstrap --variant=minbase --include=python3.14 sid FOLDER`, this runs by `chroot`.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
# Imported by every interpreter at its start. A page has the start method spawn alone, and these programs are run with two processors.
SITE = """
import multiprocessing.context as context, os
context._default_context._default_context = context._concrete_contexts["spawn"]
os.cpu_count = os.process_cpu_count = lambda: 2
"""


def plain(text):
    """Returns the text without what differs from run to run."""
    return re.sub(r"0x[0-9a-f]+", "0x…", re.sub(r'"[^"\n]*/(\w+\.py)"', r'"\1"', text))


def run(program, folder):
    # Under the name that it has in the page, so that none is in the way of a module of the library.
    home = pathlib.Path(folder, "home")
    home.mkdir(exist_ok=True)
    (home / "program.py").write_text(program.read_text())
    environment = {**os.environ, "PYTHONPATH": folder, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "program.py"], cwd=home, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    errors = done.stderr.decode().strip().splitlines()
    return {"output": plain(done.stdout.decode()), "error": plain(errors[-1]) if errors else "", "code": done.returncode}


def main():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "sitecustomize.py").write_text(SITE)
        programs = sorted((HERE / "programs").glob("*.py"))
        did = {program.stem: run(program, folder) for program in programs}
    recorded = {"python": sys.version.split()[0], "programs": did}
    (HERE / "expected.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
