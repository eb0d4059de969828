package payfile

import (
	"errors"
	"math"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// cell is one cell of a sheet.
type cell struct {
	text    string // as it would stand in a CSV file; a number as JSON writes it
	number  bool
	boolean bool
	dated   bool // a date of ISO 8601
	large   bool // a number of more digits than a spreadsheet keeps
	format  numberFormat
	lost    bool   // the result of a formula
	tall    bool   // merged with cells of other rows
	problem string // why nobody can say what it holds
}

// cellReader reads the cells of a sheet.
type cellReader struct {
	file    *excelize.File
	sheet   string
	formats map[int]numberFormat // by the index of the style
	merged  map[[2]int]bool      // the cells, by column and row, that belong to a merged one: true if that goes over several rows
}

// read takes in a cell with its raw value.
func (r *cellReader) read(column, row int, raw string) (c cell, err error) {
	tall, merged := r.merged[[2]int{column, row}]
	if merged && !tall {
		return c, nil // the first cell of the row has the value
	}
	if tall {
		c.tall, c.problem = true, "is merged with cells of other rows: unmerge them, and write into each row what it says"
	}
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return c, err
	}
	kind, err := r.file.GetCellType(r.sheet, name)
	if err != nil {
		return c, err
	}
	// The rows come as a stream and the formats do not: where rows are numbered twice, the library tells of different cells.
	if same, err := r.file.GetCellValue(r.sheet, name); !tall && (err != nil || same != raw) {
		return c, errors.Join(err, errDisagree)
	}
	if c.text = raw; raw == "" {
		formula, err := r.file.GetCellFormula(r.sheet, name)
		if formula != "" {
			c.problem = "is a formula whose result the file does not hold, or is empty: open it in a spreadsheet and save it there"
		}
		c.lost = formula != "" && kind != excelize.CellTypeFormula // which is a text, if only an empty one
		return c, err
	}
	if c.format, err = r.format(name); err != nil {
		return c, err
	}
	switch kind {
	case excelize.CellTypeBool:
		c.boolean = true
	case excelize.CellTypeDate:
		c.dated = true
	case excelize.CellTypeUnset, excelize.CellTypeNumber:
		value, err := strconv.ParseFloat(raw, 64)
		if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
			c.problem = "is no number, although the file says so"
			return c, nil
		}
		c.number, c.large, c.text = true, math.Abs(value) >= 1e15, shortest(value)
	}
	return c, nil
}

var errDisagree = errors.New("a cell has two values")

// shortest writes a number with as few decimals as it has. Those of a workbook are binary: 99.90 may stand there as 99.899999999999991,
// what formulas add up is further off, and programs cut at fifteen digits. What that explains is not part of the number: two thousand
// additions, each off by half a unit in the last place, of a number of a thousand at least, since a small one may be the difference of larger
// ones. Any other decimals stay.
func shortest(value float64) string {
	const additions = 0x1p-42
	off := min(additions*max(math.Abs(value), 1000), 4e-4)
	for decimals := range 9 {
		written := strconv.FormatFloat(value, 'f', decimals, 64)
		if back, _ := strconv.ParseFloat(written, 64); math.Abs(back-value) <= off {
			return written
		}
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// mergedCells lists the cells that belong to merged ones, as far as the sheet is filled. Of one within a row only the first holds something.
func mergedCells(file *excelize.File, sheet string, rows [][]string) (map[[2]int]bool, error) {
	areas, err := file.GetMergeCells(sheet, true)
	all := map[[2]int]bool{}
	for _, area := range areas {
		left, top, startErr := excelize.CellNameToCoordinates(area.GetStartAxis())
		right, bottom, endErr := excelize.CellNameToCoordinates(area.GetEndAxis())
		if err := errors.Join(startErr, endErr); err != nil {
			return nil, err
		}
		for row := top; row <= min(bottom, len(rows)); row++ {
			for column := left; column <= min(right, len(rows[row-1])); column++ {
				if tall := bottom > top; tall || column > left {
					all[[2]int{column, row}] = tall
				}
			}
		}
	}
	return all, err
}

// columnName is what a spreadsheet calls a column, counted from 0. It is never beyond the last that a sheet can have.
func columnName(index int) string {
	name, _ := excelize.ColumnNumberToName(index + 1)
	return name
}
