#!/bin/sh
# Makes the commit and the tags of a release of both modules, here only: tag.sh v1.2.3. Nothing is pushed.
#
# Between releases fleet/go.mod takes the module beside it, by a replace, with which nobody can `go install` it. So the release is a commit
# of its own, in which fleet requires the tag; a second one takes it back. The tag of the module and that of fleet are both at the first:
# what fleet requires is the same there, because a module does not hold the files of another one below it.
set -eu
go=${GO:-go}
version=${1:-}
module=github.com/iyzipayout/iyzipayout
stop() {
	echo "tag: $1" >&2
	exit 1
}

echo "$version" | grep -qxE 'v[01]\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?' || stop "name a version such as v0.4.0 (VERSION=v0.4.0); from v2 on the paths of the modules would change"
[ -z "$(git status --porcelain)" ] || stop "there are changes that are not committed"
[ -z "$(git tag --list "$version" "fleet/$version")" ] || stop "there is a tag $version already"
grep -q "^## ${version#v} " CHANGELOG.md || stop "CHANGELOG.md has no heading \"## ${version#v} \" with the day behind it: what stands under Unreleased is about to be released"

start=$(git rev-parse HEAD)
temporary=$(mktemp -d)
undo() {
	rm -rf "$temporary"
	[ -n "${done:-}" ] && return
	git tag --delete "$version" "fleet/$version" >/dev/null 2>&1 || true
	git reset --quiet --hard "$start"
	echo "tag: nothing was released: commits and tags are taken back" >&2
}

modules=$temporary/modules
. "$(dirname "$0")/own_modules.sh"
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
export GOTOOLCHAIN GOFLAGS="$GOFLAGS -trimpath" CGO_ENABLED=0 # as it is released: what was built for that is not built again
trap undo EXIT
trap 'exit 1' INT TERM

git tag "$version"
(
	cd fleet
	"$go" mod edit -dropreplace="$module" -require="$module@$version"
	"$go" build -mod=mod -o "$temporary" ./cmd/... # writes its sums into go.sum
	"$go" list -mod=readonly -deps -test ./... >/dev/null
)
git commit --quiet --message "Release $version: fleet requires it" fleet/go.mod fleet/go.sum
git tag --force "$version" >/dev/null
git tag "fleet/$version"

# What a user will do.
rm -rf "$modules"
for program in $module/cmd/iyzipayout $module/fleet/cmd/iyzipayout-fleet; do
	(cd "$temporary" && GOBIN=$temporary "$go" install "$program@$version")
	says=$("$temporary/${program##*/}" --version)
	case $says in
	*"${version#v}"*) echo "tag: go install $program@$version: $says" ;;
	*) stop "${program##*/} of $version says that it is $says" ;;
	esac
done

git revert --no-edit HEAD >/dev/null
done=yes
echo "tag: $version and fleet/$version are at $(git rev-parse --short "$version"). If all is well: git push --atomic origin HEAD $version fleet/$version"
