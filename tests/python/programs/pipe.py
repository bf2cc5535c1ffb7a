from multiprocessing import Pipe, Process

def answer(connection):
    connection.send([connection.recv() * 2, None])
    connection.close()

if __name__ == "__main__":
    here, there = Pipe()
    process = Process(target=answer, args=(there,))
    process.start()
    here.send(21)
    print(here.recv())
    process.join()
    print(here.poll())
