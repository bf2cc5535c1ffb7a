from multiprocessing import Pool

if __name__ == "__main__":
    for arguments in ({"processes": 0}, {"processes": -1}, {"maxtasksperchild": 0}, {"maxtasksperchild": 1.5}, {"processes": 1, "initializer": 3}, {"processes": "2"}):
        try:
            Pool(**arguments)
        except (ValueError, TypeError) as error:
            print(type(error).__name__, error)
