package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// checkRest makes sure, before anything is sent, that the file for the rest can be written and none is lost.
func (f payFlags) checkRest() error {
	if f.restFile == "" {
		return nil
	}
	if _, err := os.Lstat(f.restFile); err == nil {
		return localize.Errorf("--rest %s: is there already, and would be lost: name another file", f.restFile)
	}
	extension := filepath.Ext(f.file)
	if f.file == standardInput {
		extension = "." + f.format
	}
	if isWorkbook(f.file, f.format) && !strings.EqualFold(filepath.Ext(f.restFile), ".xlsx") {
		return localize.Errorf("--rest %s: is a workbook without macros, so its name must end in .xlsx", f.restFile)
	}
	if !isWorkbook(f.file, f.format) && !strings.EqualFold(filepath.Ext(f.restFile), extension) {
		return localize.Errorf("--rest %s: holds lines as they are in %s, so its name must end in %s", f.restFile, f.file, extension)
	}
	return writable("--rest", f.restFile)
}

// writeRest writes the lines that were not paid and may be paid by another payout, as they are in the file, with what stands above
// its first line.
func (p *payment) writeRest() (err error) {
	if p.restFile == "" {
		return nil
	}
	// The command that is run again needs the name again. What rest does is done after one look.
	if p.verb() != "rest" && p.end.code != exitNo && p.end.code != exitOK {
		p.say("--rest %s: was not written, because not everything is known yet", p.restFile)
		return nil
	}
	if len(p.end.free) == 0 {
		p.say("--rest %s: was not written, because no line is left that another payout may pay", p.restFile)
		return nil
	}
	file, err := os.OpenFile(p.restFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return localize.Errorf("--rest: %w", err)
	}
	out := bufio.NewWriter(file)
	err = p.in.copyLines(out, p.end.free)
	if err = errors.Join(err, out.Flush(), file.Sync(), file.Close()); err != nil {
		return localize.Errorf("--rest: %w", errors.Join(err, os.Remove(p.restFile)))
	}
	p.say("%s: %s not paid", p.restFile, lines(len(p.end.free)))
	return nil
}

// copyLines copies the lines of some items, and those above the first item: byte for byte, or of a workbook cell for cell. The writer keeps its
// error.
func (in *input) copyLines(out *bufio.Writer, some []int) error {
	rows := in.rowsOf(append([]int{0}, some...))
	wanted, first := map[int]bool{}, rows[0].Line
	for _, index := range some {
		wanted[rows[index].Line] = true
	}
	if in.workbook {
		for _, row := range in.leftOut {
			first = min(first, row.Line) // a hidden row that was skipped is nobody's to be paid now
		}
		return payfile.CopyRows(out, in.reader(), rows[0].Sheet, func(row int) bool { return row < first || wanted[row] })
	}
	text := bufio.NewReader(in.reader())
	head, _ := text.Peek(2)
	end := in.lineEnd(head)
	if mark := byteOrderMarks[end]; bytes.Equal(head, []byte(mark)) && first == 1 && !wanted[1] {
		_, _ = out.WriteString(mark) // which the line that is left out begins with
	}
	for number := 1; ; number++ {
		line, err := readLine(text, end)
		if len(line) > 0 && (number < first || wanted[number]) {
			_, _ = out.Write(line)
			if err != nil {
				_, _ = out.WriteString(end)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// The ends of lines, and what stands first in a file of two bytes a letter.
const (
	oneByte      = "\n"
	littleEndian = "\n\x00"
	bigEndian    = "\x00\n"
)

var byteOrderMarks = map[string]string{littleEndian: "\xFF\xFE", bigEndian: "\xFE\xFF"}

// lineEnd is how the lines of a file end that begins with head.
func (in *input) lineEnd(head []byte) string {
	for end, mark := range byteOrderMarks {
		if string(head) == mark {
			return end
		}
	}
	switch strings.ToLower(in.encoding) {
	case "utf-16le":
		return littleEndian
	case "utf-16be":
		return bigEndian
	}
	return oneByte
}

// readLine reads up to an end that does not begin in the middle of a letter.
func readLine(r *bufio.Reader, end string) (line []byte, err error) {
	for {
		next, err := r.ReadBytes(end[len(end)-1])
		line = append(line, next...)
		if err != nil || len(line)%len(end) == 0 && bytes.HasSuffix(line, []byte(end)) {
			return line, err
		}
	}
}
