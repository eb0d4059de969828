#!/usr/bin/env bash
# iso20022.js: 1000 of the smallest units of three currencies written into a pain.001, and amounts of a camt.053 read into such units.
# Expected: 10 lira, 1000 yen, 1 dinar of Kuwait, and whole units. Exit 0 while every currency has two decimals and 19.99 is no whole number,
# 1 when that changed, 2 when the package cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund iso20022.js@0.0.15 >/dev/null 2>&1 || {
	echo "the package cannot be had"
	exit 2
}
cat >write.mjs <<'JS'
import { CashManagementEndOfDayReport, ISO20022 } from 'iso20022.js';
const bank = { bic: 'DEUTDEFF', bankAddress: { country: 'DE' } };
const iso = new ISO20022({ initiatingParty: { name: 'Payer', id: 'PAYER', account: { accountNumber: '1' }, agent: bank } });
const creditor = { name: 'Payee', account: { iban: 'DE89370400440532013000' }, agent: bank, address: { streetName: 'A', townName: 'B', postalCode: '1', country: 'DE' } };
for (const currency of ['TRY', 'JPY', 'KWD']) {
  const document = iso.createSWIFTCreditPaymentInitiation([{ type: 'swift', direction: 'credit', amount: 1000, currency, creditor }]);
  console.log('amount 1000', currency, 'is written as', document.toString().match(/<InstdAmt.*<\/InstdAmt>/)[0]);
}
for (const [amount, currency] of [['19.99', 'EUR'], ['1000', 'JPY'], ['1.000', 'KWD']]) {
  const report = CashManagementEndOfDayReport.fromXML(`<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
    <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-03-02T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>1</Id><CreDtTm>2026-03-02T00:00:00Z</CreDtTm>
    <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Svcr><FinInstnId><BIC>DEUTDEFF</BIC></FinInstnId></Svcr></Acct>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>
    </Stmt></BkToCstmrStmt></Document>`);
  console.log('balance', amount, currency, 'is read as', report.statements[0].balances[0].amount);
}
JS
text=$(node write.mjs)
echo 'iso20022.js 0.0.15: each currency has two decimals, so that a payment in yen is a hundredth of what was asked for and one in dinars of Kuwait'
echo 'ten times as much; on the way back yen are a hundredfold, and the smallest units come out of a float and are not whole.'
echo "$text"
[ "$text" = 'amount 1000 TRY is written as <InstdAmt Ccy="TRY">10</InstdAmt>
amount 1000 JPY is written as <InstdAmt Ccy="JPY">10</InstdAmt>
amount 1000 KWD is written as <InstdAmt Ccy="KWD">10</InstdAmt>
balance 19.99 EUR is read as 1998.9999999999998
balance 1000 JPY is read as 100000
balance 1.000 KWD is read as 100' ]
