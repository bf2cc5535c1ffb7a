from itertools import count
from multiprocessing import Pool

def square(n):
    return n * n

if __name__ == "__main__":
    with Pool(2) as pool:
        for value in pool.imap(square, iter(range(1000))):
            if value > 50:
                break
            print(value)
    with Pool(1) as pool:
        print(sum(pool.imap(square, range(300))))
