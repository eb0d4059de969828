#!/usr/bin/env bash
# OpenReader of github.com/xuri/excelize/v2 on a workbook of which a byte was changed on the way.
# Expected: an error, since the checksum of the zip file does not fit. Exit 0 while the changed number is read, 1 when that changed, 2
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
	damaged := bytes.Replace(rewritten("", "", ""), []byte("<v>200</v>"), []byte("<v>900</v>"), 1)
	archive, err := zip.NewReader(bytes.NewReader(damaged), int64(len(damaged)))
	must(err)
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	must(err)
	_, err = io.ReadAll(part)
	fmt.Println("archive/zip:", err)
	file, err := excelize.OpenReader(bytes.NewReader(damaged))
	must(err)
	value, err := file.GetCellValue("Sheet1", "A2")
	fmt.Println("excelize:", value, err)
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/xuri/excelize/v2 v2.11.1
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/xuri/excelize/v2 v2.11.1: what io.Copy says about a part of the zip file is dropped, and with it that its checksum does not"
echo "fit: 200 that became 900 on the way is read as 900, without an error."
echo "$got"
want='archive/zip: zip: checksum error
excelize: 900 <nil>'
[ "$got" = "$want" ]
