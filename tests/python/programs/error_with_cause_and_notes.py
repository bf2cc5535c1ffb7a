from multiprocessing import Pool

class Refused(Exception):
    def __init__(self, field, value):
        super().__init__(field, value)
        self.field = field

def check(n):
    try:
        {}[n]
    except KeyError as error:
        refused = Refused("size", n)
        refused.add_note("while checking")
        raise refused from error

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(check, (5,))
        except Refused as error:
            print(repr(error), error.field, error.__notes__)
            remote = error.__cause__
            print(type(remote).__name__, "KeyError: 5" in str(remote), "direct cause" in str(remote), "while checking" in str(remote))
        results = [pool.apply_async(check, (n,)) for n in range(3)]
        for result in results:
            try:
                result.get()
            except Refused as error:
                print(error.args)
