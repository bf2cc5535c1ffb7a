from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        try:
            executor.submit(lambda: 1).result()
        except Exception as error:
            print(type(error).__name__, error)
        print(executor.submit(abs, -1).result())
