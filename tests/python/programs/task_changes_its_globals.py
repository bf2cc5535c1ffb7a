from multiprocessing import Pool
import math

def change(_):
    global number
    number = 2
    math.sqrt = None
    return number

def look(_):
    return number, math.sqrt

number = 1

if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(change, [0, 0]), pool.apply(look, (0,)))
    print(number, math.sqrt(4))
