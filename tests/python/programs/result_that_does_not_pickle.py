from multiprocessing import Pool
from multiprocessing.pool import MaybeEncodingError

def make(n):
    return lambda: n

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(make, (1,))
        except MaybeEncodingError as error:
            print(type(error).__name__, str(error).startswith("Error sending result: '<function make.<locals>.<lambda> at "))
        print(pool.apply(abs, (-3,)))
