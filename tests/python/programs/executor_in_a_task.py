from concurrent.futures import ProcessPoolExecutor

def double(n):
    return 2 * n

def nested(n):
    with ProcessPoolExecutor(1) as executor:
        return sum(executor.map(double, range(n)))

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print(list(executor.map(nested, [3, 4])))
