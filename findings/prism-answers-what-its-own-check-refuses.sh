#!/usr/bin/env bash
# Prism as a mock of one operation whose schema has a member that is writeOnly, with and without --errors, asked with a valid request.
# Expected: an answer without that member, and status 200 both times. Exit 0 while the member is answered and --errors makes a 500 of it, 1 when
# that changed, 2 when the package cannot be had.
set -eu
dir=$(mktemp -d)
pid=
trap 'test -z "$pid" || kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund @stoplight/prism-cli@5.16.0 >/dev/null 2>&1 || {
	echo "the package cannot be had"
	exit 2
}
cat > openapi.yaml <<'YAML'
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /recipients:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Recipient'}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Recipient'}}}}
components:
  schemas:
    Recipient:
      type: object
      additionalProperties: false
      properties:
        name: {type: string}
        secret: {type: string, writeOnly: true}
YAML
ask() {
	port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
	: >log
	node node_modules/@stoplight/prism-cli/dist/index.js mock -p "$port" "$@" openapi.yaml >>log 2>&1 &
	pid=$!
	for _ in $(seq 150); do
		grep -q 'listening on' log && break
		sleep 0.2
	done
	echo "mock${*:+ $*}: $(curl -s -w ' (%{http_code})' -H 'Content-Type: application/json' -d '{"name":"A","secret":"B"}' "http://127.0.0.1:$port/recipients" | sed 's/{"type.*"message":"\([^}]*\)"}\]}/\1/')"
	kill "$pid"
	wait "$pid" 2>/dev/null || true
	pid=
}
ask >got
ask --errors >>got
echo 'Prism 5.16.0: the answer that it invents has the members that are writeOnly, and its own check of answers refuses them where the schema is'
echo 'closed, so that with --errors, which is there to find faults of the client, a request without a fault gets 500.'
cat got
[ "$(cat got)" = 'mock: {"name":"string","secret":"string"} (200)
mock --errors: Response body must NOT have additional properties; found '"'secret'"' (500)' ]
