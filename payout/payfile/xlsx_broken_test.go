package payfile_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// A sheet that ends or breaks in the middle is refused: excelize v2.11.1 gives the rows before without an error, and the lines behind
// would be lost.
func TestABrokenSheetLosesNoLine(t *testing.T) {
	var content bytes.Buffer
	require.NoError(t, sheet1(t, headings("Tutar"), pay(5.0), pay(6.0), pay(7.0)).Write(&content))
	archive, err := zip.NewReader(bytes.NewReader(content.Bytes()), int64(content.Len()))
	require.NoError(t, err)
	for name, harm := range map[string]func(xml string) string{
		"cut off in a row":      func(xml string) string { return xml[:strings.Index(xml, `<row r="3"`)+12] },
		"cut off between rows":  func(xml string) string { return xml[:strings.Index(xml, `<row r="4"`)] },
		"a wrong end of a cell": func(xml string) string { return strings.Replace(xml, `<row r="3"`, `</v><row r="3"`, 1) },
		"an unknown entity":     func(xml string) string { return strings.Replace(xml, `<row r="3"`, `&nix;<row r="3"`, 1) },
		"a control character":   func(xml string) string { return strings.Replace(xml, `<row r="3"`, "\x01<row r=\"3\"", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			var broken bytes.Buffer
			out := zip.NewWriter(&broken)
			for _, part := range archive.File {
				in, err := part.Open()
				require.NoError(t, err)
				data, err := io.ReadAll(in)
				require.NoError(t, err)
				if part.Name == "xl/worksheets/sheet1.xml" {
					harmed := harm(string(data))
					require.NotEqual(t, string(data), harmed)
					data = []byte(harmed)
				}
				to, err := out.Create(part.Name)
				require.NoError(t, err)
				_, err = to.Write(data)
				require.NoError(t, err)
			}
			require.NoError(t, out.Close())
			_, err := payfile.ReadAll("pay.xlsx", &broken)
			requireProblems(t, err, `pay.xlsx: sheet "Sheet1" cannot be read`)
		})
	}
}
