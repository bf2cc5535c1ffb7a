from multiprocessing import Pool

def outer():
    def inner():
        return 1
    return inner

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.map(outer(), [1])
        except Exception as error:
            print(type(error).__name__, error)
