"""Runs the reader's program in the page as `python program.py` would, and the processes that it starts."""

import asyncio
import atexit
import os
import random
import sys
import traceback

from . import processes  # before all that imports multiprocessing
from . import events, pools

# What programs and new processes use, imported here so that the snapshot has it.
import concurrent.futures.process  # noqa: E402
import datetime  # noqa: E402, F401
import math  # noqa: E402, F401
import multiprocessing.spawn  # noqa: E402, F401
import runpy  # noqa: E402, F401

from pyodide.ffi import run_sync, to_js  # noqa: E402


class PageHost:
    """The host of `processes`: functions of the worker, which ask the manager and wait for its answer."""

    def __init__(self, worker):
        self._worker = worker

    def _ask(self, function, *given):
        return function(*given)

    def post(self, box, data):
        self._worker.post(box, to_js(data))

    def grant(self, box, count):
        self._worker.grant(box, count)

    def take(self, boxes, timeout, keep=False):
        where = self._ask(self._worker.take, to_js(boxes), -1 if timeout is None else timeout, keep)
        return None if where < 0 else (where, self._worker.answered().to_bytes())

    def size(self, box):
        return self._ask(self._worker.size, box)

    def spawn(self, box, data):
        return self._ask(self._worker.spawn, box, to_js(data))

    def kill(self, pid, code):
        self._worker.kill(pid, code)


class SuspendedHost(PageHost):
    """The host where memory is not shared: an answer is a promise, and waiting for it suspends the interpreter."""

    def __init__(self, worker):
        super().__init__(worker)
        # Pyodide makes a promise into a future of its own event loop, which is the browser's.
        self._loop = asyncio.events._get_running_loop()

    def _ask(self, function, *given):
        loop = asyncio.events._get_running_loop()
        asyncio.events._set_running_loop(self._loop)
        try:
            return run_sync(function(*given))
        finally:
            asyncio.events._set_running_loop(loop)


def start(cores, pid):
    """Makes a process of this interpreter. Up to here all interpreters may come from one snapshot of memory."""
    import _every_core_worker as worker

    # Otherwise all processes would draw the same numbers.
    random.seed()
    processes.install((SuspendedHost if worker.suspends else PageHost)(worker), cores, pid)
    pools.install_pool()
    pools.install_executor()
    events.install()


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
    path = os.path.join(processes.HOME, name)
    namespace = sys.modules["__main__"].__dict__
    for key in [key for key in namespace if not key.startswith("__")]:
        del namespace[key]
    namespace.update(__file__=path, __name__="__main__", __spec__=None)
    os.chdir(processes.HOME)
    sys.argv = [name]
    sys.path[0] = processes.HOME
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
