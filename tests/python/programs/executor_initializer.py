from concurrent.futures import ProcessPoolExecutor

level = 0

def prepare(value):
    global level
    level = value

def read():
    return level

if __name__ == "__main__":
    with ProcessPoolExecutor(1, initializer=prepare, initargs=(4,)) as executor:
        print(executor.submit(read).result())
    try:
        ProcessPoolExecutor(0)
    except ValueError as error:
        print(error)
