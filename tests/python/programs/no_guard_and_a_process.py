from multiprocessing import Process

child = Process(target=print, args=("never",))
try:
    child.start()
except RuntimeError as error:
    print(" ".join(str(error).split()))
    raise SystemExit(4)
child.join()
print(__name__, child.exitcode)
