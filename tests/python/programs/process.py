from multiprocessing import Process
import sys

def speak(name, times=1):
    for _ in range(times):
        print("hello", name, flush=True)
    if name == "bad":
        sys.exit(7)

if __name__ == "__main__":
    one = Process(target=speak, args=("bob",), kwargs={"times": 2}, name="Speaker")
    print(one.name, one.is_alive(), one.exitcode, one.pid)
    one.start()
    one.join()
    print(one.is_alive(), one.exitcode)
    bad = Process(target=speak, args=("bad",))
    bad.start()
    bad.join(60)
    print(bad.exitcode, bad.name)
    try:
        bad.start()
    except AssertionError as error:
        print(error)
