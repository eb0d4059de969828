#!/usr/bin/env bash
# nock: an answer with two Set-Cookie headers and a number of 16 digits, recorded as objects and then played back.
# Expected: what the server sent. Exit 0 while one cookie is lost and the number is another, 1 when that changed, 2 when the package cannot be
# had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund nock@14.0.10 >/dev/null 2>&1 || {
	echo "the package cannot be had"
	exit 2
}
cat >record.cjs <<'JS'
const http = require('http'), nock = require('nock');
const get = port => new Promise((done, failed) => http.get({ host: '127.0.0.1', port, path: '/pay' }, answer => {
  let text = '';
  answer.on('data', part => text += part).on('end', () => done(`${JSON.stringify(answer.headers['set-cookie'])} ${text}`));
}).on('error', failed));
const server = http.createServer((_, answer) => {
  answer.writeHead(200, { 'Content-Type': 'application/json', 'Set-Cookie': ['session=1', 'route=2'] });
  answer.end('{"paymentId":9007199254740993,"price":100.50}');
}).listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  nock.restore();
  nock.recorder.rec({ output_objects: true, dont_print: true });
  console.log('live:  ', await get(port));
  const recorded = nock.recorder.play();
  nock.recorder.clear();
  nock.restore();
  server.close();
  nock.activate();
  nock.define(recorded);
  console.log('played:', await get(port));
});
JS
text=$(node record.cjs)
echo 'nock 14.0.10: a recording keeps the headers as an object, in which of two with one name only the last is left, and the JSON of an answer as'
echo 'JavaScript has it, so that a test plays a session without its cookie and the id of another payment.'
echo "$text"
[ "$text" = 'live:   ["session=1","route=2"] {"paymentId":9007199254740993,"price":100.50}
played: ["route=2"] {"paymentId":9007199254740992,"price":100.5}' ]
