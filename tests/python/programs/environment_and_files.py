import os
import tempfile
import time
from multiprocessing import Pool

def seen(path):
    with open(path) as file:
        return os.environ.get("COURSE"), os.getcwd() == here, len(file.read().split()), time.thread_time() >= 0

here = os.getcwd()

if __name__ == "__main__":
    os.environ["COURSE"] = "parallel"
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, "a folder", "numbers.txt"), "words.txt"]
        os.mkdir(os.path.dirname(paths[0]))
        for path in paths:
            with open(path, "w") as file:
                file.write("word " * 3)
        with Pool(1) as pool:
            print(pool.map(seen, paths))
