package payfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpreadsheetsAndCopiedTextSpoilValues(t *testing.T) {
	const (
		shortened = "was turned into a number by a spreadsheet"
		formula   = "is the error of a formula"
		control   = "must not hold line breaks, tabs or other control characters"
	)
	tests := []struct{ name, column, value, want string }{
		{"phone as a number", "recipientInfo", "9.05457E+11", "recipientInfo: " + shortened},
		{"phone as a number with a comma", "recipientInfo", "9,05457e+11", "recipientInfo: " + shortened},
		{"id as a number", "itemExternalId", "1.23457E+11", "itemExternalId: " + shortened},
		{"amount as a number", "amount", "1.25E+06", "amount: " + shortened},
		{"an id that looks like one", "itemExternalId", "12E5", ""},
		{"an id after an apostrophe", "itemExternalId", "'0012", "itemExternalId: begins with an apostrophe"},
		{"a name after an apostrophe", "recipientName", "'t Hart", ""},
		{"id with a non-breaking space", "itemExternalId", "A\u00a01", "itemExternalId: holds U+00A0, which nobody can see"},
		{"invisible mark before an IBAN", "recipientInfo", "\u202a2228853", "recipientInfo: holds U+202A, which nobody can see"},
		{"soft hyphen", "description", "Bo\u00adnus", "description: holds U+00AD"},
		{"byte order mark inside", "recipientName", "A\ufeffli", "recipientName: holds U+FEFF"},
		{"isolate", "description", "\u2066Bonus", "description: holds U+2066"},
		{"a joiner is a letter's neighbour", "description", "می\u200cشود", ""},
		{"zero-width space around is no space", "itemExternalId", "1\u200b", "itemExternalId: holds U+200B"},
		{"tab inside", "description", "Bo\tnus", "description: " + control},
		{"escape character", "recipientName", "A\x1bli", "recipientName: " + control},
		{"lost letters", "recipientName", "Ay\ufffde", "recipientName: holds U+FFFD in the place of letters that were lost"},
		{"failed formula", "recipientName", "#N/A", "recipientName: " + formula},
		{"failed formula in Turkish", "description", "#DEĞER!", "description: " + formula},
		{"narrow column", "recipientInfo", "#######", "recipientInfo: " + formula},
		{"a lost letter in a name", "recipientName", "Ay?e", "recipientName: holds a question mark in the place of a letter"},
		{"a lost letter in a text", "description", "Kas?m", "description: holds a question mark in the place of a letter"},
		{"a question", "description", "Bonus?", ""},
		{"an object of JavaScript", "recipientName", "[object Object]", "recipientName: was written by a program"},
		{"rich text of a spreadsheet library", "recipientName", `"{""richText"":[]}"`, "recipientName: "},
		{"half a name", "recipientName", "Ali undefined", "recipientName: was written by a program"},
		{"no id", "itemExternalId", "undefined", "itemExternalId: was written by a program"},
		{"no number", "amount", "NaN", "amount: was written by a program"},
		{"no text", "description", "null", "description: was written by a program"},
		{"no value of Python", "recipientName", "nan", "recipientName: was written by a program"},
		{"a surname", "recipientName", "Ali Null", ""},
		{"UTF-8 as Windows-1252", "recipientName", "AyÅŸe", "recipientName: is UTF-8 that a program took for another encoding"},
		{"UTF-8 as Windows-1252 in one word", "recipientName", "Ayşe YÄ±lmaz", "recipientName: is UTF-8 that a program took for another encoding"},
		{"UTF-8 as Windows-1254", "description", "Ã–deme", "description: is UTF-8 that a program took for another encoding"},
		{"UTF-8 as Latin-1", "recipientName", "Ay\u00c5\u009fe", "recipientName: must not hold line breaks, tabs or other control characters"},
		{"UTF-8 as Mac Roman", "recipientName", "G√ºl", "recipientName: is UTF-8 that a program took for another encoding"},
		{"Windows-1254 as Windows-1252", "recipientName", "Aðaoðlu", "recipientName: has letters of Iceland"},
		{"names of many languages", "recipientName", "Ayşe Öğüt-Çağrı İpek Ünal, José Müller, Åsa Ångström, Đặng, Ağa", ""},
		{"an ordinary number sign", "description", "#12", ""},
	}
	columns := strings.Split(strings.TrimSpace(head), ";")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cells := strings.Split(strings.TrimSuffix(row("1", "100"), "\n"), ";")
			for i, column := range columns {
				if column == tt.column {
					cells[i] = tt.value
				}
			}
			_, err := readCSV(head + strings.Join(cells, ";") + "\n")
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			requireProblems(t, err, "pay.csv:2: "+tt.want)
		})
	}
}
