from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool
from multiprocessing.pool import MaybeEncodingError
import io

def make(kind):
    return {"lambda": lambda: 1, "generator": (n for n in "a"), "file": io.TextIOWrapper(io.BytesIO())}[kind]

def fail():
    class Local(Exception):
        pass
    raise Local("here")

if __name__ == "__main__":
    with Pool(1) as pool:
        for kind in ("lambda", "generator", "file"):
            try:
                pool.apply(make, (kind,))
            except MaybeEncodingError as error:
                print(type(error).__name__, error.exc.split("0x")[0], "|", error.value.split(" at 0x")[0])
        try:
            pool.apply(fail)
        except MaybeEncodingError as error:
            print(error.value, "|", error.exc)
        print(pool.apply(abs, (-1,)))
    with ProcessPoolExecutor(1) as executor:
        print(type(executor.submit(make, "generator").exception()).__name__)
        print(executor.submit(abs, -2).result())
