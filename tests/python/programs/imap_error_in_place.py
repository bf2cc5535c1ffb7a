from multiprocessing import Pool

def inverse(n):
    return 1 / n

if __name__ == "__main__":
    with Pool(2) as pool:
        results = pool.imap(inverse, [1, 0, 4])
        while True:
            try:
                print(next(results))
            except ZeroDivisionError as error:
                print("failed:", error)
            except StopIteration:
                break
