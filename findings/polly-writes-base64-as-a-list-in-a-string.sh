#!/usr/bin/env bash
# Polly.JS records a compressed answer with "encoding": "base64", and its text is not base64 but a JSON list of base64 pieces.
# Expected: base64, or the text. Exit 0 while it is so, 1 when that changed, 2 when the packages cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund @pollyjs/core@6.0.6 @pollyjs/adapter-node-http@6.0.6 @pollyjs/persister-fs@6.0.6 >/dev/null 2>&1 || {
	echo "the packages cannot be had"
	exit 2
}
cat >record.js <<'JS'
const http = require('http'), zlib = require('zlib');
const { Polly } = require('@pollyjs/core');
Polly.register(require('@pollyjs/adapter-node-http'));
Polly.register(require('@pollyjs/persister-fs'));
const server = http.createServer((q, r) => {
  r.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
  r.end(zlib.gzipSync('{"status":"success"}'));
}).listen(0, '127.0.0.1', async () => {
  const polly = new Polly('t', { adapters: ['node-http'], persister: 'fs', recordIfMissing: true, persisterOptions: { fs: { recordingsDir: 'rec' } } });
  await new Promise(done => http.get({ host: '127.0.0.1', port: server.address().port, path: '/', headers: { 'accept-encoding': 'gzip' } }, r => { r.resume(); r.on('end', done); }));
  await polly.stop();
  server.close();
});
JS
node record.js >/dev/null 2>&1
text=$(node -e 'const f=require("fs").readdirSync("rec").map(d=>"rec/"+d+"/recording.har")[0];const c=JSON.parse(require("fs").readFileSync(f)).log.entries[0].response.content;console.log(c.encoding+" "+c.text)')
echo "@pollyjs/core 6.0.6: the text of a gzip answer that is said to be base64 is a JSON list with base64 in it."
echo "$text"
case $text in
'base64 ["'*'"]') exit 0 ;;
esac
exit 1
