#!/bin/sh
# Builds what a release is made of into bin/release: see .goreleaser.yaml. Of the tag at HEAD, or with SNAPSHOT=1 of any commit. Nothing is
# published unless PUBLISH=1 says so, which needs GITHUB_TOKEN; it makes a draft, and a person publishes it.
#
# Both tools are Go programs of fixed versions, built here: no other host than the module proxy is asked.
set -eu
go=${GO:-go}
if [ -z "${SNAPSHOT:-}" ]; then
	# A tag of fleet stands beside that of the module, and is none of a version.
	GORELEASER_CURRENT_TAG=$(git tag --points-at HEAD --list 'v*')
	[ -n "$GORELEASER_CURRENT_TAG" ] || { echo "release: no tag is at HEAD: make tag VERSION=v1.2.3, or SNAPSHOT=1" >&2; exit 1; }
	[ -n "$(git tag --points-at HEAD --list "fleet/$GORELEASER_CURRENT_TAG")" ] && ! grep -q '^replace' fleet/go.mod ||
		{ echo "release: at $GORELEASER_CURRENT_TAG nobody can install fleet, whose go.mod has a replace or whose tag is missing: make tag VERSION=..." >&2; exit 1; }
	export GORELEASER_CURRENT_TAG
fi
# What is released is built with the toolchain of go.mod, whatever Go is installed here.
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
tools=$PWD/bin/tools
export GOTOOLCHAIN PATH="$tools:$PATH"
GOBIN=$tools "$go" install github.com/goreleaser/goreleaser/v2@v2.15.1
GOBIN=$tools "$go" install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
install -m 755 scripts/sbom.sh "$tools/sbom"
if [ -z "${SNAPSHOT:-}" ]; then
	modules=$PWD/bin/modules
	. scripts/own_modules.sh
	(cd fleet && "$go" mod download github.com/iyzipayout/iyzipayout) # if it is what fleet/go.sum says
	unset GIT_CONFIG_COUNT # goreleaser asks git where the releases are
fi
# goreleaser knows neither commit nor date where there is no remote, and takes the time of the day.
git remote get-url origin >/dev/null 2>&1 ||
	export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=remote.origin.url GIT_CONFIG_VALUE_0=https://github.com/iyzipayout/iyzipayout
set -- release --clean
[ -z "${SNAPSHOT:-}" ] || set -- "$@" --snapshot
[ -n "${PUBLISH:-}" ] || set -- "$@" --skip=publish,announce
exec goreleaser "$@"
