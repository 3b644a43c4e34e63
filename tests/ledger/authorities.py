"""A local RFC 3161 authority: OpenSSL behind an HTTP server, in a folder of its own."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

configuration = """
[ tsa ]
default_tsa = local
[ local ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ stamping ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ authority ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""


@dataclass(frozen=True, slots=True)
class Authority:
    url: str
    root: Path


def openssl(folder: Path, *arguments: str) -> bytes:
    run = subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    return run.stdout


def make(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(configuration)
    (folder / "serial").write_text("01\n")
    for name in ("root", "tsa"):
        openssl(
            folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048",
            "-out", f"{name}.key",
        )  # fmt: skip
        openssl(
            folder, "req", "-new", "-key", f"{name}.key", "-subj", f"/CN=Test {name}",
            "-out", f"{name}.csr",
        )  # fmt: skip
    for name, section, signer in (
        ("root", "authority", ("-signkey", "root.key")),
        ("tsa", "stamping", ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial")),
    ):
        openssl(
            folder, "x509", "-req", "-in", f"{name}.csr", *signer, "-days", "3650", "-sha256",
            "-extfile", "tsa.cnf", "-extensions", section, "-out", f"{name}.pem",
        )  # fmt: skip


@contextmanager
def running_authority(folder: Path) -> Iterator[Authority]:
    make(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query.tsq").write_bytes(query)
            openssl(
                folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq",
                "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "answer.tsr",
            )  # fmt: skip
            answer = (folder / "answer.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Authority(f"http://127.0.0.1:{server.server_port}/", folder / "root.pem")
    finally:
        server.shutdown()
        server.server_close()
