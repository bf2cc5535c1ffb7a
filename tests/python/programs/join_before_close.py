from multiprocessing import Pool

if __name__ == "__main__":
    pool = Pool(1)
    try:
        pool.join()
    except ValueError as error:
        print(error)
    pool.close()
    pool.join()
    print("joined")
