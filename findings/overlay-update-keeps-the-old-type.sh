#!/usr/bin/env bash
# An OpenAPI Overlay 1.0.0 update that puts a scalar in place of one of another type, applied by github.com/speakeasy-api/openapi.
# Expected: the value of the update with its type. Exit 0 while the old type stays, 1 when that changed, 2 when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

func main() {
	for _, c := range [][2]string{{`"007"`, `7`}, {`decimal`, `true`}, {`decimal`, `null`}, {`12`, `"7"`}} {
		var document yaml.Node
		var change overlay.Overlay
		must(yaml.Unmarshal([]byte("schema: {example: "+c[0]+"}\n"), &document))
		must(yaml.Unmarshal([]byte("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- target: $.schema\n  update: {example: "+c[1]+"}\n"), &change))
		must(change.ApplyTo(&document))
		out, err := yaml.Marshal(&document)
		must(err)
		fmt.Printf("%s updated with %s: %s", c[0], c[1], out)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require (
	github.com/speakeasy-api/openapi v1.24.0
	gopkg.in/yaml.v3 v3.0.1
)
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/speakeasy-api/openapi v1.24.0: an overlay update of a scalar takes over the new text and keeps the old type,"
echo "so that 7 over a string becomes the string '7', null over a string the word null, and a quoted \"7\" over a number a number."
echo "$got"
want='"007" updated with 7: schema: {example: "7"}
decimal updated with true: schema: {example: "true"}
decimal updated with null: schema: {example: "null"}
12 updated with "7": schema: {example: 7}'
[ "$got" = "$want" ]
