from multiprocessing import Pool

def down(n):
    return 1 + down(n + 1)

if __name__ == "__main__":
    try:
        down(0)
    except RecursionError as error:
        print("here:", error)
    with Pool(1) as pool:
        try:
            pool.apply(down, (0,))
        except RecursionError as error:
            print("there:", error)
        print(pool.apply(abs, (-3,)))
