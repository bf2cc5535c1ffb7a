from multiprocessing import Pool

def fail():
    raise RuntimeError("from the task")

if __name__ == "__main__":
    print("before")
    with Pool(1) as pool:
        pool.apply(fail)
