#!/usr/bin/env bash
# exceljs: the amount 1250.50 in the comma style of two countries' Excel, which leaves room for the sign of the currency (KM, TL) with
# underscores, written to a workbook and read back.
# Expected: the number twice. Exit 0 while one of them is a date, 1 when that changed, 2 when the packages cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 >/dev/null 2>&1 || {
	echo "the packages cannot be had"
	exit 2
}
cat >read.cjs <<'JS'
const ExcelJS = require('exceljs'), XLSX = require('xlsx');
(async () => {
  for (const sign of ['_K_M', '_T_L']) {
    const format = `_-* #,##0.00\\ ${sign}_-;\\-* #,##0.00\\ ${sign}_-;_-* "-"??\\ ${sign}_-;_-@_-`;
    const written = new ExcelJS.Workbook();
    const cell = written.addWorksheet('S').getCell('A1');
    cell.value = 1250.5;
    cell.numFmt = format;
    const file = await written.xlsx.writeBuffer();
    const read = new ExcelJS.Workbook();
    await read.xlsx.load(file);
    const value = read.worksheets[0].getCell('A1').value;
    console.log(format.split(';')[0], 'is read as', value instanceof Date ? `the date ${value.toISOString()}` : value, 'and by SheetJS as', XLSX.read(file, { cellDates: true }).Sheets.S.A1.v);
  }
})();
JS
text=$(node read.cjs)
echo 'exceljs 4.4.0: a letter behind an underscore, of which a sheet shows only its width, counts as a part of a date, so that the amounts of a column'
echo 'in the comma style of an Excel for Bosnia, whose currency is KM, come as days of the last century.'
echo "$text"
[ "$text" = '_-* #,##0.00\ _K_M_- is read as the date 1903-06-03T12:00:00.000Z and by SheetJS as 1250.5
_-* #,##0.00\ _T_L_- is read as 1250.5 and by SheetJS as 1250.5' ]
