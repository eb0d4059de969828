package payfile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Write writes payments as a file that [Read] reads as it is. The format is "csv" or "xlsx". Language "tr" writes Turkish headings, and
// CSV as a Turkish Excel reads it: with a byte order mark, semicolons and decimal commas; "en" the vendor's names, commas and points.
func Write(w io.Writer, format, language string, items iter.Seq[payout.Item]) error {
	if language != "tr" && language != "en" {
		return errors.New("language: must be tr or en")
	}
	switch format {
	case csvLines:
		return writeCSV(w, language == "tr", items)
	case workbook:
		return writeWorkbook(w, language == "tr", items)
	}
	return errors.New("format: must be csv or xlsx")
}

// headings are those of a file that is written, in the order of the fields.
func writtenHeadings(turkish bool) (all []string) {
	if turkish {
		return []string{"Referans No", "Alıcı Türü", "Alıcı Bilgisi", "Ad Soyad", "Tutar", "Para Birimi", "Açıklama", "nonWithdrawable"}
	}
	for _, f := range fields() {
		all = append(all, string(f))
	}
	return all
}

// cellsOf are the values of an item in the order of the fields.
func cellsOf(item payout.Item) []string {
	r := item.Recipient
	withdrawable := ""
	if item.NonWithdrawable {
		withdrawable = "true"
	}
	return []string{item.ExternalID, string(r.Type()), r.Info(), r.Name(), item.Amount.Value().Plain(), item.Amount.Currency(), item.Description, withdrawable}
}

// amountAt is where the amount stands in cellsOf.
const amountAt = 4

func writeCSV(w io.Writer, turkish bool, items iter.Seq[payout.Item]) error {
	out := csv.NewWriter(w)
	if turkish {
		out.Comma, out.UseCRLF = ';', true
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	_ = out.Write(writtenHeadings(turkish)) // the writer keeps its error
	for item := range items {
		cells := cellsOf(item)
		if turkish {
			cells[amountAt] = strings.Replace(cells[amountAt], ".", ",", 1)
		}
		_ = out.Write(cells)
	}
	out.Flush()
	return out.Error()
}

func writeWorkbook(w io.Writer, turkish bool, items iter.Seq[payout.Item]) (err error) {
	file := excelize.NewFile()
	defer file.Close()
	sheet := "Payments"
	if turkish {
		sheet = "Ödemeler"
	}
	money, heading, text := "#,##0.00", excelize.Style{Font: &excelize.Font{Bold: true}}, excelize.Style{NumFmt: 49}
	var styles [3]int
	for i, style := range []*excelize.Style{&heading, &text, {CustomNumFmt: &money}} {
		id, styleErr := file.NewStyle(style)
		styles[i], err = id, errors.Join(err, styleErr)
	}
	out, streamErr := file.NewStreamWriter("Sheet1")
	if err = errors.Join(err, streamErr, file.SetSheetName("Sheet1", sheet)); err != nil {
		return err
	}
	err = errors.Join(out.SetColWidth(1, 8, 22), out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	row := 0
	write := func(cells []string, style int) {
		row++
		values := make([]any, len(cells))
		for i, cell := range cells {
			values[i] = excelize.Cell{StyleID: style, Value: cell}
			if number, parseErr := strconv.ParseFloat(cell, 64); i == amountAt && parseErr == nil && len(cell) <= 15 {
				values[i] = excelize.Cell{StyleID: styles[2], Value: number}
			}
		}
		err = errors.Join(err, out.SetRow(fmt.Sprintf("A%d", row), values))
	}
	write(writtenHeadings(turkish), styles[0])
	for item := range items {
		write(cellsOf(item), styles[1])
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		return err
	}
	return file.Write(w)
}
