from multiprocessing import Pool

class Mine(Exception):
    pass

def fail(n):
    raise Mine("number", n)

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(fail, (3,))
        except Mine as error:
            print(type(error).__module__, type(error).__name__, error.args)
            print(type(error.__cause__).__name__, "in fail" in str(error.__cause__), "Mine: ('number', 3)" in str(error.__cause__))
        result = pool.apply_async(fail, (4,))
        result.wait()
        print(result.ready(), result.successful())
