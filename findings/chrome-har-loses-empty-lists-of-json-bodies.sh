#!/usr/bin/env bash
# chrome-har takes a JSON body apart into postData.params: an empty list is gone, and a list of one looks like its element.
# Expected: the text, or params from which it can be told. Exit 0 while it is so, 1 when that changed, 2 when the package cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund chrome-har@1.3.1 >/dev/null 2>&1 || {
	echo "the package cannot be had"
	exit 2
}
cat >record.mjs <<'JS'
import { harFromMessages } from 'chrome-har';
const url = 'https://api.example/pay', type = { 'Content-Type': 'application/json' };
const timing = { requestTime: 1, proxyStart: -1, proxyEnd: -1, dnsStart: -1, dnsEnd: -1, connectStart: -1, connectEnd: -1, sslStart: -1, sslEnd: -1, sendStart: 0, sendEnd: 1, receiveHeadersEnd: 2, pushStart: 0, pushEnd: 0 };
const har = harFromMessages([
  ['Page.frameStartedLoading', { frameId: 'F' }],
  ['Network.requestWillBeSent', { requestId: '1', frameId: 'F', loaderId: 'L', documentURL: url, timestamp: 1, wallTime: 1700000000, initiator: { type: 'script' }, type: 'Fetch',
    request: { url, method: 'POST', headers: type, postData: '{"items":[{"amount":100.50}],"tags":[]}' } }],
  ['Network.responseReceived', { requestId: '1', frameId: 'F', loaderId: 'L', timestamp: 2, type: 'Fetch',
    response: { url, status: 200, statusText: 'OK', headers: type, requestHeaders: type, mimeType: 'application/json', protocol: 'http/1.1', connectionId: 1, encodedDataLength: 1, timing } }],
  ['Network.loadingFinished', { requestId: '1', timestamp: 3, encodedDataLength: 1 }],
].map(([method, params]) => ({ method, params })));
console.log(JSON.stringify(har.log.entries[0].request.postData));
JS
text=$(node record.mjs)
echo 'chrome-har 1.3.1: of {"items":[{"amount":100.50}],"tags":[]} it keeps no text, items is no list any more and tags is gone.'
echo "$text"
[ "$text" = '{"mimeType":"application/json","params":[{"name":"items","value":{"amount":100.5}}]}' ]
