package payfile

import (
	"cmp"
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// CopyRows writes a workbook with some rows of a sheet, as they stand there, with their formats; what is hidden stays so, and of formulas
// the results are copied. No other sheet is copied. The rows are counted from 1, as in [Row]; of cells that are merged those stay so of which
// all rows are kept.
func CopyRows(w io.Writer, r io.Reader, sheet string, keep func(row int) bool) error {
	from, problem := openWorkbook(r)
	if problem != nil {
		return problem
	}
	defer from.Close()
	to := excelize.NewFile()
	defer to.Close()
	rows, err := from.GetRows(sheet)
	merged, mergedErr := from.GetMergeCells(sheet, true)
	out, outErr := to.NewStreamWriter("Sheet1")
	if err := errors.Join(err, mergedErr, outErr, to.SetSheetName("Sheet1", sheet)); err != nil {
		return err
	}
	widest := 0
	for _, row := range rows {
		widest = max(widest, len(row))
	}
	for at := 1; at <= widest; at++ {
		width, widthErr := from.GetColWidth(sheet, columnName(at-1))
		visible, visibleErr := from.GetColVisible(sheet, columnName(at-1))
		err = errors.Join(err, widthErr, visibleErr, out.SetColWidth(at, at, width), out.SetColVisible(at, at, visible))
	}
	c := copier{from: from, to: to, sheet: sheet, styles: map[int]int{}}
	place := map[int]int{} // in the new sheet
	for i, row := range rows {
		if !keep(i + 1) {
			continue
		}
		place[i+1] = len(place) + 1
		cells := make([]any, len(row))
		for at, raw := range row {
			var cellErr error
			cells[at], cellErr = c.cell(at+1, i+1, raw)
			err = errors.Join(err, cellErr)
		}
		visible, visibleErr := from.GetRowVisible(sheet, i+1)
		err = errors.Join(err, visibleErr, out.SetRow("A"+strconv.Itoa(place[i+1]), cells, excelize.RowOpts{Hidden: !visible}))
	}
	for _, area := range merged {
		left, top, startErr := excelize.CellNameToCoordinates(area.GetStartAxis())
		right, bottom, endErr := excelize.CellNameToCoordinates(area.GetEndAxis())
		if err = errors.Join(err, startErr, endErr); err == nil && place[top] > 0 && place[bottom]-place[top] == bottom-top {
			err = out.MergeCell(columnName(left-1)+strconv.Itoa(place[top]), columnName(right-1)+strconv.Itoa(place[bottom]))
		}
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		return err
	}
	return to.Write(w)
}

// copier copies cells from one workbook to another.
type copier struct {
	from, to *excelize.File
	sheet    string
	styles   map[int]int // of the new workbook by those of the old
}

func (c copier) cell(column, row int, raw string) (excelize.Cell, error) {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return excelize.Cell{}, err
	}
	kind, kindErr := c.from.GetCellType(c.sheet, name)
	style, styleErr := c.style(name)
	copied := excelize.Cell{StyleID: style, Value: raw}
	switch number, numberErr := strconv.ParseFloat(raw, 64); {
	case raw == "":
		copied.Value = nil
	case kind == excelize.CellTypeBool:
		copied.Value = raw == "1" || raw == "TRUE"
	case numberErr == nil && (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber):
		copied.Value = number
	}
	return copied, cmp.Or(kindErr, styleErr)
}

func (c copier) style(cell string) (int, error) {
	old, err := c.from.GetCellStyle(c.sheet, cell)
	if known, is := c.styles[old]; is || err != nil {
		return known, err
	}
	style, err := c.from.GetStyle(old)
	if err != nil {
		if old == 0 {
			err = nil // a file need not have styles
		}
		return 0, err
	}
	// The library knows other codes for some numbers than the file.
	if formats, id := c.from.Styles.NumFmts, c.from.Styles.CellXfs.Xf[old].NumFmtID; formats != nil && id != nil {
		for _, f := range formats.NumFmt {
			if f.NumFmtID == *id {
				style.NumFmt, style.CustomNumFmt, style.DecimalPlaces, style.NegRed = 0, &f.FormatCode, nil, false
			}
		}
	}
	c.styles[old], err = c.to.NewStyle(style)
	return c.styles[old], err
}
