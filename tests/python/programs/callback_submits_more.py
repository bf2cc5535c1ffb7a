from multiprocessing import Pool

def step(n):
    return n + 1

if __name__ == "__main__":
    done = []
    with Pool(2) as pool:
        results = []

        def again(n):
            done.append(n)
            if n < 5:
                results.append(pool.apply_async(step, (n,), callback=again))

        results.append(pool.apply_async(step, (0,), callback=again))
        while len(done) < 5:
            results[-1].wait(10)
        print(done, results[-1].get())
