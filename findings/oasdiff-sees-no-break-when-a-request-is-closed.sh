#!/usr/bin/env bash
# oasdiff: a request body that took members beside its own gets additionalProperties: false, and on another try a shorter maxLength.
# Expected: both break senders, the first refuses whatever the schema does not list. Exit 0 while only the second is reported, 1 when that
# changed, 2 when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > go.mod <<'MOD'
module finding

go 1.26

tool github.com/oasdiff/oasdiff

require github.com/oasdiff/oasdiff v1.37.0
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
go build -o oasdiff github.com/oasdiff/oasdiff 2>log || { cat log; exit 2; }
document() {
	cat <<YAML
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /pay:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, $1, properties: {name: {type: string, maxLength: $2}}}
      responses: {"200": {description: ok}}
YAML
}
document 'additionalProperties: true' 35 > old.yaml
document 'additionalProperties: false' 35 > closed.yaml
document 'additionalProperties: true' 20 > shorter.yaml
for new in closed shorter; do
	code=0
	./oasdiff breaking old.yaml $new.yaml --fail-on WARN >out 2>&1 || code=$?
	echo "$new: exit $code, $(grep -c '^error' out) errors, $(./oasdiff changelog old.yaml $new.yaml -f json | grep -o '"id":"[^"]*"' | tr -d '\n') in the change log"
done > got
echo "oasdiff v1.37.0: a request that is closed to members which it took before is no breaking change and stands in no change log, though 'oasdiff"
echo "diff' shows it: a gate in CI lets a version pass in which the service refuses requests that it accepts today."
cat got
[ "$(cat got)" = 'closed: exit 0, 0 errors,  in the change log
shorter: exit 1, 1 errors, "id":"request-property-max-length-decreased" in the change log' ]
