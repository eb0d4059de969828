package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// checkRest makes sure, before anything is sent, that the file for the rest can be written and none is lost.
func (f payFlags) checkRest() error {
	if f.restFile == "" {
		return nil
	}
	if _, err := os.Lstat(f.restFile); err == nil {
		return fmt.Errorf("--rest %s: is there already, and would be lost: name another file", f.restFile)
	}
	extension := filepath.Ext(f.file)
	if f.file == standardInput {
		extension = "." + f.format
	}
	if !strings.EqualFold(filepath.Ext(f.restFile), extension) {
		return fmt.Errorf("--rest %s: holds lines as they are in %s, so its name must end in %s", f.restFile, f.file, extension)
	}
	probe, err := os.CreateTemp(filepath.Dir(f.restFile), ".iyzipayout-*")
	if err != nil {
		return fmt.Errorf("--rest %s: cannot be written: %w", f.restFile, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// writeRest writes the lines that were not paid and may be paid by another payout, as they are in the file, with what stands above
// its first line.
func (p *payment) writeRest() (err error) {
	if p.restFile == "" {
		return nil
	}
	if p.end.code != exitNo && p.end.code != exitOK {
		p.say("--rest %s: was not written, because not everything is known yet", p.restFile)
		return nil
	}
	if len(p.end.free) == 0 {
		p.say("--rest %s: was not written, because no line is left that another payout may pay", p.restFile)
		return nil
	}
	file, err := os.OpenFile(p.restFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("--rest: %w", err)
	}
	out := bufio.NewWriter(file)
	err = p.in.copyLines(out, p.end.free)
	if err = errors.Join(err, out.Flush(), file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("--rest: %w", errors.Join(err, os.Remove(p.restFile)))
	}
	p.say("%s: %d lines that were not paid", p.restFile, len(p.end.free))
	return nil
}

// copyLines copies the lines of some items, and those above the first item. The writer keeps its error.
func (in *input) copyLines(out *bufio.Writer, some []int) error {
	if in.workbook {
		return payfile.Write(out, "xlsx", "en", in.some(some))
	}
	lines := in.linesOf(append([]int{0}, some...))
	wanted := map[int]bool{}
	for _, index := range some {
		wanted[lines[index]] = true
	}
	text := bufio.NewReader(in.reader())
	for number := 1; ; number++ {
		line, err := text.ReadBytes('\n')
		if len(line) > 0 && (number < lines[0] || wanted[number]) {
			_, _ = out.Write(line)
			if err != nil {
				_ = out.WriteByte('\n')
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
