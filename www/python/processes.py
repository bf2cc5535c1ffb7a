"""What CPython's own `multiprocessing` needs below it: processes, queues and locks, made of the page's workers.

CPython has no threads and no processes in a browser. `multiprocessing` itself is plain Python, so this module leaves it as it is and
replaces what it stands on:

- a process is a worker with an interpreter of its own (`Popen`), started as CPython's start method *spawn* starts one;
- a queue, a pipe and a lock are mailboxes that the host keeps (`SimpleQueue`, `Connection`, `SemLock`);
- the threads that a pool runs beside the program are turns of `loop`: they are taken whenever the program waits.

The host is the only thing that knows about workers. It has these functions; `None` as a timeout means for ever.

- `post(box, data)` puts bytes into a mailbox, and `grant(box, count)` so many empty messages.
- `take(boxes, timeout, keep=False)` waits for a message in one of the mailboxes and returns `(box, data)`: the oldest, or `None` when
  the time is up. With `keep` the message stays where it is.
- `size(box)` returns how many messages are in a mailbox.
- `spawn(box, data)` starts a process with these bytes and returns its number. Its exit code arrives in the mailbox.
- `kill(pid, code)` ends a process with this exit code.
"""

import errno
import importlib.util
import io
import itertools
import operator
import os
import sys
import threading
import time
import traceback
import types

# The folder of the program, which is its working directory too.
HOME = "/home/pyodide"
# The folders whose files a process gets from its parent.
FOLDERS = (HOME, "/tmp")

host = None
_numbers = itertools.count(1)


def new_box():
    """Returns the number of a mailbox that no other process has."""
    return (os.getpid() << 32) + next(_numbers)


class SemLock:
    """`_multiprocessing.SemLock`: a mailbox with as many messages in it as the semaphore's value."""

    SEM_VALUE_MAX = 2**31 - 1

    def __init__(self, kind, value, maxvalue, name, unlink):
        self._make(new_box(), kind, maxvalue)
        host.grant(self.handle, value)

    def _make(self, handle, kind, maxvalue):
        self.handle, self.kind, self.maxvalue, self.name = handle, kind, maxvalue, None
        self._held = 0

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name):
        made = cls.__new__(cls)
        made._make(handle, kind, maxvalue)
        return made

    def acquire(self, block=True, timeout=None):
        if self.kind == 0 and self._held:
            self._held += 1
            return True
        if loop.receive(self.handle, timeout if block else 0) is None:
            return False
        self._held += 1
        return True

    def release(self):
        if self.kind == 0:
            if not self._held:
                raise AssertionError("attempt to release recursive lock not owned by thread")
            self._held -= 1
            if self._held:
                return
        else:
            if self._get_value() >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._held -= 1
        host.grant(self.handle, 1)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exception):
        self.release()

    def _count(self):
        return self._held

    def _is_mine(self):
        return self._held > 0

    def _get_value(self):
        return host.size(self.handle)

    def _is_zero(self):
        return self._get_value() == 0


def make_platform():
    """Returns the module `_multiprocessing`, which is written in C elsewhere and is missing here."""
    platform = types.ModuleType("_multiprocessing")
    platform.SemLock = SemLock
    platform.sem_unlink = lambda name: None
    return platform


if importlib.util.find_spec("_multiprocessing") is None:
    sys.modules["_multiprocessing"] = make_platform()

# These must come after the platform is there.
import multiprocessing  # noqa: E402
from multiprocessing import connection, context, process, queues, reduction, spawn, util  # noqa: E402
from multiprocessing.reduction import ForkingPickler  # noqa: E402


# ---- Waiting ----


class Loop:
    """The mailboxes that something has to be done about when a message arrives, whatever the program is waiting for."""

    def __init__(self):
        self.handlers = {}

    def turn(self, timeout, box=None):
        """Waits for one message. Returns its bytes if it is in `box`; otherwise its handler gets them."""
        boxes = list(self.handlers)
        if box is not None:
            boxes.append(box)
        got = host.take(boxes, timeout)
        if got is None:
            return None
        where, data = got
        if where == box:
            return data
        handler = self.handlers.get(where)
        if handler is not None:
            try:
                handler(data)
            except Exception:
                # In CPython the thread that calls back would end here, and the pool would hang.
                traceback.print_exc()
        return None

    def poll(self):
        """Handles what has arrived already."""
        while self.handlers and host.take(list(self.handlers), 0, keep=True):
            self.turn(0)

    def until(self, condition, timeout=None):
        """Handles messages until the condition holds or the time is up. Returns whether it holds."""
        deadline = None if timeout is None else time.monotonic() + max(timeout, 0)
        while not condition():
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                self.poll()
                return bool(condition())
            self.turn(left)
        return True

    def receive(self, box, timeout=None):
        """Waits for a message in `box`, handling others meanwhile. Returns None when the time is up."""
        deadline = None if timeout is None else time.monotonic() + max(timeout, 0)
        while True:
            left = None if deadline is None else max(deadline - time.monotonic(), 0)
            data = self.turn(left, box)
            if data is not None:
                return data
            # When the time is up, the last turn may have handled another message, although there is one in the box.
            if left == 0 and host.take([box], 0, keep=True) is None:
                return None

    def peek(self, boxes, timeout=None):
        """Waits until one of the boxes has a message, which stays there, and handles others meanwhile. Returns whether one has."""
        deadline = None if timeout is None else time.monotonic() + max(timeout, 0)
        while True:
            left = None if deadline is None else max(deadline - time.monotonic(), 0)
            got = host.take([*self.handlers, *boxes], left, keep=True)
            if got is None:
                return False
            if got[0] in boxes and got[0] not in self.handlers:
                return True
            self.turn(0)


loop = Loop()


class Event:
    """`threading.Event` for one thread: waiting handles messages."""

    def __init__(self):
        self._flag = False

    def is_set(self):
        if not self._flag:
            loop.poll()
        return self._flag

    def set(self):
        self._flag = True

    def clear(self):
        self._flag = False

    def wait(self, timeout=None):
        return loop.until(lambda: self._flag, timeout)


class Condition:
    """`threading.Condition` for one thread: waiting handles messages, and nobody else can hold the lock."""

    def __init__(self, lock=None):
        self._notified = 0

    def __enter__(self):
        return True

    def __exit__(self, *exception):
        pass

    def acquire(self, *args):
        return True

    def release(self):
        pass

    def notify(self, n=1):
        self._notified += 1

    def notify_all(self):
        self._notified += 1

    def wait(self, timeout=None):
        before = self._notified
        return loop.until(lambda: self._notified != before, timeout)

    def wait_for(self, predicate, timeout=None):
        loop.until(predicate, timeout)
        return predicate()


class NoLock:
    """`threading.Lock` for one thread: it is always free."""

    def __enter__(self):
        return True

    def __exit__(self, *exception):
        pass

    def acquire(self, blocking=True, timeout=-1):
        return True

    def release(self):
        pass


NO_THREADS = (
    "can't start new thread: CPython in a browser has one thread. "
    "multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here."
)


def no_threads(self, *args, **kwds):
    raise RuntimeError(NO_THREADS)


def _sleep(seconds):
    if not isinstance(seconds, float):
        try:
            seconds = operator.index(seconds)
        except TypeError:
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer or float") from None
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    loop.until(lambda: False, seconds)


# ---- Processes ----


class Popen:
    """A process: a worker with an interpreter of its own."""

    method = "spawn"

    def __init__(self, process_obj):
        util._flush_std_streams()
        self.returncode = None
        self.on_exit = None
        # A process elsewhere has its parent's environment, and finds the files that it has written.
        preparation = {**spawn.get_preparation_data(process_obj._name), "environ": dict(os.environ), "files": files(FOLDERS)}
        data = io.BytesIO()
        context.set_spawning_popen(self)
        try:
            reduction.dump(preparation, data)
            reduction.dump(process_obj, data)
        finally:
            context.set_spawning_popen(None)
        self.sentinel = new_box()
        loop.handlers[self.sentinel] = self._exited
        self.pid = host.spawn(self.sentinel, data.getvalue())
        if self.pid < 0:
            del loop.handlers[self.sentinel]
            raise BlockingIOError(errno.EAGAIN, "the page lets a program have 32 processes at one time, because each takes about 80 MB")

    def _exited(self, data):
        del loop.handlers[self.sentinel]
        self.returncode = int(data)
        # For `connection.wait`, the end of a process lasts.
        host.grant(self.sentinel, 1)
        if self.on_exit:
            self.on_exit()

    def poll(self, flag=None):
        if self.returncode is None:
            loop.poll()
        return self.returncode

    def wait(self, timeout=None):
        loop.until(lambda: self.returncode is not None, timeout)
        return self.returncode

    def terminate(self):
        self._kill(-15)

    def kill(self):
        self._kill(-9)

    def interrupt(self):
        self._kill(-2)

    def _kill(self, code):
        if self.returncode is None:
            host.kill(self.pid, code)

    def duplicate_for_child(self, fd):
        return fd

    def close(self):
        loop.handlers.pop(self.sentinel, None)


def files(folders):
    """Returns what is in these folders, by path. A folder has no bytes."""
    found = {}
    for top in folders:
        for folder, _, names in os.walk(top):
            found[folder] = None
            for name in names:
                path = os.path.join(folder, name)
                try:
                    with open(path, "rb") as file:
                        found[path] = file.read()
                except OSError:
                    pass
    return found


def write_files(found):
    """Writes what `files` has returned."""
    for path, data in found.items():
        if data is None:
            os.makedirs(path, exist_ok=True)
        else:
            with open(path, "wb") as file:
                file.write(data)


def run_child(data):
    """Runs a process that `Popen` has started, and returns its exit code. As `multiprocessing.spawn._main` does."""
    stream = io.BytesIO(data)
    process.current_process()._inheriting = True
    try:
        preparation = reduction.pickle.load(stream)
        os.environ.clear()
        os.environ.update(preparation["environ"])
        write_files(preparation["files"])
        spawn.prepare(preparation)
        child = reduction.pickle.load(stream)
    finally:
        del process.current_process()._inheriting
    return child._bootstrap(None)


# ---- Queues ----


class SimpleQueue:
    """`multiprocessing.SimpleQueue`: one mailbox."""

    def __init__(self, *, ctx=None):
        self._box = new_box()

    def __getstate__(self):
        context.assert_spawning(self)
        return self._box

    def __setstate__(self, box):
        self._box = box

    def put(self, obj):
        host.post(self._box, bytes(ForkingPickler.dumps(obj)))

    def get(self):
        return ForkingPickler.loads(loop.receive(self._box))

    def empty(self):
        return host.size(self._box) == 0

    def close(self):
        pass

    @property
    def _reader(self):
        return Connection(self._box, None)

    __class_getitem__ = classmethod(types.GenericAlias)


class Connection:
    """One end of `multiprocessing.Pipe`: the mailbox that it reads, and the one that it writes. Either may be missing."""

    def __init__(self, inbox, outbox):
        self._box = inbox
        self._outbox = outbox
        self.closed = False

    @property
    def readable(self):
        return self._box is not None

    @property
    def writable(self):
        return self._outbox is not None

    def _check(self, box, can):
        if self.closed:
            raise OSError("handle is closed")
        if box is None:
            raise OSError(f"connection is {can}-only")

    def send_bytes(self, buf, offset=0, size=None):
        self._check(self._outbox, "read")
        host.post(self._outbox, bytes(memoryview(buf).cast("B")[offset : None if size is None else offset + size]))

    def send(self, obj):
        self._check(self._outbox, "read")
        self.send_bytes(ForkingPickler.dumps(obj))

    def recv_bytes(self, maxlength=None):
        self._check(self._box, "write")
        data = loop.receive(self._box)
        if maxlength is not None and len(data) > maxlength:
            raise OSError("bad message length")
        return data

    def recv(self):
        return ForkingPickler.loads(self.recv_bytes())

    def poll(self, timeout=0.0):
        self._check(self._box, "write")
        return loop.peek([self._box], timeout)

    def fileno(self):
        raise OSError("a connection in the page has no file descriptor")

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def Pipe(duplex=True):
    here, there = new_box(), new_box()
    if duplex:
        return Connection(here, there), Connection(there, here)
    return Connection(here, None), Connection(None, here)


def wait(object_list, timeout=None):
    """`multiprocessing.connection.wait` for connections and sentinels of processes."""
    boxes = {getattr(each, "_box", each): each for each in object_list}
    loop.peek(list(boxes), timeout)
    return [each for box, each in boxes.items() if host.size(box)]


def put(self, obj, block=True, timeout=None):
    """`Queue.put` without a thread that writes."""
    if self._closed:
        raise ValueError(f"Queue {self!r} is closed")
    if not self._sem.acquire(block, timeout):
        raise queues.Full
    try:
        data = ForkingPickler.dumps(obj)
    except Exception as error:
        self._sem.release()
        self._on_queue_feeder_error(error, obj)
    else:
        self._send_bytes(data)


# ---- Setting up ----

MISSING = {
    "Manager": "its server needs threads",
    "Value": "interpreters share no memory",
    "Array": "interpreters share no memory",
    "RawValue": "interpreters share no memory",
    "RawArray": "interpreters share no memory",
    "JoinableQueue": "its counter needs shared memory",
    "Barrier": "its counter needs shared memory",
}


def _missing(name, why):
    def refuse(self, *args, **kwds):
        raise NotImplementedError(
            f"multiprocessing.{name} does not work in the page: {why}. "
            "Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do."
        )

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


def threading_for_one():
    """Returns `threading` with the parts replaced that wait for another thread."""
    module = types.ModuleType("threading")
    module.__dict__.update(threading.__dict__)
    module.Event, module.Condition, module.Lock, module.RLock = Event, Condition, NoLock, NoLock
    return module


def _known_as(module, name, function):
    """Gives a function the name under which others find it, so that it can be pickled."""
    function.__module__, function.__name__, function.__qualname__ = module, name, name
    return function


def install(the_host, cores, pid):
    """Makes `multiprocessing` use the host. To be called once, before the program runs."""
    global host
    host = the_host
    before, os.getpid = os.getpid, _known_as("os", "getpid", lambda: pid)
    # It was bound when `util` was imported, to find out whether a finalizer belongs to this process.
    finalize = util.Finalize.__call__
    finalize.__defaults__ = tuple(os.getpid if value is before else value for value in finalize.__defaults__)
    os.cpu_count = _known_as("os", "cpu_count", lambda: cores)
    os.process_cpu_count = _known_as("os", "process_cpu_count", lambda: cores)
    time.sleep = _known_as("time", "sleep", _sleep)
    # A process has one thread.
    time.thread_time, time.thread_time_ns = time.process_time, time.process_time_ns
    threading.Thread.start = no_threads

    context.SpawnProcess._Popen = staticmethod(Popen)
    for name in ("fork", "forkserver"):
        context._concrete_contexts.pop(name, None)
    context._default_context._default_context = context._concrete_contexts["spawn"]
    context.DefaultContext.get_all_start_methods = lambda self: ["spawn"]
    multiprocessing.get_all_start_methods = context._default_context.get_all_start_methods
    connection.Pipe = Pipe
    connection.wait = wait
    queues.SimpleQueue = SimpleQueue
    queues.Queue.put = put
    for name, why in MISSING.items():
        setattr(context.BaseContext, name, _missing(name, why))
        setattr(multiprocessing, name, getattr(context._default_context, name))
