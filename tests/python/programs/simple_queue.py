from multiprocessing import Process, SimpleQueue

def fill(queue):
    for n in range(3):
        queue.put([n, None, "hello"])

if __name__ == "__main__":
    queue = SimpleQueue()
    process = Process(target=fill, args=(queue,))
    process.start()
    print(queue.get(), queue.get(), queue.get())
    process.join()
    print(queue.empty(), process.exitcode)
