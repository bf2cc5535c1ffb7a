from multiprocessing import Pool

def add(a, b=10):
    return a + b

if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.apply(add, (1, 2)), pool.apply(add, (1,)), pool.apply(add, (1,), {"b": 5}))
