from multiprocessing import Pool

print("imported as", __name__, flush=True)
state = ["from the start"]

def read(_):
    return state

if __name__ == "__main__":
    state.append("by the main program")
    with Pool(1) as pool:
        print(pool.map(read, [0]), state)
