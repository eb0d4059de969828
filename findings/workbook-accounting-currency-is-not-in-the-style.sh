#!/usr/bin/env bash
# GetStyle of github.com/xuri/excelize/v2 on a number in the accounting format (44), for which the file says what it is: euros.
# Expected: the format code of the file in CustomNumFmt, since it is what GetCellValue goes by. Exit 0 while there is none, 1 when that changed, 2
# when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// rewritten is a workbook with 100, 200 and 300 in a column, the first of them in the accounting format, with one part changed. The parts
// are stored, not packed.
func rewritten(part, old, replacement string) []byte {
	file := excelize.NewFile()
	for i, cell := range []string{"A1", "A2", "A3"} {
		must(file.SetCellInt("Sheet1", cell, int64(100*(i+1))))
	}
	style, err := file.NewStyle(&excelize.Style{NumFmt: 44})
	must(err)
	must(file.SetCellStyle("Sheet1", "A1", "A1", style))
	var content, out bytes.Buffer
	must(file.Write(&content))
	in, err := zip.NewReader(bytes.NewReader(content.Bytes()), int64(content.Len()))
	must(err)
	archive := zip.NewWriter(&out)
	for _, p := range in.File {
		r, err := p.Open()
		must(err)
		text, err := io.ReadAll(r)
		must(err)
		if p.Name == part {
			text = bytes.Replace(text, []byte(old), []byte(replacement), 1)
		}
		w, err := archive.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Store})
		must(err)
		_, err = w.Write(text)
		must(err)
	}
	must(archive.Close())
	return out.Bytes()
}

func main() {
	const euros = `<numFmts count="1"><numFmt numFmtId="44" formatCode="_-* #,##0.00\ &quot;€&quot;_-"/></numFmts><fonts`
	file, err := excelize.OpenReader(bytes.NewReader(rewritten("xl/styles.xml", "<fonts", euros)))
	must(err)
	value, err := file.GetCellValue("Sheet1", "A1")
	must(err)
	index, err := file.GetCellStyle("Sheet1", "A1")
	must(err)
	style, err := file.GetStyle(index)
	must(err)
	fmt.Println("shown as", strings.TrimSpace(value))
	fmt.Println("style: format", style.NumFmt, "with the code", style.CustomNumFmt)
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/xuri/excelize/v2 v2.11.1
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/xuri/excelize/v2 v2.11.1: every country's Excel writes its own currency into the format 44. GetCellValue shows it, GetStyle"
echo "gives the number only, so that whoever looks for the currency of an amount in the style takes euros for the currency of this country."
echo "$got"
want='shown as 100.00 €
style: format 44 with the code <nil>'
[ "$got" = "$want" ]
