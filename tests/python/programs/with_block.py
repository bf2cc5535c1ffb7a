from multiprocessing import Pool

if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(abs, [-1]))
    print(repr(pool).split()[0], repr(pool).split()[1])
    try:
        with pool:
            pass
    except ValueError as error:
        print(error)
