from multiprocessing import Process
import time

def wait():
    time.sleep(1000)

if __name__ == "__main__":
    for end in (Process.terminate, Process.kill):
        process = Process(target=wait)
        process.start()
        end(process)
        process.join()
        print(process.exitcode)
