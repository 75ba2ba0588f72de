"""Test double of a process of the cloud: answers /health on 127.0.0.1, or misbehaves as told.

python fake_server.py --port N [--mode serve|silent|crash|worker]
"""

import argparse
import http.server
import os
import subprocess
import sys
import time


class _Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the log for what the tests look for."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mode", default="serve", choices=["serve", "silent", "crash", "worker"])
    options = parser.parse_args()
    if options.mode == "crash":
        sys.exit("the disk of this fake server is full")
    if options.mode == "silent":
        time.sleep(600)
    if options.mode == "worker":
        worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("worker", worker.pid, flush=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), _Health)
    print("serving as", os.getpid(), flush=True)
    server.serve_forever()


main()
