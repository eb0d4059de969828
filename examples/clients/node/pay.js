// From init to a paid line with iyzico's own Node SDK, against a running `iyzipayout emulator`:
//
//   npm ci && node pay.js [BASE_URL] [EXTERNAL_ID]
//
// Ends with 0 when the line was paid. The SDK signs and sends; it has no mass payout yet, so its operations are a resource of a few lines.
'use strict';

const util = require('node:util');
const Iyzipay = require('iyzipay');
const Resource = require('iyzipay/lib/IyzipayResource.js');

class MassPayout extends Resource {
  constructor(config) {
    super();
    this._config = config;
    const path = '/v1/mass/payout/';
    this._api = {
      init: { path: path + 'init', method: 'POST' },
      auth: { path: path + 'auth', method: 'POST' },
      retrieve: { path: path + 'retrieve', method: 'POST' },
    };
  }

  _getBody() { return this._config.body; }

  // The locale belongs into the query, which is not signed.
  _getQueryString() { return { locale: 'en' }; }

  async call(operation, body) {
    this._config.body = body;
    const answer = await util.promisify((done) => this._request(operation, (error, response, data) => done(error, data)))();
    if (answer.status !== 'success') {
      throw new Error(`${operation} was refused: ${answer.errorCode} ${answer.errorMessage}`);
    }
    return answer;
  }
}

async function main() {
  const [url = 'http://127.0.0.1:8080', externalId = 'node-payroll-1'] = process.argv.slice(2);
  const iyzipay = new Iyzipay({
    uri: url,
    apiKey: process.env.IYZICO_API_KEY || 'sandbox-emulator-api-key',
    secretKey: process.env.IYZICO_SECRET_KEY || 'sandbox-emulator-secret-key',
  });
  const payout = new MassPayout(iyzipay._config);

  const { requestId, invalidItems } = await payout.call('init', {
    externalId, // your id of the payout: the same payment always under the same one
    conversationId: 'node-1',
    purpose: 'SALARY',
    items: [{
      itemExternalId: 'emp-1', recipientType: 'IBAN', recipientInfo: 'TR809999900000000000000001', recipientName: 'Ayşe Yılmaz',
      amount: { value: 48250.75, currency: 'TRY' }, // the SDK takes numbers only: keep sums in whole kuruş, and divide once, here
      description: 'November salary',
    }],
  });
  if (invalidItems && invalidItems.length > 0) {
    throw new Error(`init refused a line: ${JSON.stringify(invalidItems)}`); // a success is not an acceptance
  }
  console.log('init: requestId', requestId);

  await payout.call('auth', { requestId, conversationId: 'node-2' });
  console.log('auth: the money is on its way');

  for (let tries = 0; tries < 100; tries++) {
    const { massPayoutItems } = await payout.call('retrieve', { requestId, page: 0, size: 10, itemType: 'VALID' });
    const { itemStatus, totalAmount, currencyCode } = massPayoutItems.items[0];
    if (itemStatus === 'SUCCESS') {
      console.log('paid:', totalAmount, currencyCode);
      return;
    }
    if (['DEPOSIT_SUCCESS', 'DEPOSIT_FAIL', 'FAILED', 'INVALID', 'MASS_PAYOUT_CANCELED'].includes(itemStatus)) {
      throw new Error(`not paid: ${itemStatus}`);
    }
    await util.promisify(setTimeout)(200);
  }
  console.error('not known yet');
  process.exitCode = 3;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
