from multiprocessing import Pool

def use(pool):
    return pool

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(use, (pool,))
        except NotImplementedError as error:
            print(error)
