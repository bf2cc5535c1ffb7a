from multiprocessing import BoundedSemaphore, Condition, Event, Lock, Process, Semaphore
import pickle

def ring(event, semaphore):
    with semaphore:
        event.set()

if __name__ == "__main__":
    event, semaphore = Event(), Semaphore(2)
    child = Process(target=ring, args=(event, semaphore))
    print(event.is_set(), event.wait(0.01))
    child.start()
    print(event.wait(60), event.is_set())
    child.join()
    event.clear()
    print(event.is_set())
    bounded = BoundedSemaphore(1)
    for call in (bounded.release, Lock().release):
        try:
            call()
        except ValueError as error:
            print(error)
    print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(timeout=0.01), semaphore.acquire(block=False))
    try:
        pickle.dumps(Lock())
    except RuntimeError as error:
        print(error)
