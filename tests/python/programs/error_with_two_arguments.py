import errno
from multiprocessing import Pool

def fail():
    try:
        raise KeyError("inner")
    except KeyError:
        raise OSError(errno.ENOENT, "no such thing", "name.txt")

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(fail)
        except OSError as error:
            print(type(error).__name__, error.errno == errno.ENOENT, error.strerror, error.filename)
