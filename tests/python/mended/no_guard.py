from multiprocessing import BrokenPoolError, Pool

pool = Pool(1)
try:
    pool.map(abs, [-1])
except BrokenPoolError as error:
    print(error)
