from multiprocessing import Lock, Process, RLock, SimpleQueue

def add(lock, queue):
    with lock:
        value = queue.get()
        queue.put(value + 1)

if __name__ == "__main__":
    lock, queue = Lock(), SimpleQueue()
    queue.put(0)
    processes = [Process(target=add, args=(lock, queue)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(queue.get())
    print(lock.acquire(), lock.acquire(False))
    lock.release()
    again = RLock()
    print(again.acquire(), again.acquire())
