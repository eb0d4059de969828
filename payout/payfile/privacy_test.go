package payfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// markers are values that must not show in any error. The last ones also look like a column name, or a number.
var markers = []string{
	"Zqmarker", "TR920086402100005482986179", "+905321234599x", "98765432109", "987654321.987", "987654321,98.7", "Zq\"marker", "Zq\u200bmarker", "Zq\ufffdmarker",
	"Zq\tmarker", "#REF!Zq", "'Zqmarker", "9.87654E+11", "recipientZq", "ıban Zq", "-98765",
}

func requireNoMarker(t *testing.T, text string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	shown := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
	for e := range unwrapped(err) {
		shown += fmt.Sprintf("%v %+v %#v", e, e, e)
	}
	for _, secret := range []string{"Zq", "marker", "542986179", "5321234599", "98765"} {
		require.NotContains(t, shown, secret, text)
	}
}

// unwrapped gives an error and everything that it wraps.
func unwrapped(err error) map[error]bool {
	all := map[error]bool{err: true}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			for inner := range unwrapped(e) {
				all[inner] = true
			}
		}
	}
	if inner := errors.Unwrap(err); inner != nil {
		for e := range unwrapped(inner) {
			all[e] = true
		}
	}
	return all
}

func TestErrorsNeverHoldValues(t *testing.T) {
	columns := strings.Split(strings.TrimSpace(head), ";")
	kinds := []string{"IBAN", "PHONE", "IDENTITY_NUMBER", "MEMBER_ID"}
	opts := [][]payfile.Option{nil, {payfile.WithDecimal(payfile.Comma)}, nil, {payfile.WithDelimiter(',')}}
	errorsSeen := 0
	for _, marker := range markers {
		for _, kind := range kinds {
			for at := range columns {
				cells := []string{"1", kind, marker, marker, "1.250", "TRY", "Bonus", "maybe"}
				cells[at] = marker
				line := strings.Join(cells, ";") + "\n"
				for _, text := range []string{head + line, line, head + line + line, head + marker + "\n", head + row("1", "1,5") + line} {
					_, err := readCSV(text, opts[errorsSeen%len(opts)]...)
					requireNoMarker(t, text, err)
					if err != nil {
						errorsSeen++
					}
				}
			}
		}
		for at := range columns {
			header := append([]string(nil), columns...)
			header[at] = marker
			_, err := readCSV(strings.Join(header, ";") + "\n" + row("1", "100"))
			require.Error(t, err)
			if strings.ContainsAny(marker, "0123456789") {
				requireNoMarker(t, strings.Join(header, ";"), err)
			} // else it is a heading as people write them, and is named
		}
	}
	assert.Greater(t, errorsSeen, 1000)
}

func TestErrorsNeverHoldValuesOfJSON(t *testing.T) {
	members := []string{"itemExternalId", "recipientType", "recipientInfo", "recipientName", "amount", "currency", "description", "nonWithdrawable"}
	const asName = `{%q:1}`
	forms := []string{`%q`, asName, `[%q]`, `{"value":%q,"currency":%[1]q}`, `%s`, `"%s`, `"\ud800%s"`, `"a" %q`}
	errorsSeen := 0
	for _, marker := range markers {
		for _, member := range members {
			for _, form := range forms {
				if marker == "recipientZq" && form == asName {
					continue // It has the form of a program's own names, which are shown: see TestJSONLinesAreRefused.
				}
				value := fmt.Sprintf(form, marker)
				for _, text := range []string{
					object("}", `,"`+member+`":`+value+"}"),
					`{"` + member + `":` + value + `,"recipientType":"IBAN","recipientInfo":"` + "TR920086402100005482986179" + `"}`,
					fmt.Sprintf(`{%q:1,%q:%s}`, "Zq"+marker, member, value),
					fmt.Sprintf("%s\n", marker),
				} {
					_, err := readJSONL(text)
					requireNoMarker(t, text, err)
					if err != nil {
						errorsSeen++
					}
				}
			}
		}
	}
	assert.Greater(t, errorsSeen, 1000)
}

func TestErrorsNeverHoldValuesOfCells(t *testing.T) {
	columns := strings.Split(strings.TrimSpace(head), ";")
	errorsSeen := 0
	for _, marker := range markers[:6] {
		for at := range columns {
			var names, cells []any
			for i, column := range columns {
				names = append(names, column)
				cells = append(cells, []any{"1", "IBAN", marker, marker, 1250.505, "TRY", "Bonus", "maybe"}[i])
			}
			cells[at] = marker
			for _, rows := range [][][]any{{names, cells}, {cells}, {cells, names}, {names, cells, cells}, {names, {marker}}, {names, {"", "", "", marker, "TOPLAM"}}} {
				_, err := readXLSX(t, sheet1(t, rows...))
				requireNoMarker(t, marker, err)
				if err != nil {
					errorsSeen++
				}
			}
		}
	}
	assert.Greater(t, errorsSeen, 200)
}

func TestRowsArePrintedMasked(t *testing.T) {
	text := head + "1;IBAN;TR92 0086 4021 0000 5482 9861 78;Zqmarker;100;TRY;Bonus;\n"
	for r, err := range payfile.Read("pay.csv", strings.NewReader(text)) {
		require.NoError(t, err)
		shown := fmt.Sprintf("%v %+v %#v %v", r, r, r, []payfile.Row{r})
		assert.Contains(t, shown, "***6178")
		assert.NotContains(t, shown, "Zqmarker")
		assert.NotContains(t, shown, "TR92")
	}
}
