"""Tests of `www/python/*.py` that need no browser: a host that is a dictionary stands in for the page.

    python3 tests/python/unit.py
"""

import importlib
import io
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time
import unittest
import unittest.mock
from multiprocessing import pool as pools_of_cpython
from multiprocessing.reduction import ForkingPickler

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "www"))
platform = importlib.import_module("python.processes")
pools = importlib.import_module("python.pools")


class Host:
    """The mailboxes of the page's manager. `work` is called when a wait would last, and stands in for the other processes."""

    def __init__(self):
        self.boxes, self.spawned, self.killed = {}, [], []
        self.refuses = False
        self.work = lambda: False

    def post(self, box, data):
        self.boxes.setdefault(box, []).append(data)

    def grant(self, box, count):
        self.boxes.setdefault(box, []).extend([b""] * count)

    def take(self, boxes, timeout, keep=False):
        while True:
            for box in boxes:
                if self.boxes.get(box):
                    return box, self.boxes[box][0] if keep else self.boxes[box].pop(0)
            if timeout == 0 or not self.work():
                assert timeout is not None, "this wait would never end"
                return None

    def size(self, box):
        return len(self.boxes.get(box, ()))

    def spawn(self, box, data):
        self.spawned.append((box, data))
        return -1 if self.refuses else 100 + len(self.spawned)

    def kill(self, pid, code):
        self.killed.append((pid, code))
        self.post(self.spawned[pid - 101][0], str(code).encode())


host = Host()
platform.FOLDERS = ()
platform.install(host, 3, 7)
pools.install_pool()


class Case(unittest.TestCase):
    def setUp(self):
        host.__init__()
        platform.loop.handlers.clear()


class Started:
    """A process of another interpreter, as `run_child` reads it."""

    def _bootstrap(self, _parent):
        return dict(os.environ)


class Waits(Case):
    def test_a_message_of_another_box_goes_to_its_handler(self):
        got = []
        platform.loop.handlers[1] = got.append
        host.post(1, b"handled")
        host.post(2, b"wanted")
        self.assertEqual((platform.loop.receive(2), got), (b"wanted", [b"handled"]))

    def test_a_wait_ends_when_its_time_is_up(self):
        self.assertIsNone(platform.loop.receive(2, 0))
        self.assertIsNone(platform.loop.receive(2, 0.001))
        self.assertFalse(platform.loop.peek([2], 0))
        self.assertFalse(platform.loop.until(lambda: False, 0))

    def test_a_message_is_seen_without_being_taken(self):
        host.post(2, b"there")
        self.assertTrue(platform.loop.peek([2]))
        self.assertEqual(platform.loop.receive(2), b"there")

    def test_events_and_conditions_handle_messages_while_they_wait(self):
        event, condition = platform.Event(), platform.Condition()
        platform.loop.handlers[1] = lambda data: (event.set(), condition.notify())
        host.post(1, b"")
        self.assertTrue(event.wait())
        host.post(1, b"")
        self.assertTrue(condition.wait())
        self.assertFalse(condition.wait(0))

    def test_sleep_refuses_what_cpythons_refuses(self):
        time.sleep(0.001)
        with self.assertRaisesRegex(ValueError, "sleep length must be non-negative"):
            time.sleep(-1)
        with self.assertRaisesRegex(TypeError, "'str' object cannot be interpreted as an integer"):
            time.sleep("1")


class Locks(Case):
    def make(self, kind, value, most):
        return platform.SemLock(kind, value, most, None, True)

    def test_a_lock_is_held_by_one(self):
        lock = self.make(1, 1, 1)
        self.assertTrue(lock.acquire())
        self.assertFalse(lock.acquire(False))
        lock.release()
        with self.assertRaisesRegex(ValueError, "released too many times"):
            lock.release()

    def test_a_recursive_lock_is_free_after_as_many_releases(self):
        lock = self.make(0, 1, 1)
        self.assertTrue(lock.acquire() and lock.acquire())
        lock.release()
        self.assertTrue(lock._is_mine() and lock._is_zero())
        lock.release()
        self.assertFalse(lock._is_mine() or lock._is_zero())
        with self.assertRaises(AssertionError):
            lock.release()


class Queues(Case):
    def test_a_queue_and_a_pipe_carry_pickles(self):
        queue = platform.SimpleQueue()
        queue.put([1, None])
        self.assertEqual((queue.empty(), queue.get(), queue.empty()), (False, [1, None], True))
        here, there = platform.Pipe()
        here.send("hello")
        self.assertEqual((there.poll(), there.recv(), there.poll()), (True, "hello", False))

    def test_one_way_pipes_refuse_the_other_way(self):
        reader, writer = platform.Pipe(duplex=False)
        with self.assertRaisesRegex(OSError, "connection is read-only"):
            reader.send(1)
        with self.assertRaisesRegex(OSError, "connection is write-only"):
            writer.recv()
        writer.close()
        with self.assertRaisesRegex(OSError, "handle is closed"):
            writer.send(1)

    def test_wait_returns_the_connections_that_have_a_message(self):
        (one, other), (two, _) = platform.Pipe(), platform.Pipe()
        other.send(1)
        self.assertEqual(platform.wait([one, two]), [one])
        self.assertEqual(platform.wait([two], 0), [])


class Processes(Case):
    def test_a_process_has_the_environment_of_its_parent_and_nothing_else(self):
        data = io.BytesIO()
        for part in ({"environ": {"KEPT": "1"}, "files": {}}, Started()):
            ForkingPickler(data).dump(part)
        with unittest.mock.patch.dict(os.environ, {"DELETED_BY_THE_PARENT": "1"}):
            self.assertEqual(platform.run_child(data.getvalue()), {"KEPT": "1"})

    def test_a_process_gets_its_exit_code(self):
        process = multiprocessing.Process(target=print)
        process.start()
        self.assertTrue(process.is_alive() and process.pid == 101)
        process.terminate()
        process.join()
        self.assertEqual((process.exitcode, host.killed), (-15, [(101, -15)]))

    def test_a_process_that_the_page_refuses_is_an_error(self):
        host.refuses = True
        with self.assertRaisesRegex(BlockingIOError, "32 processes"):
            multiprocessing.Process(target=print).start()
        self.assertEqual(platform.loop.handlers, {})

    def test_a_process_gets_the_files_of_its_parent(self):
        with tempfile.TemporaryDirectory() as folder:
            here, there = pathlib.Path(folder, "here"), pathlib.Path(folder, "there")
            (here / "empty").mkdir(parents=True)
            (here / "a.txt").write_bytes(b"a")
            found = platform.files([str(here)])
            platform.write_files({path.replace(str(here), str(there)): data for path, data in found.items()})
            self.assertTrue((there / "empty").is_dir())
            self.assertEqual((there / "a.txt").read_bytes(), b"a")

    def test_what_is_missing_says_so(self):
        for name in platform.MISSING:
            with self.assertRaisesRegex(NotImplementedError, f"multiprocessing.{name} does not work in the page: "):
                getattr(multiprocessing, name)()
        self.assertEqual((os.cpu_count(), os.getpid(), multiprocessing.get_all_start_methods()), (3, 7, ["spawn"]))


class Pools(Case):
    def make(self, processes, **given):
        pool = multiprocessing.Pool(processes, **given)
        self.addCleanup(pool.terminate)
        host.work = lambda: self.do_a_task(pool)
        return pool

    def do_a_task(self, pool):
        """Does the oldest task as a process would. Returns whether there was one."""
        tasks = host.boxes.get(pool._inqueue._box)
        if not tasks:
            return False
        task = ForkingPickler.loads(tasks.pop(0))
        if task is None:
            for number, (box, _) in enumerate(host.spawned):
                host.post(box, b"0")
            return True
        job, index, function, given, named = task
        try:
            outcome = (True, function(*given, **named))
        except Exception as error:
            outcome = (False, error)
        pool._outqueue.put((101, job, index, None))
        pool._outqueue.put((job, index, outcome))
        return True

    def test_every_kind_of_call_gives_its_results(self):
        pool = self.make(2)
        self.assertEqual(pool.apply(abs, (-1,)), 1)
        self.assertEqual(pool.map(abs, [-1, -2, -3], 2), [1, 2, 3])
        self.assertEqual(list(pool.imap(abs, [-1, -2])), [1, 2])
        self.assertEqual(sorted(pool.imap_unordered(abs, [-1, -2])), [1, 2])
        self.assertEqual(pool.starmap(pow, [(2, 3)]), [8])
        pool.close()
        pool.join()
        with self.assertRaisesRegex(ValueError, "Pool not running"):
            pool.apply(abs, (-1,))

    def test_an_endless_iterator_is_read_a_little_ahead(self):
        read = []
        results = self.make(1).imap(abs, (read.append(n) or n for n in iter(lambda: len(read), None)))
        self.assertEqual(next(results), 0)
        self.assertLess(len(read), 2 * pools.Feed.AHEAD)

    def test_a_task_whose_process_dies_fails_and_the_process_is_replaced(self):
        pool = self.make(1)
        lost = pool.apply_async(abs, (-1,))
        job, index = ForkingPickler.loads(host.boxes[pool._inqueue._box].pop())[:2]
        pool._outqueue.put((101, job, index, None))
        platform.loop.poll()
        host.post(host.spawned[0][0], b"3")
        with self.assertRaisesRegex(multiprocessing.BrokenPoolError, "exit code 3"):
            lost.get()
        self.assertEqual(len(host.spawned), 2)
        self.assertEqual(pool.apply(abs, (-1,)), 1)

    def test_a_pool_whose_processes_never_start_breaks(self):
        pool = self.make(1)
        job = pool.apply_async(abs, (-1,))
        host.boxes[pool._inqueue._box].clear()
        host.post(host.spawned[0][0], b"1")
        platform.loop.poll()
        host.post(host.spawned[1][0], b"1")
        for wait in (job.get, lambda: pool.apply(abs, (-1,))):
            with self.assertRaisesRegex(multiprocessing.BrokenPoolError, "2 in a row ended with exit code 1"):
                wait()

    def test_what_is_not_done_fails_when_the_pool_is_terminated(self):
        pool = self.make(1)
        job, results = pool.map_async(abs, [-1]), pool.imap(abs, [-1])
        pool.terminate()
        for wait in (job.get, results.next):
            with self.assertRaisesRegex(multiprocessing.BrokenPoolError, "terminated"):
                wait()

    def test_a_callback_that_raises_stops_nothing(self):
        def fail(_):
            raise LookupError("in the callback")

        pool = self.make(1)
        stderr, sys.stderr = sys.stderr, open(os.devnull, "w")
        self.addCleanup(setattr, sys, "stderr", stderr)
        self.addCleanup(sys.stderr.close)
        self.assertEqual(pool.apply_async(abs, (-1,), callback=fail).get(), 1)
        self.assertEqual(pool.apply(abs, (-2,)), 2)

    def test_threads_are_refused(self):
        with self.assertRaisesRegex(RuntimeError, "one thread"):
            pools_of_cpython.ThreadPool(1)


if __name__ == "__main__":
    unittest.main()
