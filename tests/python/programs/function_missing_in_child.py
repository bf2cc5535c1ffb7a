from multiprocessing import Pool

class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def moved(self, dx):
        return Point(self.x + dx, self.y)

    @staticmethod
    def origin(_):
        return Point(0, 0)

if __name__ == "__main__":
    with Pool(1) as pool:
        point = Point(1, 2)
        print(pool.apply(point.moved, (5,)))
        print(pool.map(Point.origin, [0]))
        print(pool.map(repr, [point]), type(pool.apply(Point, (3, 4))) is Point)
