from multiprocessing import Queue
from queue import Empty, Full

if __name__ == "__main__":
    queue = Queue(2)
    queue.put("a")
    queue.put("b")
    for call in (lambda: queue.put("c", False), lambda: queue.put("c", True, 0.05), lambda: queue.put_nowait("c")):
        try:
            call()
        except Full as error:
            print(repr(error), queue.full())
    print(queue.get(), queue.get())
    for call in (queue.get_nowait, lambda: queue.get(timeout=0.05)):
        try:
            call()
        except Empty as error:
            print(repr(error), queue.empty())
    queue.close()
    try:
        queue.put(1)
    except ValueError as error:
        print(str(error).split("<")[0])
    queue.join_thread()
