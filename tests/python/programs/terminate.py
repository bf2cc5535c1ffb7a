from multiprocessing import Pool
import time

def forever():
    while True:
        time.sleep(0.1)

if __name__ == "__main__":
    pool = Pool(1)
    pool.apply_async(forever)
    time.sleep(0.2)
    pool.terminate()
    pool.join()
    print("ended")
    try:
        pool.map(abs, [1])
    except ValueError as error:
        print(error)
