from multiprocessing import Pool

class Left:
    def __del__(self):
        raise LookupError("left behind")

def leave(n):
    Left()
    return n

if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(leave, range(3)))
        pool.close()
        pool.join()
