import multiprocessing

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    print(context.get_start_method(), multiprocessing.get_start_method())
    with context.Pool(1) as pool:
        print(pool.map(abs, [-2]))
    try:
        multiprocessing.get_context("strange")
    except ValueError as error:
        print(error)
    try:
        multiprocessing.set_start_method("spawn")
    except RuntimeError as error:
        print(error)
