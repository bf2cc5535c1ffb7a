from multiprocessing import Pool

def turn(data):
    return data[::-1]

if __name__ == "__main__":
    data = bytes(range(256)) * 8000
    with Pool(2) as pool:
        back = pool.map(turn, [data, data[:1000000]], 1)
        print([len(part) for part in back], back[0] == data[::-1])
