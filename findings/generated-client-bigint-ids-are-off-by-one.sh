#!/usr/bin/env bash
# @hey-api/openapi-ts with bigInt: true: an id of format int64 above 2^53 in an answer and in a request of the client that it generates.
# Expected: exactly that number on both ways, it is what a bigint is for. Exit 0 while the answer's is another and the request has a text,
# 1 when that changed, 2 when a package cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@5.9.3 esbuild@0.25.12 >/dev/null 2>&1 || {
	echo "the packages cannot be had"
	exit 2
}
cat > openapi.yaml <<'YAML'
openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://api.example"}]
paths:
  /merchants:
    post:
      operationId: put
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Merchant'}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Merchant'}}}}}
components:
  schemas:
    Merchant: {type: object, required: [id], properties: {id: {type: integer, format: int64}}}
YAML
cat > generate.mjs <<'JS'
import { createClient } from '@hey-api/openapi-ts';
await createClient({ input: 'openapi.yaml', output: 'client', logs: { level: 'silent' },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', { name: '@hey-api/transformers', bigInt: true }, { name: '@hey-api/sdk', transformer: true }] });
JS
node generate.mjs >/dev/null
cat > call.ts <<'TS'
import { put } from './client/sdk.gen';
const answer = '{"id":9007199254740993}';
let sent = '';
const { data } = await put({ body: { id: 9007199254740993n }, fetch: async (request: Request) => {
  sent = await request.text();
  return new Response(answer, { headers: { 'Content-Type': 'application/json' } });
} } as any);
console.log('id: 9007199254740993n is sent as', sent);
console.log(answer, 'is read as id:', data!.id);
TS
npx esbuild call.ts --bundle --platform=node --format=esm --log-level=error --outfile=call.mjs
text=$(node call.mjs)
echo '@hey-api/openapi-ts 0.99.0: with bigInt the client makes a bigint of what JSON.parse has already rounded, so that the id of an answer is that'
echo 'of a neighbour and its type says that it is exact; and a bigint of a request is written as a text where the document has an integer.'
echo "$text"
[ "$text" = 'id: 9007199254740993n is sent as {"id":"9007199254740993"}
{"id":9007199254740993} is read as id: 9007199254740992n' ]
