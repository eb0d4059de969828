# Lists packages of this module: `at-once` those whose own code starts goroutines or holds what several use at once, `others` the rest.
# The race detector makes tests take four to six times as long, so `make test` uses it where there is something to find; `make race` has it everywhere.
set -eu
packages=$(${GO:-go} list -f '{{.ImportPath}} {{.Dir}}' ./...)
for kind in at-once others; do
	found=
	while read -r package folder; do
		if find "$folder" -maxdepth 1 -name '*.go' ! -name '*_test.go' -exec cat {} + |
			grep -cE '(^|[[:space:]])go (func|[[:alnum:]_.]+)\(|sync\.(Mutex|RWMutex|WaitGroup|Map|Pool|Cond)|atomic\.[A-Z]' >/dev/null; then is=at-once; else is=others; fi
		if [ "$is" = "$kind" ]; then found="$found $package"; fi
	done <<-LIST
		$packages
	LIST
	# An empty list would make go test look at this folder only, and be green.
	[ -n "$found" ] || { echo "packages.sh: no package is of the kind $kind" >&2; exit 1; }
	if [ "$kind" = "$1" ]; then echo "$found"; fi
done
