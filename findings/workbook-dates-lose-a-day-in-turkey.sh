#!/usr/bin/env bash
# SheetJS (xlsx) with cellDates on a machine whose time zone is Europe/Istanbul: a date read from a workbook, and one written into it.
# Expected: 30 November 2026 on both ways, the whole number 46356 in the file. Exit 0 while the day before is read and a fraction is written,
# 1 when that changed, 2 when the package cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund xlsx@0.18.5 >/dev/null 2>&1 || {
	echo "the package cannot be had"
	exit 2
}
cat >dates.cjs <<'JS'
const XLSX = require('xlsx');
const file = XLSX.write({ SheetNames: ['S'], Sheets: { S: { '!ref': 'A1', A1: { t: 'n', v: 46356, z: 'dd.mm.yyyy' } } } }, { type: 'buffer', bookType: 'xlsx' });
const read = XLSX.read(file, { cellDates: true }).Sheets.S.A1.v;
console.log(`${process.env.TZ}: 46356, 30.11.2026 in the sheet, is read as ${read.toString().slice(4, 24)}`);
console.log(`${process.env.TZ}: 30 November 2026 is written as ${XLSX.utils.aoa_to_sheet([[new Date(2026, 10, 30)]]).A1.v}`);
JS
text=$(for zone in Europe/Berlin Europe/Istanbul; do TZ=$zone node dates.cjs; done)
echo 'xlsx 0.18.5: the 56 seconds by which clocks in Istanbul differed from the full minute in 1899 are left in every date: what is read is the'
echo 'evening of the day before, so that a due date moves by a day, and what is written is no whole day, so that no formula finds it equal to one.'
echo "$text"
[ "$text" = 'Europe/Berlin: 46356, 30.11.2026 in the sheet, is read as Nov 30 2026 00:00:00
Europe/Berlin: 30 November 2026 is written as 46356
Europe/Istanbul: 46356, 30.11.2026 in the sheet, is read as Nov 29 2026 23:59:04
Europe/Istanbul: 30 November 2026 is written as 46356.00064814815' ]
