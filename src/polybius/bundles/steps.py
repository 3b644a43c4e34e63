"""The texts that tell how to check a bundle with sha256sum, bash and openssl alone."""

from __future__ import annotations

_steps = """HOW TO CHECK THIS BUNDLE

You need bash, sha256sum (GNU coreutils) and openssl 3. Nothing here needs Polybius.

1. Unpack the archive and change into its folder.

2. Check that every file is as it was when the bundle was made:

       sha256sum --check --quiet SHA256SUMS

3. Check that everything is in the log that head.txt names. For each folder in proofs/ this
   repeats five steps of hashing (RFC 6962) and prints one line:

       bash verify.sh

4. If head.sig is there, check who signed the head. Compare head.pub.pem with the key that the
   keeper of the ledger publishes elsewhere:

       openssl pkeyutl -verify -pubin -inkey head.pub.pem -rawin -in head.txt -sigfile head.sig

5. If head.tsr is there, check when the head existed, with the certificate of the authority:

       openssl ts -verify -data head.txt -in head.tsr -CAfile AUTHORITY.pem

{last}
"""

_whole = """6. A report's folder bears the SHA-256 of its original bytes:

       sha256sum reports/*/original*

What this shows: the reports, claims and decisions were in the ledger, unchanged since, when the
head was signed or stamped. It does not show that what the reports say is true."""

_public = """This is a public bundle: the words of the reports and the names in them were left out.

What this shows: entries with these ids were in the ledger's log when the head was signed or
stamped. What the entries hold can only be checked in a whole bundle. It does not show that what
the reports say is true."""


def verify_txt(*, public: bool) -> str:
    """Return the steps by which a whole or a public bundle is checked."""
    return _steps.format(last=_public if public else _whole)


verify_sh = r"""#!/bin/bash
# Checks each proof of this bundle: content -> row -> entry -> log. See VERIFY.txt.
set -euo pipefail
cd "$(dirname "$0")"
bytes() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }
digest() { sha256sum | cut -c1-64; }
climb() { # start at a hash, go up the steps in a file, print the root
    local made=$1 side hash
    while read -r side hash; do
        if [ "$side" = L ]; then
            made=$({ printf '\x01'; bytes "$hash"; bytes "$made"; } | digest)
        else
            made=$({ printf '\x01'; bytes "$made"; bytes "$hash"; } | digest)
        fi
    done <"$2"
    echo "$made"
}
fail() { echo "BROKEN: $1: $2" >&2; exit 1; }
root=$(sed -n 3p head.txt)
for proof in proofs/*/; do
    if [ -e "$proof/content" ]; then
        file=$(cat "$proof/content")
        commitment=$({ bytes "$(cat "$proof/salt")"; cat "$file"; } | digest)
        grep -q "\"commitment\":\"$commitment\"" "$proof/row.json" || fail "$proof" "content"
        leaf=$({ printf '\x00'; cat "$proof/row.json"; } | digest)
        rows=$(climb "$leaf" "$proof/row.path")
        grep -q "\"rows\":\"$rows\"" "$proof/entry.json" || fail "$proof" "row"
    fi
    leaf=$({ printf '\x00'; cat "$proof/entry.json"; } | digest)
    [ "$(climb "$leaf" "$proof/entry.path")" = "$root" ] || fail "$proof" "entry"
    echo "in the log: $proof"
done
"""
