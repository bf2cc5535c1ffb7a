from multiprocessing import Pool, current_process
import random

def draw(seed):
    if seed is not None:
        random.seed(seed)
    return random.random()

if __name__ == "__main__":
    with Pool(2) as pool:
        own = pool.map(draw, [None] * 8, 1)
        print(len(set(own)), random.random() in own)
        print(pool.map(draw, [1, 1, 2], 1), draw(1))
