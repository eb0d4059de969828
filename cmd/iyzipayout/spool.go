package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// mostInMemory is how much of a file is kept in memory. A payroll of 100,000 lines has less.
const mostInMemory = 16 << 20

// standardInput is the name for what is piped in.
const standardInput = "-"

// spool is a file as it was when it was read, once. What happens to the file afterwards changes nothing.
type spool struct {
	memory []byte
	disk   *os.File // of a file too large for memory; nil otherwise
	size   int64
	remove bool
}

// readOnce reads a file to its end.
func readOnce(name string, most int64) (_ *spool, err error) {
	file := os.Stdin
	if name != standardInput {
		switch file, err = os.Open(name); {
		case errors.Is(err, fs.ErrNotExist):
			return nil, localize.Errorf("%s: there is no such file", name)
		case errors.Is(err, fs.ErrPermission):
			return nil, localize.Errorf("%s: you may not read this file", name)
		case err != nil:
			return nil, err
		}
		defer file.Close()
	}
	before, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if before.IsDir() {
		return nil, localize.Errorf("%s: is a folder and no file", name)
	}
	s := &spool{}
	if s.memory, err = io.ReadAll(io.LimitReader(file, most)); err != nil {
		return nil, err
	}
	s.size = int64(len(s.memory))
	if s.size == most {
		if err := s.spill(file); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	after, err := file.Stat()
	if err == nil && before.Mode().IsRegular() && (after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime())) {
		err = localize.Errorf("%s: was saved while it was read: run it again", name)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// spill moves what was read, and what is left of the file, to a file that nobody else can open.
func (s *spool) spill(rest io.Reader) (err error) {
	if s.disk, err = os.CreateTemp("", "iyzipayout-*"); err != nil {
		return err
	}
	s.remove = os.Remove(s.disk.Name()) != nil // Windows keeps the name of an open file
	s.size, err = io.Copy(s.disk, io.MultiReader(bytes.NewReader(s.memory), rest))
	s.memory = nil
	return err
}

// reader reads the file from its beginning.
func (s *spool) reader() io.Reader {
	if s.disk != nil {
		return io.NewSectionReader(s.disk, 0, s.size)
	}
	return bytes.NewReader(s.memory)
}

// Close forgets the file.
func (s *spool) Close() error {
	if s.disk == nil {
		return nil
	}
	err := s.disk.Close()
	if s.remove {
		err = errors.Join(err, os.Remove(s.disk.Name()))
	}
	return err
}
