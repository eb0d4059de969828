#!/bin/sh
# Is a known vulnerability called by what is built here? Tool and database are Go modules, so that no host but the module proxy is
# asked. Where either cannot be had this fails: green means that somebody looked.
#
# govulncheck also reads the entries as they lie in the module. That is not documented, so its version is fixed. VULNDB names a version
# of the database other than the newest.
set -eu
tool=golang.org/x/vuln/cmd/govulncheck@v1.9.0
database=golang.org/x/vulndb@${VULNDB:-latest}
go=${GO:-go}

# What is released is built with the toolchain of go.mod, whatever Go is installed here.
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
export GOTOOLCHAIN

nothing() {
	echo "vuln: $1: NOTHING WAS LOOKED AT" >&2
	exit 1
}

[ -n "$GOTOOLCHAIN" ] || nothing "go.mod names no toolchain"
module=$("$go" mod download -json "$database") || nothing "$module
the vulnerability database $database cannot be had"
field() { printf '%s\n' "$module" | sed -n "s/^.*\"$1\": \"\(.*\)\",*\$/\1/p"; }
entries=$(field Dir)/data/osv
# An empty database finds nothing and says that all is well.
grep -qr '"name": *"stdlib"' "$entries" || nothing "$entries holds nothing about the standard library"
"$go" run "$tool" -version >/dev/null || nothing "$tool cannot be had"
echo "vuln: database $(field Version), $("$go" version)"
exec "$go" run "$tool" -db "file://$entries" ./...
