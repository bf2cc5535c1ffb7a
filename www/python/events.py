"""`asyncio` in a process of the page: CPython's own event loop, which waits as everything else here does.

Pyodide's loop is the browser's, which takes no turn while a program runs.
"""

import asyncio
from asyncio import base_events, events

from . import processes as platform


class EventLoop(base_events.BaseEventLoop):
    """An event loop with nothing to select from: there are no sockets, and no other thread wakes it."""

    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout):
        """Waits for one message, which may be the result of an executor's task."""
        platform.loop.turn(timeout)
        return []

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass


class Policy(events._BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


def install():
    """Gives `asyncio` this loop in the place of Pyodide's."""
    events._set_running_loop(None)
    events._set_event_loop_policy(Policy())
    asyncio.run = asyncio.runners.run
    asyncio.EventLoop = asyncio.SelectorEventLoop = EventLoop
