from multiprocessing import Pool

def fail(_):
    raise ValueError("in the callback")

if __name__ == "__main__":
    with Pool(1) as pool:
        one = pool.apply_async(abs, (-1,), callback=fail)
        print(pool.apply(abs, (-2,)), one.get(60))
