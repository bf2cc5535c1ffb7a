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

import collections
import importlib.util
import io
import itertools
import os
import sys
import threading
import time
import traceback
import types

host = None
_numbers = itertools.count(1)


def new_box():
    """Returns the number of a mailbox that no other process has."""
    return (os.getpid() << 32) + next(_numbers)


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
            if data is not None or left == 0:
                return data


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


NO_THREADS = (
    "can't start new thread: CPython in a browser has one thread. "
    "multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here."
)


def _no_threads(self, *args, **kwds):
    raise RuntimeError(NO_THREADS)


def _sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    loop.until(lambda: False, seconds)


# ---- Processes ----


class Popen:
    """A process: a worker with an interpreter of its own."""

    method = "spawn"

    def __init__(self, process_obj):
        from multiprocessing import context, reduction, spawn, util

        util._flush_std_streams()
        self.returncode = None
        self.on_exit = None
        preparation = spawn.get_preparation_data(process_obj._name)
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


def run_child(data):
    """Runs a process that `Popen` has started, and returns its exit code. As `multiprocessing.spawn._main` does."""
    from multiprocessing import process, reduction, spawn

    stream = io.BytesIO(data)
    process.current_process()._inheriting = True
    try:
        spawn.prepare(reduction.pickle.load(stream))
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
        from multiprocessing import context

        context.assert_spawning(self)
        return self._box

    def __setstate__(self, box):
        self._box = box

    def put(self, obj):
        from multiprocessing.reduction import ForkingPickler

        host.post(self._box, bytes(ForkingPickler.dumps(obj)))

    def get(self):
        from multiprocessing.reduction import ForkingPickler

        return ForkingPickler.loads(loop.receive(self._box))

    def empty(self):
        return host.size(self._box) == 0

    def close(self):
        pass

    __class_getitem__ = classmethod(types.GenericAlias)


class Tasks(SimpleQueue):
    """The queue of a pool's tasks. Whoever takes one says so, so that the pool knows what died with a process."""

    def __init__(self, results, *, ctx=None):
        super().__init__(ctx=ctx)
        self._results = results

    def __getstate__(self):
        return super().__getstate__(), self._results

    def __setstate__(self, state):
        self._box, self._results = state

    def get(self):
        task = super().get()
        if task is not None:
            self._results.put((os.getpid(), *task[:2], None))
        return task


# ---- Pool ----


class Feed:
    """Hands tasks to the processes, in the place of the thread that does so in CPython."""

    # An iterator may be endless, so `imap` is only read this far ahead. In CPython it is as much as fits into a pipe.
    AHEAD = 64

    def __init__(self, pool):
        self._pool = pool
        self._waiting = collections.deque()
        self._lazy = 0

    def put(self, entry):
        self._waiting.append([iter(entry[0]), entry[1], None])
        self.go_on()

    def clear(self):
        self._waiting.clear()

    def finished(self):
        """Notes that a task is done."""
        self._lazy = max(self._lazy - 1, 0)
        self.go_on()

    def go_on(self):
        while self._waiting:
            entry = self._waiting[0]
            tasks, set_length, last = entry
            if set_length and self._lazy >= self.AHEAD:
                return
            try:
                task = next(tasks)
            except StopIteration:
                self._waiting.popleft()
                if set_length:
                    set_length(last[1] + 1 if last else 0)
                continue
            entry[2] = task
            self._lazy += bool(set_length)
            try:
                self._pool._inqueue.put(task)
            except Exception as error:
                self._lazy -= bool(set_length)
                result = self._pool._cache.get(task[0])
                if result is not None:
                    result._set(task[1], (False, error))


def _make_pool(module):
    """Replaces in `multiprocessing.pool.Pool` what needs threads."""
    from multiprocessing import ProcessError, get_context, process, util

    class BrokenPoolError(ProcessError):
        """Raised by `get()` if the process that had the task died, or the pool was terminated. In CPython `get()` hangs."""

    BrokenPoolError.__module__ = "multiprocessing"
    BrokenPoolError.__qualname__ = "BrokenPoolError"

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._pool = []
        self._state = module.INIT
        if isinstance(self, module.ThreadPool):
            _no_threads(self)
        self._ctx = context or get_context()
        self._outqueue = SimpleQueue()
        self._inqueue = Tasks(self._outqueue)
        self._taskqueue = Feed(self)
        self._cache = {}
        self._maxtasksperchild = maxtasksperchild
        self._initializer = initializer
        self._initargs = initargs
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if maxtasksperchild is not None:
            if not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0:
                raise ValueError("maxtasksperchild must be a positive int or None")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._processes = processes
        # The tasks that each process has, and how many processes in a row have died without one.
        self._held = {}
        self._failed_starts = 0
        self._broken = None
        loop.handlers[self._outqueue._box] = self._arrived
        try:
            self._fill()
        except BaseException:
            self._end_processes()
            raise
        self._terminate = util.Finalize(self, _end_all, args=(self._pool, self._outqueue._box), exitpriority=15)
        self._state = module.RUN

    def _fill(self):
        """Starts processes until there are as many as there should be."""
        before = len(self._pool)
        self._repopulate_pool()
        for worker in self._pool[before:]:
            worker._popen.on_exit = lambda worker=worker: self._exited(worker)

    def _arrived(self, data):
        """Handles a result, or the note that a process has taken a task."""
        from multiprocessing.reduction import ForkingPickler

        message = ForkingPickler.loads(data)
        if len(message) == 4:
            pid, job, index, _ = message
            self._held[pid] = (job, index)
            self._failed_starts = 0
            return
        job, index, outcome = message
        for pid, held in list(self._held.items()):
            if held == (job, index):
                del self._held[pid]
        result = self._cache.get(job)
        try:
            if result is not None:
                result._set(index, outcome)
        finally:
            self._taskqueue.finished()

    def _exited(self, worker):
        """Replaces a process that has ended. What it was doing fails."""
        self._pool[:] = [other for other in self._pool if other is not worker]
        held = self._held.pop(worker.pid, None)
        code = worker._popen.returncode
        if held is not None:
            result = self._cache.get(held[0])
            if result is not None:
                result._set(held[1], (False, BrokenPoolError(f"the process that had this task ended with exit code {code}")))
        elif code != 0:
            self._failed_starts += 1
        if self._state == module.TERMINATE or (self._state == module.CLOSE and not self._cache):
            return
        if self._failed_starts > self._processes:
            self._broken = BrokenPoolError(f"no process of the pool can start: {self._failed_starts} in a row ended with exit code {code} before a task")
            _fail_all(self, self._broken)
            return
        self._fill()

    def _check_running(self):
        if self._broken is not None:
            raise self._broken
        if self._state != module.RUN:
            raise ValueError("Pool not running")

    def close(self):
        if self._state == module.RUN:
            self._state = module.CLOSE

    def terminate(self):
        self._state = module.TERMINATE
        self._terminate()
        _fail_all(self, BrokenPoolError("the pool was terminated"))

    def join(self):
        if self._state == module.RUN:
            raise ValueError("Pool is still running")
        elif self._state not in (module.CLOSE, module.TERMINATE):
            raise ValueError("In unknown state")
        if self._state == module.CLOSE:
            loop.until(lambda: not self._cache)
            for _ in self._pool:
                self._inqueue.put(None)
        for worker in list(self._pool):
            worker.join()

    def _end_processes(self):
        _end_all(self._pool, self._outqueue._box)

    def _end_all(workers, box):
        loop.handlers.pop(box, None)
        for worker in list(workers):
            if worker._popen.returncode is None:
                worker._popen.on_exit = None
                worker.terminate()
        for worker in list(workers):
            worker.join()

    def _fail_all(self, error):
        """Fails what is not done."""
        self._taskqueue.clear()
        for result in list(self._cache.values()):
            if isinstance(result, module.IMapIterator):
                result._items.append((False, error))
                result._length = result._index
                result._cond.notify()
            else:
                result._success, result._value = False, error
                if result._error_callback:
                    result._error_callback(error)
                result._event.set()
            result._pool = None
        self._cache.clear()

    def __del__(self, _warn=module.warnings.warn):
        if self._state == module.RUN:
            _warn(f"unclosed running multiprocessing pool {self!r}", ResourceWarning, source=self)

    for function in (__init__, _fill, _arrived, _exited, _check_running, close, terminate, join, _end_processes, __del__):
        function.__qualname__ = f"Pool.{function.__name__}"
        setattr(module.Pool, function.__name__, function)
    return BrokenPoolError


# ---- Setting up ----

MISSING = "multiprocessing.{} is not available in the page: {} Pool, Process, SimpleQueue and ProcessPoolExecutor are."


def _missing(name, why):
    def refuse(*args, **kwds):
        raise NotImplementedError(MISSING.format(name, why))

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


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

import multiprocessing
from multiprocessing import context, pool, queues


def install(the_host, cores, pid):
    """Makes `multiprocessing` use the host. To be called once, before the program runs."""
    global host
    host = the_host
    os.cpu_count = os.process_cpu_count = lambda: cores
    os.getpid = lambda: pid
    time.sleep = _sleep
    threading.Thread.start = _no_threads

    context.SpawnProcess._Popen = staticmethod(Popen)
    for name in ("fork", "forkserver"):
        context._concrete_contexts.pop(name, None)
    context._default_context._default_context = context._concrete_contexts["spawn"]
    context.DefaultContext.get_all_start_methods = lambda self: ["spawn"]
    queues.SimpleQueue = SimpleQueue

    pool.threading = _threading_for_one()
    multiprocessing.BrokenPoolError = _make_pool(pool)
    for name, why in {
        "Manager": "its server needs threads.",
        "Value": "interpreters share no memory.",
        "Array": "interpreters share no memory.",
        "RawValue": "interpreters share no memory.",
        "RawArray": "interpreters share no memory.",
    }.items():
        refusal = _missing(name, why)
        setattr(multiprocessing, name, refusal)
        setattr(context.BaseContext, name, lambda self, *args, refusal=refusal, **kwds: refusal())


def _threading_for_one():
    """Returns `threading` with the parts replaced that wait for another thread."""
    module = types.ModuleType("threading")
    module.__dict__.update(threading.__dict__)
    module.Event = Event
    module.Condition = Condition
    return module
