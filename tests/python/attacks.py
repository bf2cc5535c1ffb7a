# Tries to reach the page, its storage and the network. The test replaces ADDRESS and reads what this prints.
import json, js, asyncio
ADDRESS = "@ADDRESS@"
tried = {}
def attempt(name, act):
    try:
        tried[name] = "did: " + str(act())[:200]
    except BaseException as error:
        tried[name] = "no: " + type(error).__name__ + " " + str(error)[:120]
def xhr():
    from js import XMLHttpRequest
    r = XMLHttpRequest.new(); r.open("GET", ADDRESS + "attack-xhr", False); r.send(); return r.status
def open_url():
    from pyodide.http import open_url
    return open_url(ADDRESS + "attack-open-url").read()
def pyfetch():
    from pyodide.http import pyfetch
    from pyodide.ffi import run_sync
    return run_sync(pyfetch(ADDRESS + "attack-pyfetch"))
def urllib_():
    import urllib.request
    return urllib.request.urlopen(ADDRESS + "attack-urllib", timeout=3).read()
def socket_():
    import socket
    host, port = ADDRESS.split("/")[2].split(":")
    s = socket.create_connection((host, int(port)), 3); s.send(b"GET /attack-socket HTTP/1.0\r\n\r\n"); return s.recv(10)
def nested():
    from pyodide.ffi import to_js
    blob = js.Blob.new(to_js(["fetch('" + ADDRESS + "attack-nested', {mode:'no-cors'})"]))
    js.Worker.new(js.URL.createObjectURL(blob)); return "started"
attempt("xhr", xhr)
attempt("open_url", open_url)
attempt("pyfetch", pyfetch)
attempt("urllib", urllib_)
attempt("socket", socket_)
attempt("nested", nested)
attempt("websocket", lambda: js.WebSocket.new(ADDRESS.replace("http", "ws") + "attack-ws").readyState)
attempt("events", lambda: js.EventSource.new(ADDRESS + "attack-events").readyState)
attempt("importScripts", lambda: js.importScripts(ADDRESS + "attack-script.js"))
attempt("import", lambda: js.eval("import('" + ADDRESS + "attack-module.js')"))
attempt("eval", lambda: js.eval("1+1"))
attempt("Function", lambda: js.Function.new("return 1")())
attempt("document", lambda: js.document.title)
attempt("parent", lambda: js.parent.location)
attempt("localStorage", lambda: js.localStorage.setItem("attack", "1"))
attempt("indexedDB", lambda: js.indexedDB.open("attack"))
attempt("caches", lambda: js.caches.open("attack"))
attempt("storage", lambda: js.navigator.storage.getDirectory())
attempt("locks", lambda: js.navigator.locks.request("attack", lambda lock: 1))
attempt("channel", lambda: js.BroadcastChannel.new("attack").postMessage("attack"))
attempt("micropip", lambda: __import__("micropip"))
attempt("load_package", lambda: __import__("pyodide_js").loadPackage("numpy"))
attempt("post", lambda: js.postMessage("attack"))
print(json.dumps(tried))
