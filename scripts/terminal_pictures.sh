#!/bin/sh
# Draws docs/pictures/terminal-*.svg from real runs against the built-in emulator, in a terminal of 100 columns. `script` of util-linux
# gives them one; nothing is typed, so there are no questions and no progress bar in the way.
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$root" && ${GO:-go} build -o "$work/bin/iyzipayout" ./cmd/iyzipayout && ${GO:-go} build -o "$work/bin/terminalpicture" ./scripts/terminalpicture)
mkdir -p "$root/docs/pictures"
cat > "$work/maas.csv" <<'CSV'
Sicil No;Ad Soyad;IBAN;Tutar;Açıklama;Departman
100;Ayşe Yılmaz;TR92 0086 4021 0000 5482 9861 78;48.750,00;maaş;Muhasebe
101;Ali Kaya;TR46 0099 9000 0001 0000 0010 01;41.250,50;[emulator:refuse];Depo
102;Can Demir;TR33 0006 1005 1978 6457 8413 26;52.300,75;[emulator:bank-fail];Satış
103;Ece Ak;TR35 0000 9990 1234 5678 1000 01;39.800,25;maaş;Satış
CSV

# picture NAME COMMAND...: shows each command with a prompt, and what it says.
picture() {
	name=$1
	shift
	for command in "$@"; do
		printf '\033[1m$ %s\033[0m\n' "$command"
		(cd "$work" && env -u NO_COLOR PATH="$work/bin:$PATH" LANG="${lang:-C.UTF-8}" LC_ALL= TERM=xterm-256color \
			script -qec "stty cols 100 rows 50; $command </dev/null" /dev/null) || true
		printf '\n'
	done | "$work/bin/terminalpicture" > "$root/docs/pictures/$name.svg"
}

picture terminal-pay 'iyzipayout pay maas.csv --dry-run' 'iyzipayout pay maas.csv --env emulator'
lang=tr_TR.UTF-8
picture terminal-pay-tr 'iyzipayout pay maas.csv --env emulator'
ls -l "$root"/docs/pictures/terminal-*.svg
