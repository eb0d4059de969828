"""From init to a paid line with Python's standard library, against a running `iyzipayout emulator`:

    python3 pay.py [BASE_URL] [EXTERNAL_ID]

Ends with 0 when the line was paid.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from decimal import Decimal

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
EXTERNAL_ID = sys.argv[2] if len(sys.argv) > 2 else "python-payroll-1"  # the same payment always under the same one
KEY = os.environ.get("IYZICO_API_KEY") or "sandbox-emulator-api-key"
SECRET = os.environ.get("IYZICO_SECRET_KEY") or "sandbox-emulator-secret-key"


def call(method, path, body=b""):
    """Signs the random key, the path without its query, and the very bytes of the body; returns the answer, whatever its HTTP status."""
    random = secrets.token_hex(16)
    signature = hmac.new(SECRET.encode(), random.encode() + path.encode() + body, hashlib.sha256).hexdigest()
    authorization = base64.b64encode(f"apiKey:{KEY}&randomKey:{random}&signature:{signature}".encode()).decode()
    request = urllib.request.Request(URL + path + "?locale=en", data=body or None, method=method)
    request.add_header("Authorization", "IYZWSv2 " + authorization)
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            data = response.read()
    except urllib.error.HTTPError as refused:
        data = refused.read()
    answer = json.loads(data, parse_float=Decimal)  # never a float: amounts are exact
    if answer["status"] != "success":
        sys.exit(f"{path} was refused: {answer.get('errorCode')} {answer.get('errorMessage')}")
    return answer


def main():
    # json has no exact decimal to write, so the amount is put in as text: it must be a number such as 48250.75, with a point.
    amount = Decimal("48250.75")
    batch = json.dumps({
        "externalId": EXTERNAL_ID, "conversationId": "python-1", "purpose": "SALARY",
        "items": [{
            "itemExternalId": "emp-1", "recipientType": "IBAN", "recipientInfo": "TR809999900000000000000001",
            "recipientName": "Ayşe Yılmaz", "amount": {"value": "AMOUNT", "currency": "TRY"}, "description": "November salary",
        }],
    }, ensure_ascii=False).replace('"AMOUNT"', f"{amount:f}")
    answer = call("POST", "/v1/mass/payout/init", batch.encode())
    if answer.get("invalidItems"):
        sys.exit(f"init refused a line: {answer['invalidItems']}")  # a success is not an acceptance
    request_id = answer["requestId"]
    print("init: requestId", request_id)

    call("POST", "/v1/mass/payout/auth", json.dumps({"requestId": request_id, "conversationId": "python-2"}).encode())
    print("auth: the money is on its way")

    question = json.dumps({"requestId": request_id, "page": 0, "size": 10, "itemType": "VALID"}).encode()
    for _ in range(100):
        line = call("POST", "/v1/mass/payout/retrieve", question)["massPayoutItems"]["items"][0]
        if line["itemStatus"] == "SUCCESS":
            print("paid:", line["totalAmount"], line["currencyCode"])
            return
        if line["itemStatus"] in ("DEPOSIT_SUCCESS", "DEPOSIT_FAIL", "FAILED", "INVALID", "MASS_PAYOUT_CANCELED"):
            sys.exit(f"not paid: {line['itemStatus']}")
        time.sleep(0.2)
    print("not known yet", file=sys.stderr)
    sys.exit(3)


main()
