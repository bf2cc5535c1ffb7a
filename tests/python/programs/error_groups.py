import errno
from concurrent.futures import ProcessPoolExecutor

def fail(n):
    raise ExceptionGroup("several", [ValueError(n), ExceptionGroup("inner", [TypeError("t"), OSError(errno.ENOENT, "none")])])

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        try:
            executor.submit(fail, 3).result()
        except* ValueError as group:
            print("values", group.exceptions)
        except* (TypeError, OSError) as group:
            print("others", [type(error).__name__ for error in group.exceptions[0].exceptions])
