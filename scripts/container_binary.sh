#!/bin/sh
# Builds the binary of Containerfile twice, from copies of this checkout in two folders, and fails unless they are the same bytes.
set -eu
GO=${GO:-go}
build=$(sed -n 's/^RUN CGO_ENABLED=0 go \(build .*\) -o .*/\1/p' Containerfile)
[ -n "$build" ] || { echo "Containerfile has no line RUN CGO_ENABLED=0 go build ... -o ..." >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/one" "$dir/another/and"
git ls-files -co --exclude-standard -z | tar -c --null -T - | tar -x -C "$dir/one"
cp -R "$dir/one" "$dir/another/and/longer"
for copy in one another/and/longer; do
	(cd "$dir/$copy" && eval "CGO_ENABLED=0 $GO $build -o '$dir/binary' ./cmd/iyzipayout")
	sha256sum <"$dir/binary" >>"$dir/sums"
done
[ "$(sort -u "$dir/sums" | wc -l)" -eq 1 ] || { echo "two builds differ:" >&2; cat "$dir/sums" >&2; exit 1; }
echo "two builds in two folders are the same $(wc -c <"$dir/binary") bytes: $(head -1 "$dir/sums" | cut -c1-64)"
