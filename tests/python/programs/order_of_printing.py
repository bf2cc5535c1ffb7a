from multiprocessing import Process
import sys

def speak():
    print("the child, flushed", flush=True)
    sys.stdout.write("the child, ")
    print("at its end")

if __name__ == "__main__":
    print("before", end=" ")
    sys.stdout.write("the child\n")
    child = Process(target=speak)
    child.start()
    child.join()
    print("after", "the", "child", sep="-", end="!\n")
    sys.stdout.write("no line end")
