import asyncio
import time

async def work(n):
    await asyncio.sleep(0.01 * (3 - n))
    return n

async def main():
    print(await asyncio.gather(*(work(n) for n in range(3))))
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError as error:
        print(repr(error))
    seen = []
    for done in asyncio.as_completed([work(n) for n in range(3)]):
        seen.append(await done)
    return sorted(seen)

if __name__ == "__main__":
    print(asyncio.run(main()))
    began = time.monotonic()
    time.sleep(0.05)
    print(0.04 < time.monotonic() - began < 5)
    try:
        time.sleep(-1)
    except ValueError as error:
        print(error)
    try:
        time.sleep("1")
    except TypeError as error:
        print(error)
