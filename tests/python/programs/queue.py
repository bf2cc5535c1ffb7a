from multiprocessing import Process, Queue
from queue import Empty

def fill(queue):
    for n in range(3):
        queue.put(n)

if __name__ == "__main__":
    queue = Queue()
    process = Process(target=fill, args=(queue,))
    process.start()
    print(queue.get(), queue.get(timeout=60), queue.get())
    process.join()
    try:
        queue.get(timeout=0.01)
    except Empty:
        print("empty")
    try:
        queue.get_nowait()
    except Empty:
        print("still empty")
