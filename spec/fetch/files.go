package fetch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// file is a file to write, relative to a folder.
type file struct {
	name string
	data []byte
}

// replaceFiles writes all files or none. Each is complete on disk before the first takes its name, and when one cannot take
// it, those before it get their old bytes back.
func replaceFiles(dir string, files []file) error {
	// Not in vendor/, where a file that is not listed stops the build.
	workshop, err := os.MkdirTemp(dir, ".fetch-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(workshop)
	for i, f := range files {
		if err := writeSynced(temporary(workshop, i), f.data); err != nil {
			return err
		}
	}
	for i, f := range files {
		old, err := os.ReadFile(filepath.Join(dir, f.name))
		if err == nil {
			err = writeSynced(backup(workshop, i), old)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, f := range files {
		if err := os.Rename(temporary(workshop, i), filepath.Join(dir, f.name)); err != nil {
			return errors.Join(err, putBack(dir, workshop, files[:i]))
		}
	}
	return nil
}

// putBack undoes what replaceFiles has renamed.
func putBack(dir, workshop string, files []file) error {
	var errs []error
	for i, f := range files {
		name := filepath.Join(dir, f.name)
		if _, err := os.Lstat(backup(workshop, i)); errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, os.Remove(name))
			continue
		}
		errs = append(errs, os.Rename(backup(workshop, i), name))
	}
	return errors.Join(errs...)
}

func backup(workshop string, i int) string { return filepath.Join(workshop, fmt.Sprint(i, ".old")) }

func temporary(workshop string, i int) string { return filepath.Join(workshop, fmt.Sprint(i)) }

func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
