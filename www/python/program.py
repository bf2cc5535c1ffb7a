"""Runs the reader's program in the page as `python program.py` would, and the processes that it starts."""

import atexit
import os
import random
import sys
import traceback

from . import processes  # before all that imports multiprocessing
from . import pools

# What programs and new processes use, imported here so that the snapshot has it.
import concurrent.futures.process  # noqa: E402
import datetime  # noqa: E402, F401
import math  # noqa: E402, F401
import multiprocessing.spawn  # noqa: E402, F401
import runpy  # noqa: E402, F401

# The folder of the program, which is its working directory too.
HOME = "/home/pyodide"


class PageHost:
    """The host of `processes`: functions of the worker, which ask the manager and wait for its answer."""

    def __init__(self, worker, to_js):
        self._worker = worker
        self._to_js = to_js

    def post(self, box, data):
        self._worker.post(box, self._to_js(data))

    def grant(self, box, count):
        self._worker.grant(box, count)

    def take(self, boxes, timeout, keep=False):
        where = self._worker.take(self._to_js(boxes), -1 if timeout is None else timeout, keep)
        return None if where < 0 else (where, self._worker.answered().to_bytes())

    def size(self, box):
        return self._worker.size(box)

    def spawn(self, box, data):
        return self._worker.spawn(box, self._to_js(data))

    def kill(self, pid, code):
        self._worker.kill(pid, code)


def start(cores, pid):
    """Makes a process of this interpreter. Up to here all interpreters may come from one snapshot of memory."""
    import _every_core_worker
    from pyodide.ffi import to_js

    # Otherwise all processes would draw the same numbers.
    random.seed()
    processes.install(PageHost(_every_core_worker, to_js), cores, pid)
    pools.install_pool()
    pools.install_executor()


def exit_code(error):
    """Returns the exit code of a SystemExit, and prints what it says, as CPython does."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def run_main(name):
    """Runs the file as `__main__` and returns the exit code."""
    path = os.path.join(HOME, name)
    namespace = sys.modules["__main__"].__dict__
    for key in [key for key in namespace if not key.startswith("__")]:
        del namespace[key]
    namespace.update(__file__=path, __name__="__main__", __spec__=None)
    os.chdir(HOME)
    sys.argv = [name]
    sys.path[0] = HOME
    code = 0
    try:
        with open(path, "rb") as file:
            program = compile(file.read(), path, "exec", dont_inherit=True)
        exec(program, namespace)
    except SystemExit as error:
        code = exit_code(error)
    except BaseException as error:
        # Without the frame of this function.
        error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
        flush()
        traceback.print_exception(error)
        code = 1
    finish()
    return code


def run_child(data):
    """Runs a process that the program has started and returns its exit code."""
    try:
        code = processes.run_child(data)
    except SystemExit as error:
        code = exit_code(error)
    except BaseException as error:
        frame = error.__traceback__
        while frame and frame.tb_frame.f_globals.get("__name__", "").startswith("_every_core"):
            frame = frame.tb_next
        traceback.print_exception(error.with_traceback(frame))
        code = 1
    finish()
    return code


def finish():
    """Does what CPython does at its end."""
    concurrent.futures.process._python_exit()
    atexit._run_exitfuncs()
    flush()


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass
