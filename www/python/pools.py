"""`multiprocessing.Pool` and `ProcessPoolExecutor` without threads.

Both are CPython's own, down to the code that the processes run. CPython has threads beside the program which hand out tasks and take
results; here these are handlers of messages, which `processes.loop` calls whenever the program waits.
"""

import collections
import concurrent.futures._base
import concurrent.futures.process
import multiprocessing
import multiprocessing.pool
import os
import traceback
from multiprocessing import util
from multiprocessing.reduction import ForkingPickler

from . import processes as platform

module = multiprocessing.pool


class Tasks(platform.SimpleQueue):
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


class Feed:
    """Hands tasks to the processes, in the place of the thread that does so in CPython."""

    # An iterator may be endless, so `imap` is only read this far ahead. In CPython it is as much as fits into a pipe.
    AHEAD = 64

    def __init__(self, pool):
        self._pool = pool
        self._waiting = collections.deque()
        self._lazy = 0
        self._is_going = False

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
        # Reading an iterator or calling back may hand out more tasks.
        if self._is_going:
            return
        self._is_going = True
        try:
            self._go_on()
        finally:
            self._is_going = False

    def _go_on(self):
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


def _guarded(callback):
    """Returns the callback without its errors, which are printed. In CPython they end the thread that calls back, and the pool hangs."""
    if callback is None:
        return None

    def call(value):
        try:
            callback(value)
        except Exception:
            traceback.print_exc()

    return call


def install_pool():
    """Replaces in `multiprocessing.pool.Pool` what needs threads."""

    class BrokenPoolError(multiprocessing.ProcessError):
        """Raised by `get()` if the process that had the task died, or the pool was terminated. In CPython `get()` hangs."""

    BrokenPoolError.__module__ = "multiprocessing"
    BrokenPoolError.__qualname__ = "BrokenPoolError"

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._pool = []
        self._state = module.INIT
        if isinstance(self, module.ThreadPool):
            platform.no_threads(self)
        self._ctx = context or multiprocessing.get_context()
        self._outqueue = platform.SimpleQueue()
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
        platform.loop.handlers[self._outqueue._box] = self._arrived
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
        self._pool[:] = [other for other in self._pool if other is not worker]
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
            platform.loop.until(lambda: not self._cache)
            for _ in self._pool:
                self._inqueue.put(None)
        for worker in list(self._pool):
            worker.join()

    def _end_processes(self):
        _end_all(self._pool, self._outqueue._box)

    def _end_all(workers, box):
        platform.loop.handlers.pop(box, None)
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
    init_result = module.ApplyResult.__init__

    def init_result_guarded(self, pool, callback, error_callback):
        init_result(self, pool, _guarded(callback), _guarded(error_callback))

    module.ApplyResult.__init__ = init_result_guarded
    module.threading = platform.threading_for_one()
    multiprocessing.BrokenPoolError = BrokenPoolError


def install_executor():
    """Lets `ProcessPoolExecutor` do in turns what its thread does elsewhere."""
    module = concurrent.futures.process
    thread = module._ExecutorManagerThread

    def start(self):
        self._finished = False
        for reader, handler in ((self.result_queue._reader, self._arrived), (self.thread_wakeup._reader, self._woken)):
            platform.loop.handlers[reader._box] = handler
        self._step()

    def _woken(self, data):
        self._step()

    def _arrived(self, data):
        item = ForkingPickler.loads(data)
        # The number of a process that ends because it was told to.
        if not isinstance(item, int):
            self._step(item)

    def _step(self, item=None):
        """One turn of `run`."""
        if self._finished:
            return
        if item is not None:
            self.process_result_item(item)
            executor = self.executor_reference()
            if item.exit_pid is not None:
                self.processes.pop(item.exit_pid).join()
                if executor is not None:
                    executor._adjust_process_count()
            elif executor is not None:
                executor._idle_worker_semaphore.release()
            del executor
        self.add_call_item_to_queue()
        if self.is_shutting_down():
            self.flag_executor_shutting_down()
            self.add_call_item_to_queue()
            if not self.pending_work_items:
                self._finish()
                self.join_executor_internals()

    def _finish(self):
        self._finished = True
        for reader in (self.result_queue._reader, self.thread_wakeup._reader):
            platform.loop.handlers.pop(reader._box, None)

    def _died(self, pid):
        """A process has ended by itself, which breaks the executor."""
        if not self._finished and pid in self.processes:
            self._finish()
            self.terminate_broken(None)

    def is_alive(self):
        return not self._finished

    def join(self, timeout=None):
        platform.loop.until(lambda: self._finished, timeout)

    for function in (start, _woken, _arrived, _step, _finish, _died, is_alive, join):
        setattr(thread, function.__name__, function)

    start_thread = module.ProcessPoolExecutor._start_executor_manager_thread
    spawn_process = module.ProcessPoolExecutor._spawn_process

    def _start_executor_manager_thread(self):
        start_thread(self)
        self._executor_manager_thread._step()

    def _spawn_process(self):
        before = set(self._processes)
        spawn_process(self)
        (pid,) = set(self._processes) - before
        self._processes[pid]._popen.on_exit = lambda: self._executor_manager_thread and self._executor_manager_thread._died(pid)

    module.ProcessPoolExecutor._start_executor_manager_thread = _start_executor_manager_thread
    module.ProcessPoolExecutor._spawn_process = _spawn_process
    module.threading = concurrent.futures._base.threading = platform.threading_for_one()
