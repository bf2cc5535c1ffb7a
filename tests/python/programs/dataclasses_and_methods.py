from dataclasses import dataclass
from enum import Enum
from functools import partial
from multiprocessing import Pool
from operator import attrgetter, methodcaller

class Kind(Enum):
    SMALL = 1
    LARGE = 2

@dataclass(frozen=True, order=True)
class Job:
    size: int
    kind: Kind = Kind.SMALL

    def grow(self, by=1):
        return Job(self.size + by, Kind.LARGE)

    @staticmethod
    def empty(_):
        return Job(0)

    @classmethod
    def of(cls, size):
        return cls(size)

def scale(factor, n, *, offset=0):
    return factor * n + offset

if __name__ == "__main__":
    with Pool(2) as pool:
        jobs = pool.map(Job, range(3))
        print(jobs, pool.map(Job.grow, jobs) == [job.grow() for job in jobs])
        print(pool.map(jobs[0].grow, [5, 6]), pool.map(Job.empty, [0]), pool.map(Job.of, [7]))
        print(pool.map(partial(scale, 3, offset=1), range(3)), pool.map(attrgetter("size"), jobs), pool.map(methodcaller("upper"), ["a"]))
        print(pool.apply(scale, (2, 3), {"offset": 4}), pool.apply_async(scale, kwds={"factor": 2, "n": 5}).get())
        print(pool.map(Kind, [1, 2])[1] is Kind.LARGE, pool.apply(max, ([3, 1],), {"key": abs}))
