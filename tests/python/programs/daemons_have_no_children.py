from multiprocessing import Pool

def nested(_):
    try:
        Pool(1)
    except AssertionError as error:
        return str(error)

if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(nested, [0]))
