from multiprocessing import Pool, cpu_count, current_process, freeze_support, parent_process

def name(_):
    process = current_process()
    return process.name, process.daemon, __name__, parent_process().name

if __name__ == "__main__":
    freeze_support()
    print(cpu_count(), current_process().name, __name__, parent_process(), current_process().daemon)
    with Pool(1) as pool:
        print(pool.map(name, [0]))
