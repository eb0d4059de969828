#!/usr/bin/env bash
# One OpenAPI Overlay 1.0.0 action, an entry to append to a list (the target is the list, update the entry), applied by four tools.
# Expected: three tags of all of them, as the specification has it. Exit 0 while only one appends, 1 when that changed, 2 when a package cannot
# be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > openapi.yaml <<'YAML'
openapi: 3.0.3
info: {title: t, version: "1"}
tags: [{name: a}, {name: b}]
paths: {}
YAML
cat > overlay.yaml <<'YAML'
overlay: 1.0.0
info: {title: o, version: "1"}
actions:
- target: $.tags
  update: {name: c}
YAML
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pb33f/libopenapi"
	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func show(tool string, document []byte) {
	var d struct{ Tags any }
	must(yaml.Unmarshal(document, &d))
	tags, err := json.Marshal(d.Tags)
	must(err)
	fmt.Println(tool+":", string(tags))
}

func main() {
	document, err := os.ReadFile("openapi.yaml")
	must(err)
	action, err := os.ReadFile("overlay.yaml")
	must(err)
	result, err := libopenapi.ApplyOverlayFromBytesToSpecBytes(document, action)
	must(err)
	show("libopenapi", result.Bytes)
	var node yaml.Node
	var change overlay.Overlay
	must(yaml.Unmarshal(document, &node))
	must(yaml.Unmarshal(action, &change))
	must(change.ApplyTo(&node))
	out, err := yaml.Marshal(&node)
	must(err)
	show("speakeasy-api/openapi", out)
	for _, tool := range os.Args[1:] {
		out, err := os.ReadFile(tool)
		must(err)
		show(tool, out)
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require (
	github.com/pb33f/libopenapi v0.42.4
	github.com/speakeasy-api/openapi v1.24.0
	gopkg.in/yaml.v3 v3.0.1
)
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund bump-cli@2.11.0 openapi-overlays-js@0.2.0 >/dev/null 2>&1 || {
	echo "the packages cannot be had"
	exit 2
}
npx bump overlay openapi.yaml overlay.yaml > bump-cli 2>log
npx overlayjs --openapi openapi.yaml --overlay overlay.yaml > openapi-overlays-js 2>log
got=$(go run . bump-cli openapi-overlays-js 2>&1)
echo "libopenapi v0.42.4 appends the entry; speakeasy-api/openapi v1.24.0 puts it in the place of the whole list; bump-cli 2.11.0 and"
echo "openapi-overlays-js 0.2.0 merge it into the list as if that were an object, with members 0 and 1. None of them says a word."
echo "$got"
want='libopenapi: [{"name":"a"},{"name":"b"},{"name":"c"}]
speakeasy-api/openapi: {"name":"c"}
bump-cli: {"0":{"name":"a"},"1":{"name":"b"},"name":"c"}
openapi-overlays-js: {"0":{"name":"a"},"1":{"name":"b"},"name":"c"}'
[ "$got" = "$want" ]
