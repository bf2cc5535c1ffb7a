from multiprocessing import Process, active_children, current_process, parent_process
import os

def fail():
    raise RuntimeError("in a process")

def die():
    os._exit(5)

class Named(Process):
    def __init__(self, number):
        super().__init__(name=f"Named-{number}", daemon=True)
        self.number = number

    def run(self):
        print(self.name, current_process().name, self.number, current_process().daemon, parent_process().name, flush=True)

if __name__ == "__main__":
    print(current_process().name, parent_process(), current_process().daemon)
    children = [Process(target=fail), Process(target=die), Named(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print([child.exitcode for child in children], active_children())
    again = Process()
    for call in (again.join, again.terminate, again.is_alive):
        try:
            print(call())
        except (AssertionError, AttributeError) as error:
            print(type(error).__name__, error)
    children[0].close()
    try:
        children[0].is_alive()
    except ValueError as error:
        print(error)
