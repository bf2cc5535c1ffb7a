def inner():
    return {}["key"]

print("first")
inner()
