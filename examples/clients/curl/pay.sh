#!/usr/bin/env bash
# From init to a paid line with curl and openssl, against a running `iyzipayout emulator`:
#
#   pay.sh [BASE_URL] [EXTERNAL_ID]
#
# Ends with 0 when the line was paid. The secret key is on openssl's command line, where other users of this machine can read it: use keys of
# the emulator or the sandbox here.
set -euo pipefail
url=${1:-http://127.0.0.1:8080}
external_id=${2:-curl-payroll-1} # your id of the payout: the same payment always under the same one
key=${IYZICO_API_KEY:-sandbox-emulator-api-key}
secret=${IYZICO_SECRET_KEY:-sandbox-emulator-secret-key}

# call METHOD PATH [BODY] signs the random key, the path without its query, and the very bytes of the body.
call() {
  local random signature authorization
  random=$(openssl rand -hex 16)
  signature=$(printf '%s' "$random$2${3:-}" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
  authorization=$(printf 'apiKey:%s&randomKey:%s&signature:%s' "$key" "$random" "$signature" | openssl base64 -A)
  curl --silent --show-error --request "$1" "$url$2?locale=en" --header "Authorization: IYZWSv2 $authorization" \
    ${3:+--header 'Content-Type: application/json' --data-binary "$3"}
}

# member NAME reads a text of an answer; a program would use a JSON parser.
member() { sed -nE "s/.*\"$1\":\"([^\"]*)\".*/\1/p"; }

answer=$(call POST /v1/mass/payout/init "{\"externalId\": \"$external_id\", \"conversationId\": \"curl-1\", \"purpose\": \"SALARY\", \"items\": [
  {\"itemExternalId\": \"emp-1\", \"recipientType\": \"IBAN\", \"recipientInfo\": \"TR809999900000000000000001\", \"recipientName\": \"Ayşe Yılmaz\",
   \"amount\": {\"value\": 48250.75, \"currency\": \"TRY\"}, \"description\": \"November salary\"}]}")
request_id=$(member requestId <<<"$answer")
if [ -z "$request_id" ]; then
  echo "init was refused: $answer" >&2
  exit 1
fi
echo "init: requestId $request_id"

answer=$(call POST /v1/mass/payout/auth "{\"requestId\": \"$request_id\", \"conversationId\": \"curl-2\"}")
if [ "$(member status <<<"$answer")" != success ]; then
  echo "auth was refused: $answer" >&2
  exit 1
fi
echo "auth: the money is on its way"

for _ in $(seq 100); do
  answer=$(call POST /v1/mass/payout/retrieve "{\"requestId\": \"$request_id\", \"page\": 0, \"size\": 10, \"itemType\": \"VALID\"}")
  line=$(member itemStatus <<<"$answer")
  case $line in
    SUCCESS) echo "paid: $(member massPayoutStatus <<<"$answer")"; exit 0 ;;
    DEPOSIT_SUCCESS | DEPOSIT_FAIL | FAILED | INVALID | MASS_PAYOUT_CANCELED) echo "not paid: $line" >&2; exit 1 ;;
  esac
  sleep 0.2
done
echo "not known yet: $answer" >&2
exit 3
