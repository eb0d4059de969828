#!/usr/bin/env bash
# date-holidays: is it a holiday in Turkey on the eve of the feast of Ramadan 2026, on the Monday after it, on the eve of Republic Day?
# Expected: as law 2429 has it, from one in the afternoon of an eve to the end of the last day. Exit 0 while the answers are the opposite,
# 1 when that changed, 2 when the package cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null 2>&1 || exit 2
npm install --no-audit --no-fund date-holidays@3.37.0 >/dev/null 2>&1 || {
	echo "the package cannot be had"
	exit 2
}
cat >ask.cjs <<'JS'
const Holidays = require('date-holidays');
const turkey = new Holidays('TR');
for (const [moment, meaning] of [
  ['2026-03-19T15:00:00+03:00', 'Thursday, eve of the feast, after 13:00: closed'],
  ['2026-03-20T12:00:00+03:00', 'Friday, first day of three: closed'],
  ['2026-03-23T10:00:00+03:00', 'Monday, the day after the third day: open'],
  ['2026-10-28T15:00:00+03:00', 'Wednesday, eve of Republic Day, after 13:00: closed'],
]) {
  const found = turkey.isHoliday(new Date(moment));
  console.log(`${moment} (${meaning}) is ${found ? found[0].name : 'no holiday'}`);
}
JS
text=$(node ask.cjs)
echo 'date-holidays 3.37.0: a Turkish feast begins at six in the evening of the eve, by when everything is closed for five hours, and lasts until'
echo 'noon of the day after its last day, so that a plan of payments skips a working Monday and books one into an afternoon without banks; the half'
echo 'day before Republic Day is not there at all.'
echo "$text"
[ "$text" = "2026-03-19T15:00:00+03:00 (Thursday, eve of the feast, after 13:00: closed) is no holiday
2026-03-20T12:00:00+03:00 (Friday, first day of three: closed) is Ramazan Bayramı
2026-03-23T10:00:00+03:00 (Monday, the day after the third day: open) is Ramazan Bayramı
2026-10-28T15:00:00+03:00 (Wednesday, eve of Republic Day, after 13:00: closed) is no holiday" ]
