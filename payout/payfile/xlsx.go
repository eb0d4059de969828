package payfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// The most that a workbook may have, packed and unpacked. One of 100,000 payments has a tenth of both.
const (
	mostPacked   = 64 << 20
	mostUnpacked = 256 << 20
)

// The most that a sheet may have. The library keeps every row up to the last one in memory, blank or not.
const (
	mostRows    = 200_000
	mostColumns = 500
)

var errTooLarge = errors.New("more rows or columns than a list of payments has")

// readWorkbook reads the payments of one sheet of an XLSX file.
func readWorkbook(r io.Reader, o options, yield func(*record) bool) {
	s, problems := loadSheet(r, o)
	if len(problems) > 0 {
		yield(failed(problems...))
		return
	}
	s.records(yield)
}

// loadSheet takes the sheet of the payments into memory.
func loadSheet(r io.Reader, o options) (s *sheet, problems []*LineError) {
	defer func() {
		if recover() != nil { // the library's, on XML that is not what it should be
			s, problems = nil, []*LineError{final(0, "cannot be understood as a workbook (.xlsx): open it in a spreadsheet and save it again")}
		}
	}()
	file, problem := openWorkbook(r)
	if problem != nil {
		return nil, []*LineError{problem}
	}
	defer file.Close()
	if s, problem = chooseSheet(file, o); problem != nil {
		return nil, []*LineError{problem}
	}
	return s, s.readHeader()
}

// openWorkbook takes a workbook into memory. What is damaged or unpacks to more than a list of payments can have is refused.
func openWorkbook(r io.Reader) (*excelize.File, *LineError) {
	data, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	switch {
	case err != nil:
		return nil, unreadable(0, err)
	case len(data) == 0:
		return nil, final(0, "is empty")
	case len(data) > mostPacked:
		return nil, final(0, "is larger than %d MiB: save the sheet of the payments alone", mostPacked>>20)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, final(0, "is an old workbook (.xls) or one with a password: save it as .xlsx without one")
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case err != nil && bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return nil, final(0, "is damaged, perhaps cut off: copy it once more, or open it in a spreadsheet and save it again")
	case err != nil:
		return nil, final(0, "is no workbook (.xlsx), whatever its name says: save it as one, or say what it is (--format csv)")
	}
	if err := verify(archive); err != nil {
		return nil, final(0, "%v", err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked})
	if err != nil {
		return nil, final(0, "cannot be understood as a workbook (.xlsx): open it in a spreadsheet and save it again")
	}
	return file, nil
}

// verify unpacks everything once, since the library takes what it gets of a damaged part. No part can have more than it announces.
func verify(archive *zip.Reader) error {
	size, sheets := uint64(0), false
	for _, part := range archive.File {
		if size += min(part.UncompressedSize64, mostUnpacked+1); size > mostUnpacked {
			return localize.Errorf("unpacks to more than %d MiB: save the sheet of the payments alone", mostUnpacked>>20)
		}
		content, err := part.Open()
		if err == nil {
			_, err = io.Copy(io.Discard, content)
			_ = content.Close()
		}
		if err != nil {
			return errors.New("is damaged: open it in a spreadsheet and save it again")
		}
		sheets = sheets || strings.EqualFold(part.Name, "xl/workbook.xml")
	}
	if !sheets {
		return errors.New("is a zip file and no workbook that can be read, but perhaps .ods, .numbers or .xlsb: save it as .xlsx")
	}
	return nil
}

// chooseSheet takes the sheet that was asked for, or the only one that names columns of payments.
func chooseSheet(file *excelize.File, o options) (*sheet, *LineError) {
	var found, others []*sheet
	all := file.GetSheetList()
	exact := slices.Contains(all, o.sheet)
	for _, name := range all {
		if o.sheet != "" && name != o.sheet && (exact || fold(name) != fold(o.sheet)) {
			continue
		}
		s, err := readSheet(file, name, o)
		if err != nil && strings.Contains(err.Error(), "is not a worksheet") {
			continue // but a chart
		}
		if err != nil {
			if errors.Is(err, errTooLarge) {
				return nil, final(0, "sheet %q has something below row %d or right of column %d: delete it, copy the payments into a workbook of their own, or name their sheet (--sheet)", name, mostRows, mostColumns)
			}
			return nil, final(0, "sheet %q cannot be read: open the workbook in a spreadsheet and save it again", name)
		}
		if s.headerAt() >= 0 || o.sheet != "" {
			found = append(found, s)
		} else {
			others = append(others, s)
		}
	}
	switch len(found) {
	case 0:
		if o.sheet != "" {
			return nil, final(0, "--sheet %s: there is no such sheet, but %s", o.sheet, quotedList(all))
		}
		return nil, final(0, "has no sheet with a row that names the columns (%s)", fields())
	case 1:
		for _, other := range others {
			if row := other.payee(); row > 0 {
				return nil, final(0, "has IBANs also on sheet %q (row %d), which has no row that names its columns: say which sheet is meant (--sheet)", other.name, row)
			}
		}
		return found[0], nil
	}
	var names []string
	for _, s := range found {
		names = append(names, s.name)
	}
	return nil, final(0, "has several sheets with payments: say which one is meant (--sheet): %s", quotedList(names))
}

func quotedList(names []string) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprintf("%q", names), `" "`, `", "`), "[]")
}
