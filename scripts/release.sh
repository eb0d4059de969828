#!/bin/sh
# Builds what a release is made of into bin/release: see .goreleaser.yaml. Of the tag at HEAD, or with SNAPSHOT=1 of any commit. Nothing is
# published unless PUBLISH=1 says so, which needs GITHUB_TOKEN; it makes a draft, and a person publishes it.
#
# Both tools are Go programs of fixed versions, built here: no other host than the module proxy is asked.
set -eu
go=${GO:-go}
# What is released is built with the toolchain of go.mod, whatever Go is installed here.
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
tools=$PWD/bin/tools
export GOTOOLCHAIN PATH="$tools:$PATH"
GOBIN=$tools "$go" install github.com/goreleaser/goreleaser/v2@v2.15.1
GOBIN=$tools "$go" install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
install -m 755 scripts/sbom.sh "$tools/sbom"
set -- release --clean
[ -z "${SNAPSHOT:-}" ] || set -- "$@" --snapshot
[ -n "${PUBLISH:-}" ] || set -- "$@" --skip=publish,announce
exec goreleaser "$@"
