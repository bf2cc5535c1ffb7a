from multiprocessing import Pool
import warnings

def job():
    return Pool(1).map_async(abs, [-1, -2])

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(job().get(60))
