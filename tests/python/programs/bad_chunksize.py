from multiprocessing import Pool

def same(n):
    return n

if __name__ == "__main__":
    with Pool(1) as pool:
        for call in (pool.imap, pool.imap_unordered):
            try:
                call(same, [1], chunksize=0)
            except ValueError as error:
                print(error)
