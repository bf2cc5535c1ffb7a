from multiprocessing import Pool

settings = {}

def prepare(scale, offset):
    settings["scale"], settings["offset"] = scale, offset

def work(n):
    return n * settings["scale"] + settings["offset"]

if __name__ == "__main__":
    with Pool(2, initializer=prepare, initargs=(10, 1)) as pool:
        print(pool.map(work, range(4)), settings)
