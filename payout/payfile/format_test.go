package payfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func TestFormatByName(t *testing.T) {
	asCSV, asJSON := head+row("1", "100"), object("", "")
	tests := []struct {
		name, text string
		opts       []payfile.Option
		want       string
	}{
		{"pay.csv", asCSV, nil, ""},
		{"/some/where/PAY.CSV", asCSV, nil, ""},
		{"pay.jsonl", asJSON, nil, ""},
		{"pay.ndjson", asJSON, nil, ""},
		{"-", asCSV, []payfile.Option{payfile.WithFormat("csv")}, ""},
		{"pay.csv", asJSON, []payfile.Option{payfile.WithFormat("jsonl")}, ""},
		{"", asJSON, []payfile.Option{payfile.WithFormat("jsonl")}, ""},
		{"pay.txt", asCSV, nil, "pay.txt: the name must end in .csv, .xlsx, .jsonl or .ndjson, or --format say what it is"},
		{"", asCSV, nil, "payfile: the name must end in .csv"},
		{"pay.json", asJSON, nil, "pay.json: must be JSON Lines, one object per line, and be called .jsonl"},
		{"pay.xlsx", asCSV, nil, "pay.xlsx: is no workbook (.xlsx), whatever its name says"},
		{"pay.ods", asCSV, nil, "pay.ods: is a spreadsheet of another kind: save it as .xlsx"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithSheet("x")}, "pay.csv: --sheet and --hidden-rows are for workbooks"},
		{"pay.xlsx", asCSV, []payfile.Option{payfile.WithHiddenRows("maybe")}, "pay.xlsx: --hidden-rows: must be pay or skip"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithFormat("xml")}, "pay.csv: --format: must be csv, xlsx or jsonl"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithDecimal(';')}, "pay.csv: --decimal: must be point or comma"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithDelimiter('"')}, "pay.csv: WithDelimiter: must be a character that occurs in no column name"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithDelimiter('\n')}, "pay.csv: WithDelimiter: must be"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithDelimiter(-1)}, "pay.csv: WithDelimiter: must be"},
		{"pay.csv", asCSV, []payfile.Option{payfile.WithDelimiter('a')}, "pay.csv: WithDelimiter: must be"},
		{"pay.jsonl", asJSON, []payfile.Option{payfile.WithDecimal(payfile.Comma)}, "pay.jsonl: --decimal, --map and --ignore-columns are for CSV"},
		{"pay.jsonl", asJSON, []payfile.Option{payfile.WithDelimiter(';')}, "pay.jsonl: --decimal, --map and --ignore-columns are for CSV"},

		{"pay.csv", asJSON, nil, "pay.csv:1: looks like JSON, not CSV: write one object per line and call the file .jsonl"},
		{"pay.csv", "\n[" + asJSON + "]", nil, "pay.csv:2: looks like JSON, not CSV"},
		{"pay.csv", " " + asJSON, nil, "pay.csv:1: looks like JSON, not CSV"},
		{"pay.jsonl", asCSV, nil, "pay.jsonl:1: is not JSON Lines: each line must be one object"},
		{"pay.jsonl", "[\n" + asJSON + "]", nil, "pay.jsonl:1: is a JSON array: write one object on each line"},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.want, func(t *testing.T) {
			items, err := payfile.ReadAll(tt.name, strings.NewReader(tt.text), tt.opts...)
			if tt.want == "" {
				require.NoError(t, err)
				assert.Len(t, items, 1)
				return
			}
			requireProblems(t, err, tt.want)
			assert.Contains(t, err.Error(), "the rest of it was not read")
		})
	}
}

func TestFilesThatAreNoText(t *testing.T) {
	for name, content := range map[string]string{
		"an Excel workbook or another zip file": "PK\x03\x04\x14\x00\x06\x00rest",
		"an old Excel workbook":                 "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest",
		"a compressed file":                     "\x1F\x8B\x08rest",
		"a PDF":                                 "%PDF-1.7\n",
		"a web page or XML":                     "<html>",
	} {
		_, err := readCSV(content)
		requireProblems(t, err, "pay.csv: is "+name+`, not a text file: save it as "CSV UTF-8"`)
	}
}

func TestEmptyFiles(t *testing.T) {
	for text, want := range map[string]string{
		"":              "is empty",
		"\ufeff":        "has no header row",
		"\n \n":         "has no header row",
		head:            "holds no payment",
		head + "\n;;\n": "holds no payment",
	} {
		_, err := readCSV(text)
		requireProblems(t, err, "pay.csv: "+want)
	}
	for text, want := range map[string]string{"": "is empty", "\n": "holds no payment", "\ufeff": "holds no payment"} {
		_, err := readJSONL(text)
		requireProblems(t, err, "pay.jsonl: "+want)
	}
}

func TestEncodings(t *testing.T) {
	const want = "1|IBAN|TR920086402100005482986178|Şule Iğdır|100 TRY|Maaş"
	text := "id\tiban\tname\tamount\tdescription\r\n1\tTR920086402100005482986178\tŞule Iğdır\t100\tMaaş\r\n"
	for name, endian := range map[string]unicode.Endianness{"utf-16le": unicode.LittleEndian, "utf-16be": unicode.BigEndian} {
		encoded, err := unicode.UTF16(endian, unicode.UseBOM).NewEncoder().String(text)
		require.NoError(t, err)
		items, err := readCSV(encoded)
		require.NoError(t, err)
		assert.Equal(t, []string{want}, describeAll(items))

		_, err = readCSV(encoded[:len(encoded)-len("ş\r\n")-1])
		requireProblems(t, err, "pay.csv:2: description: holds U+FFFD")

		withoutMark, err := unicode.UTF16(endian, unicode.IgnoreBOM).NewEncoder().String(text)
		require.NoError(t, err)
		items, err = readCSV(withoutMark, payfile.WithEncoding(name))
		require.NoError(t, err)
		assert.Equal(t, []string{want}, describeAll(items))
		_, err = readCSV(withoutMark)
		requireProblems(t, err, "pay.csv:1: holds a zero byte, so it is not UTF-8 text")
	}
	turkish, err := charmap.Windows1254.NewEncoder().String(text)
	require.NoError(t, err)
	for _, name := range []string{"windows-1254", "ISO-8859-9"} {
		items, err := readCSV(turkish, payfile.WithEncoding(name))
		require.NoError(t, err)
		assert.Equal(t, []string{want}, describeAll(items))
	}
	_, err = readCSV("\ufeff"+text, payfile.WithEncoding("windows-1254"))
	require.NoError(t, err, "a mark is certain")
	_, err = readCSV(text, payfile.WithEncoding("windows-1254"))
	requireProblems(t, err, "pay.csv:2: name: holds U+FFFD", "pay.csv:2: description: is UTF-8 that a program took for another encoding")
	_, err = readCSV(text, payfile.WithEncoding("latin-1"))
	requireProblems(t, err, "pay.csv: --encoding: must be utf-8, windows-1254")
	items, err := readCSV(strings.Replace(turkish, "description", "A\xe7\xfdklama", 1))
	require.NoError(t, err, "a heading shows it for certain")
	assert.Equal(t, []string{want}, describeAll(items))
	_, err = readCSV(turkish)
	requireProblems(t, err, `pay.csv:2: is not UTF-8, but perhaps Windows-1254 or ISO 8859-9: save it as "CSV UTF-8"`)
}

func TestLinesThatAreNone(t *testing.T) {
	good := row("1", "100")
	tests := []struct{ name, text, want string }{
		{"zero byte", head + good + "2;MEMBER_ID;\x00", "pay.csv:3: holds a zero byte"},
		{"carriage returns only", strings.ReplaceAll(head+good, "\n", "\r"), "pay.csv:1: holds a carriage return without a line feed"},
		{"a long file with carriage returns only", strings.ReplaceAll(head+strings.Repeat(good, 5000), "\n", "\r"), "pay.csv:1: holds a carriage return without a line feed"},
		{"a carriage return inside", head + good + "2;MEMBER_ID;\r2228853;;100;TRY;Bonus;\n", "pay.csv:3: holds a carriage return"},
		{"too long", head + good + strings.Repeat("x", 65536) + "\n", "pay.csv:3: is longer than 65536 bytes"},
		{"too long without an end", head + good + strings.Repeat("x", 1<<20), "pay.csv:3: is longer than 65536 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readCSV(tt.text)
			requireProblems(t, err, tt.want)
			assert.Contains(t, err.Error(), "the rest of it was not read")
		})
	}
}

func TestTheLongestLine(t *testing.T) {
	fits := "1;MEMBER_ID;2228853;;100;TRY;" + strings.Repeat("x", 65536-len("1;MEMBER_ID;2228853;;100;TRY;;\n")) + ";\n"
	require.Len(t, fits, 65536)
	items, err := readCSV(head + fits + row("2", "100"))
	require.NoError(t, err)
	assert.Len(t, items, 2)
}
