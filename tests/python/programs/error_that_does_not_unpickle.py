from concurrent.futures import ProcessPoolExecutor

class Plain(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code

def fail():
    raise Plain(7)

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        try:
            executor.submit(fail).result()
        except Plain as error:
            print(error, error.code)
