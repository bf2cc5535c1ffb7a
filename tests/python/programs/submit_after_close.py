from multiprocessing import Pool

if __name__ == "__main__":
    pool = Pool(1)
    kept = pool.apply_async(abs, (-1,))
    pool.close()
    for call in (pool.apply, pool.apply_async, pool.map, pool.imap, pool.starmap):
        try:
            call(abs, [1])
        except ValueError as error:
            print(error)
    pool.join()
    print(kept.get())
