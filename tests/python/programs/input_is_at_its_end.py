import sys
from multiprocessing import Pool

def ask(_):
    try:
        return input()
    except EOFError as error:
        return repr(error)

if __name__ == "__main__":
    try:
        input("name? ")
    except EOFError as error:
        print(repr(error))
    print(repr(sys.stdin.read()), repr(sys.stdin.readline()))
    with Pool(1) as pool:
        print(pool.map(ask, [0]))
