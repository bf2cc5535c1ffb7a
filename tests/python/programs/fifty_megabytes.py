from multiprocessing import Pool
import hashlib

def make(n):
    return bytes([n]) * 25_000_000

if __name__ == "__main__":
    with Pool(2) as pool:
        for part in pool.imap(make, [1, 2]):
            print(len(part), hashlib.sha256(part).hexdigest()[:16])
        print(pool.apply(len, (make(3),)))
