from concurrent.futures import ProcessPoolExecutor
import multiprocessing

if __name__ == "__main__":
    for given in ({"max_workers": 0}, {"max_workers": -1}, {"initializer": 5}, {"max_tasks_per_child": 0}, {"max_tasks_per_child": "x"}):
        try:
            ProcessPoolExecutor(**given)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=2) as executor:
        pids = [executor.submit(multiprocessing.current_process).exception() is not None for _ in range(2)]
        print(pids, [executor.submit(abs, -n).result() for n in range(5)])
        try:
            executor.submit()
        except TypeError as error:
            print(error)
